"""What the demo invents: companies with their profiles, and agreements in every state."""

from dataclasses import dataclass

from exchanges.agreements.terms import Direction


@dataclass(frozen=True)
class Invented:
    """A company: its home park's code and what its profile says."""

    name: str
    home: str
    about: str
    people: int
    founded: int
    kind: str
    sectors: tuple[str, ...]
    lead: str
    months_sold: int = 24
    references: int = 3
    regions: int = 2
    business_plan: bool = True


COMPANIES = (
    Invented("Lumen Optics", "P026", "Lenses and light guides for eye surgery, sold to 40 hospitals in Brazil.", 14, 2017,
             "experienced", ("medical devices", "optics"), "helena", 31),
    Invented("Atlas Grid", "P109", "Forecasts for solar farms, used by three grid operators in North Africa.", 9, 2019,
             "scaling", ("energy", "software"), "omar", 40),
    Invented("Recife Robotics", "P026", "Harbour robots that inspect hulls while ships are loaded.", 22, 2015,
             "scaling", ("robotics",), "Joana Prado", 50, 5, 4),
    Invented("Mangue Data", "P026", "Water quality from satellite pictures.", 6, 2021, "scaling", ("earth observation",),
             "Davi Melo", 9, 1, 1, False),
    Invented("Costa Bio", "P161", "Enzymes from olive leaves for the food industry.", 11, 2018, "experienced",
             ("biotechnology",), "Lucía Vega", 28),
    Invented("Sur Mobility", "P161", "Fleet software for city buses.", 35, 2012, "experienced", ("mobility", "software"),
             "Pablo Gil", 84, 9, 6),
    Invented("Alborán Vision", "P161", "Cameras that count fish in farms.", 8, 2020, "scaling", ("aquaculture", "imaging"),
             "Irene Soto", 14, 2, 1),
    Invented("Tejo Analytics", "P136", "Fraud detection for small insurers.", 17, 2016, "experienced", ("fintech",),
             "Marco Pires", 44, 4, 3),
    Invented("Oeiras Quantum", "P136", "Random numbers from light, on a chip.", 7, 2021, "scaling", ("photonics",),
             "Vera Nunes", 7, 1, 1),
    Invented("Rif Pharma", "P109", "Cold chain boxes that report their temperature.", 19, 2014, "experienced", ("logistics",),
             "Karim Idrissi", 60, 6, 4),
    Invented("Spree Sensors", "P064", "Vibration sensors for machine tools.", 26, 2013, "experienced", ("sensors",),
             "Jonas Beck", 72, 8, 5),
    Invented("Han Display", "P158", "Transparent displays for shop windows.", 41, 2011, "experienced", ("displays",),
             "Jiwoo Han", 90, 12, 7),
    Invented("Incheon Drone", "P158", "Drones that wash facades.", 12, 2020, "scaling", ("drones",), "Hana Yoo", 16, 2, 2),
    Invented("Volga Speech", "P142", "Speech recognition for call centres.", 15, 2017, "scaling", ("speech", "software"),
             "Ilya Petrov", 33, 3, 2),
    Invented("Gulf Energy Lab", "P210", "Leak detection for pipelines.", 28, 2010, "experienced", ("energy",),
             "Sam Carter", 100, 10, 6),
    Invented("Azur Health", "P061", "Home monitoring after surgery.", 13, 2018, "scaling", ("e-health",), "Chloé Petit", 25, 3, 2),
    Invented("Norr Games", "P173", "Learning games for hospitals.", 20, 2016, "scaling", ("games", "e-health"), "Axel Lind", 41, 4, 3),
    Invented("Trieste Marine", "P088", "Paint that keeps hulls clean.", 10, 2019, "experienced", ("materials",), "Anna Furlan", 20, 2, 2),
    Invented("Anka Optics", "P189", "Night vision for rescue teams.", 30, 2012, "experienced", ("optics",),
             "Emre Aydın", 66, 7, 4),
    Invented("Gaúcha Agro", "P029", "Soil maps for small farms.", 9, 2020, "scaling", ("agriculture",), "Rafael Nunes", 18, 2, 1),
)  # fmt: skip

TWELVE = Direction(12, places=3, max_months=6, services="Two desks, a meeting room, legal advice, introductions")
SIX = Direction(6, places=2, max_months=4, services="Two desks, help with visas")
FOUR = Direction(4, places=1, max_months=3)
CLOSED = Direction(0, places=0)


@dataclass(frozen=True)
class Agreed:
    """An agreement of two parks: `state` as it stands today; months of the terms in force, before and to go."""

    first: str
    second: str
    there: Direction
    back: Direction
    state: str = "in_force"
    alert: int | None = 4
    limit: int | None = 8
    floor: int = 2
    carry_over: bool = False
    since_months: int = 26
    until_months: int = 22


AGREEMENTS = (
    Agreed("P161", "P026", TWELVE, TWELVE, alert=6, limit=9),
    Agreed("P161", "P136", SIX, SIX, carry_over=True),
    Agreed("P161", "P109", SIX, TWELVE, alert=6, limit=10),
    Agreed("P161", "P142", SIX, SIX),
    Agreed("P158", "P161", TWELVE, SIX, alert=5, limit=8),
    Agreed("P026", "P136", SIX, SIX),
    Agreed("P026", "P025", FOUR, FOUR, limit=None, alert=None),
    Agreed("P025", "P029", FOUR, FOUR, limit=None, alert=None),
    Agreed("P029", "P026", FOUR, FOUR, limit=None, alert=None),
    Agreed("P136", "P109", SIX, SIX, alert=3, limit=10),
    Agreed("P158", "P142", SIX, SIX),
    Agreed("P064", "P142", SIX, SIX, since_months=28),
    Agreed("P210", "P142", SIX, CLOSED, limit=12),
    Agreed("P064", "P026", SIX, SIX, since_months=14, until_months=3),
    Agreed("P061", "P088", SIX, SIX),
    Agreed("P173", "P064", SIX, FOUR, carry_over=True),
    Agreed("P088", "P136", FOUR, SIX, since_months=8, until_months=40),
    Agreed("P189", "P136", SIX, SIX, "signed", since_months=-1, until_months=35),
    Agreed("P173", "P161", SIX, SIX, "expired", since_months=50, until_months=-14),
    Agreed("P064", "P161", SIX, SIX, "proposed", since_months=-1, until_months=23),
    Agreed("P189", "P161", SIX, SIX, "countered", since_months=-1, until_months=35),
    Agreed("P088", "P161", FOUR, FOUR, "amended", since_months=12, until_months=24),
    Agreed("P189", "P064", FOUR, FOUR, "suspended", since_months=10, until_months=26),
    Agreed("P088", "P064", FOUR, FOUR, "ending", since_months=20, until_months=28),
    Agreed("P173", "P088", FOUR, FOUR, "terminated", since_months=30, until_months=18),
    Agreed("P136", "P061", SIX, SIX, "half_signed", since_months=-1, until_months=23),
    Agreed("P026", "P189", FOUR, FOUR, "refused", since_months=-1, until_months=23),
    Agreed("P161", "P041", TWELVE, TWELVE, "withdrawn", since_months=-1, until_months=23),
)

# Stays of before the portal, as a bundle would bring them: (home, host, months ago of the first, months).
HISTORY = (
    ("P161", "P026", 22, 3), ("P026", "P161", 23, 4), ("P026", "P161", 15, 2), ("P161", "P136", 20, 2),
    ("P136", "P161", 18, 3), ("P161", "P109", 24, 3), ("P109", "P161", 21, 2), ("P161", "P142", 20, 4),
    ("P142", "P161", 16, 2), ("P158", "P161", 24, 4), ("P158", "P161", 17, 4), ("P158", "P161", 13, 3),
    ("P026", "P136", 22, 2), ("P136", "P026", 19, 3), ("P025", "P026", 20, 2), ("P029", "P025", 19, 2),
    ("P026", "P029", 18, 2), ("P136", "P109", 21, 3), ("P136", "P109", 15, 3), ("P109", "P136", 13, 1),
    ("P158", "P142", 22, 3), ("P064", "P142", 24, 3), ("P210", "P142", 20, 4),
    ("P061", "P088", 23, 2), ("P088", "P061", 20, 3), ("P173", "P064", 21, 4), ("P064", "P173", 16, 2),
    ("P173", "P161", 30, 3), ("P161", "P173", 28, 2), ("P142", "P064", 14, 1), ("P142", "P158", 15, 2),
    # Rings: with Lumen's and Recife Robotics' stays at Taguspark these make circles of four and five parks.
    ("P136", "P088", 14, 3), ("P088", "P064", 15, 2), ("P064", "P026", 13, 2),
)  # fmt: skip
