"""The figures of tests.exchanges.full.stage.py on 1 July 2026, reckoned by hand; no two are equal and none is 0.

Months, in the exchange year 2026 where no other is named. `left` is what of the year's months nobody was promised.
"""

# Each way: agreed, used in 2025, used, reserved, left; reserved in 2027, left in 2027.
WAYS = {
    "Málaga at Recife": (348, 27, 122, 4, 543, 7, 341),
    "Recife at Málaga": (399, 132, 49, 9, 608, 15, 384),
    "Málaga at Seoul": (155, 28, 64, 14, 77, 16, 139),
    "Seoul at Málaga": (207, 97, 71, 8, 128, 19, 188),
    "Recife at Los Angeles": (302, 96, 61, 11, 230, 24, 278),
    "Los Angeles at Recife": (495, 159, 133, 6, 356, 23, 472),
    "Auckland at Nairobi": (290, 149, 86, 5, 199, 3, 287),
    "Nairobi at Auckland": (497, 30, 106, 13, 378, 26, 471),
}
# What came over from 2025, where unused months do.
CARRIED = {"Málaga at Recife": 321, "Recife at Málaga": 267}
# Each pair from the first one's side, > 0 is owed: today, and with everything promised.
PAIRS = {
    ("Málaga", "Recife"): (46, 59),
    ("Málaga", "Seoul"): (35, 32),
    ("Recife", "Los Angeles"): (-34, -40),
    ("Auckland", "Nairobi"): (2, 33),
}
UNAGREED = {("Seoul", "Los Angeles"): 256}  # nothing is promised, nothing can be
# Each park over its partners: balance today and with everything promised.
BALANCES = {"Málaga": (81, 91), "Recife": (-80, -99), "Seoul": (221, 224), "Los Angeles": (-222, -216)}
# Used, reserved, left and all months of the year, of the parks with several partners: sent and hosted.
SENT = {"Málaga": (186, 18, 620, 824), "Recife": (110, 20, 838, 968)}
HOSTED = {"Málaga": (120, 17, 736, 873), "Recife": (255, 10, 899, 1164)}
OWED, HOSTED_IN_ALL = 373, 692  # in the whole network: by all together, and begun this year


def all_months() -> list[int]:
    """Every figure of months, however it is signed."""
    tables = (WAYS, PAIRS, BALANCES, SENT, HOSTED)
    found = [n for table in tables for row in table.values() for n in row]
    found += [*CARRIED.values(), *UNAGREED.values(), OWED, HOSTED_IN_ALL]
    return [abs(n) for n in found]
