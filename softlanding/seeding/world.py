"""A network in memory, before it is written: parks, their pairs, companies and stays, by plain numbers.

These name each other in circles; so they are compared by identity and not printed.
"""

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from exchanges.landings.states import State
from parks.park.time_zones import guess
from softlanding.seeding.geography import City
from softlanding.seeding.plan import Plan


@dataclass(slots=True, eq=False, repr=False)
class Place:
    """A park. `pull` is how much others want to partner with it, and how many companies live there."""

    pk: int
    code: str
    name: str
    city: City
    manager: int  # the user's id
    manager_name: str
    pull: float
    state: str = "admitted"
    links: list["Link"] = field(default_factory=list)
    time_zone: str = field(init=False)
    _sums: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.time_zone = guess(self.city.country, self.city.latitude, self.city.longitude)

    def partner(self, dice: Random) -> "Link":
        """One of its pairs, those with much-wanted parks more often."""
        if not self._sums:
            self._sums = list(accumulate(link.partner_of(self).pull for link in self.links))
        return self.links[bisect(self._sums, dice.random() * self._sums[-1])]


class Span(NamedTuple):
    """An agreement's days: the last one belongs to it."""

    first: date
    last: date


class Promise(NamedTuple):
    """A promised month on a square of its direction's year."""

    stay: "Stay"
    number: int  # from 1
    begins_on: date
    state: str
    square: int


@dataclass(slots=True, eq=False, repr=False)
class Direction:
    """Terms of one direction, made to fit what was promised in it."""

    months_per_year: int = 0
    places: int = 0
    max_months: int = 6
    by_year: dict[int, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(slots=True, eq=False, repr=False)
class Link:
    """A pair of parks with its agreements: `kind` says how the last one stands, `stop` when new stays ended."""

    pk: int
    low: Place
    high: Place
    proposer: Place
    kind: str
    spans: list[Span]
    stop: date
    directions: dict[int, Direction] = field(default_factory=dict)  # by the home park's id
    entries: list["Entry"] = field(default_factory=list)
    agreements: list[int] = field(default_factory=list)  # ids, one a span
    opening: "Opening | None" = None
    balance: int = 0  # as the ledger counts it: > 0 low is owed

    def partner_of(self, park: Place) -> Place:
        return self.high if park is self.low else self.low

    def covering(self, first: date, last: date) -> int | None:
        """Which of its agreements a stay of these days may stand under."""
        if first > self.stop:
            return None
        for number, span in enumerate(self.spans):
            if span.first <= first and last <= span.last:
                return number
        return None


@dataclass(slots=True, eq=False, repr=False)
class Firm:
    """A company with somebody who speaks for it."""

    pk: int
    name: str
    home: Place
    lead: int  # the user's id
    since: date
    is_verified: bool


class Step(NamedTuple):
    """One thing that happened to a landing."""

    verb: str
    before: str
    after: str
    side: str
    at: datetime
    reason: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Stay:
    """A landing: `months` from `start`; `used` have begun and were posted, `wrong` of these were taken back."""

    firm: Firm
    link: Link
    span: int
    host: Place
    state: str
    start: date
    months: int
    steps: list[Step]
    pk: int = 0
    used: int = 0
    wrong: int = 0
    left_on: date | None = None
    answer_by: date | None = None
    promises: list[Promise] = field(default_factory=list)

    @property
    def home(self) -> Place:
        return self.firm.home

    @property
    def last_day(self) -> date:
        return self.left_on or month_of(self.start, self.months) - timedelta(days=1)

    @property
    def was_offered(self) -> bool:
        return self.state in OFFERED


OFFERED = frozenset(
    {State.OFFERED, State.LAPSED, State.CONFIRMED, State.LANDED, State.COMPLETED, State.CANCELLED, State.NO_SHOW}
)


class Entry(NamedTuple):
    """A posting to be; sorted by day, then in the order the facts came about."""

    day: date
    order: tuple[int, int]
    debtor: int
    creditor: int
    months: int
    because: str
    reference: str
    text: str
    reverses: str = ""  # the reference of the posting it takes back


class Opening(NamedTuple):
    """The balance a pair brought with it: the settlement both parks signed, and its posting."""

    pk: int
    pair: int
    debtor: Place
    creditor: Place
    entry: Entry


@dataclass(eq=False, repr=False)
class Network:
    """All of it."""

    plan: Plan
    now: datetime
    dice: Random
    places: list[Place] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    firms: list[Firm] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    admin: int = 0

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def beginning(self) -> date:
        """When the first agreements began: `years` ago, on the first of a month."""
        return self.today.replace(year=self.today.year - self.plan.years, day=1)


def month_of(start: date, k: int) -> date:
    """The day k months after `start`, whose day is 28 or less, so that it is never clipped."""
    months = start.year * 12 + start.month - 1 + k
    return date(months // 12, months % 12 + 1, start.day)
