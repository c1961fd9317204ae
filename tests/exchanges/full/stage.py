"""A cast of which every figure is another number, for tests of whatever reads: what is mixed up, dropped or counted twice shows.

Two networks that never meet: Málaga, Recife, Seoul and Los Angeles; Auckland and Nairobi. It is 03:00 UTC on 1 July 2026:
the first day of a quarter, and still 30 June in Los Angeles. Its figures stand in tests/exchanges/full/figures.py.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from companies.company.models import Company
from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from parks.park.models import Park
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.consent import signed

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 7, 1), NOW - timedelta(days=1)
SIGNED, ASKED = cast.at(2024, 1, 2), cast.at(2026, 6, 20)
PARKS = {  # name: country, time zone, who manages it
    "Málaga": ("ES", "Europe/Madrid", "Marta Ruiz"),
    "Recife": ("BR", "America/Recife", "Rui Alves"),
    "Seoul": ("KR", "Asia/Seoul", "Kim Ji"),
    "Los Angeles": ("US", "America/Los_Angeles", "Lou Diaz"),
    "Auckland": ("NZ", "Pacific/Auckland", "Aroha Ngata"),
    "Nairobi": ("KE", "Africa/Nairobi", "Njeri Kamau"),
}
Stay = tuple[date, int]  # the first day, and how many months


@dataclass(frozen=True)
class Way:
    """Residents of `home` at `host`: the months a year, what was used in 2025 and 2026 by companies that have left, who is
    there, and who is promised months."""

    home: str
    host: str
    months: int
    places: int
    used: tuple[int, int]
    here: tuple[Stay, ...] = ()
    promised: tuple[Stay, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.home} at {self.host}"


def day(month: int, number: int = 1) -> date:
    return date(2026, month, number)


# Of those who are here the months begin on the day before, on and after the first of July.
WAYS = (
    Way("Málaga", "Recife", 348, 51, (27, 118), ((day(3, 30), 5),), ((day(10), 10),)),
    Way("Recife", "Málaga", 399, 52, (132, 42), ((day(4), 5), (day(4, 2), 5)), ((day(9), 11), (day(11), 10))),
    Way(
        "Málaga",
        "Seoul",
        155,
        53,
        (28, 52),
        ((day(4), 5), (day(4, 2), 5), (day(5), 5), (day(5, 2), 5)),
        ((day(8), 12), (day(12), 10)),
    ),
    Way("Seoul", "Málaga", 207, 54, (97, 71), (), ((day(9), 12), (day(10), 12), (day(12, 15), 3))),
    Way(
        "Recife",
        "Los Angeles",
        302,
        55,
        (96, 51),
        ((day(4), 6), (day(3, 30), 5), (day(4, 2), 6)),
        ((day(11), 12), (day(12), 12), (day(12, 20), 4)),
    ),
    Way("Los Angeles", "Recife", 495, 56, (159, 133), (), ((day(10), 12), (day(11), 12), (day(12, 5), 5))),
    Way("Auckland", "Nairobi", 290, 57, (149, 86), (), ((day(8), 8),)),
    Way("Nairobi", "Auckland", 497, 58, (30, 106), (), ((day(8), 9), (day(9), 12), (day(10), 12), (day(12), 6))),
)
# Who owed whom before the portal: debtor, creditor, months. Los Angeles and Seoul have no agreement.
OPENING = (
    ("Recife", "Málaga", 14),
    ("Málaga", "Seoul", 41),
    ("Los Angeles", "Recife", 100),
    ("Nairobi", "Auckland", 101),
    ("Los Angeles", "Seoul", 256),
)
# Of a pair: past what it is warned, and past what it stops. Recife owes Los Angeles 34, which is not more than 34.
ALERTS = {
    ("Málaga", "Recife"): (44, 45),
    ("Málaga", "Seoul"): (33, 34),
    ("Recife", "Los Angeles"): (34, None),
    ("Auckland", "Nairobi"): (1, None),
}
CARRIED = ("Málaga", "Recife")  # the only pair whose unused months go to the next year


@dataclass
class FullCast:
    parks: dict[str, Park] = field(default_factory=dict)
    companies: dict[str, Company] = field(default_factory=dict)
    asked: dict[str, Landing] = field(default_factory=dict)  # by the company

    def __getitem__(self, name: str) -> Park:
        return self.parks[name]


def build() -> FullCast:
    """About three seconds."""
    made = FullCast()
    for name, (country, zone, manager) in PARKS.items():
        made.parks[name] = people.park(name, country, time_zone=zone)
        people.manager_of(made[name], manager)
    for way, back in zip(WAYS[::2], WAYS[1::2], strict=True):
        alert, limit = ALERTS.get((way.home, way.host), (None, None))
        cast.agreed_on(
            SIGNED, made[way.home], made[way.host], _direction(way), _direction(back), alert_at=alert, limit_at=limit,
            carry_over=(way.home, way.host) == CARRIED, valid=(date(2025, 1, 1), date(2028, 12, 31)), notice_months=1,
        )  # fmt: skip
    for way in reversed(WAYS):  # before anything is owed, so that no limit is in the way
        _stay(made, way)
    for debtor, creditor, months in OPENING:
        entry = ledger.Entry(date(2024, 5, 5), made[debtor], made[creditor], months, Because.OPENING, "")
        signed(entry, now=NOW)
    for way in WAYS:
        _use(made, way)
    _take_back(made)
    landings.daily(NOW)
    return made


def _direction(way: Way) -> Direction:
    return Direction(way.months, places=way.places, max_months=12)


def _use(made: FullCast, way: Way) -> None:
    """On the first and last day of a year, and on the day before this one."""
    before, this = way.used
    days = [
        (date(2025, 1, 1), 2),
        (date(2025, 12, 31), before - 2),
        (date(2026, 1, 1), 3),
        (date(2026, 6, 30), this - 3),
    ]
    if (way.home, way.host) == ("Recife", "Los Angeles"):
        days.append((date(2024, 7, 1), 269))
    ledger.post_all(
        [
            ledger.Entry(on, made[way.home], made[way.host], months, Because.STAY, f"{way.name}/{on}", "Gone home")
            for on, months in days
        ],
        now=NOW,
    )


def _stay(made: FullCast, way: Way) -> None:
    """Those who are here; of those who are promised months the first has said yes, the others have not answered."""
    host = made[way.host]
    for number, (start, months) in enumerate(way.here, 1):
        cast.landed(_company(made, way, f"here {number}"), host, start, months, now=cast.at(2026, 3, 1))
    for number, (start, months) in enumerate(way.promised, 1):
        company = _company(made, way, f"to come {number}")
        (cast.confirmed if number == 1 else cast.offered)(company, host, start, months, now=ASKED)


def _company(made: FullCast, way: Way, what: str) -> Company:
    name = f"{way.name}, {what}"
    made.companies[name] = cast.company(name, made[way.home], f"Lead of {name}")
    return made.companies[name]


def _take_back(made: FullCast) -> None:
    """What counts nowhere: an offer of 12 months that was withdrawn, and 21 months that were posted by mistake."""
    company = _company(made, WAYS[0], "back out")
    offer = cast.offered(company, made["Recife"], day(9), 12, now=ASKED)
    landings.withdraw(offer, by=cast.lead_of(company), reason="We grew at home", now=ASKED)
    wrong = ledger.Entry(day(5, 9), made["Seoul"], made["Málaga"], 21, Because.STAY, "mistake", "Somebody else's")
    ledger.reverse(ledger.post(wrong, now=NOW), day=day(6, 9), reason="A mistake", reference="mistake/back", now=NOW)
