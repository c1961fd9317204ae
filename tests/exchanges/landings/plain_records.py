"""What the plain model of the quota's rules is made of: days, signed versions, stays and exceptions (plain_model.py)."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def month(start: date, k: int) -> date:
    """The first day of a stay's k-th month: the same day k months on, or the last one where there is no such day."""
    years, index = divmod(start.month - 1 + k, 12)
    year, number = start.year + years, index + 1
    return date(year, number, min(start.day, monthrange(year, number)[1]))


def months(start: date, n: int) -> list[date]:
    return [month(start, k) for k in range(n)]


def days(first: date, ends: date) -> Iterator[date]:
    while first < ends:
        yield first
        first += ONE_DAY


@dataclass(frozen=True)
class Version:
    """Terms both parks signed; the one signed last of those that have begun rules. By home park: months and places."""

    first: date
    months: dict[str, int]
    places: dict[str, int]
    longest: int = 4
    limit: int | None = None
    floor: int = 0
    carries: bool = False


@dataclass
class Books:
    """What two parks agreed: versions in the order of their signatures."""

    parks: tuple[str, str]
    last: date  # the agreement's last day
    signed: list[Version]

    def on(self, day: date) -> Version:
        return next(one for one in reversed(self.signed) if one.first <= day)


@dataclass
class Stay:
    """`begun` and `reserved`: the days on which its months begin; `ends` is the day after the last."""

    company: str
    home: str
    host: str
    state: str = "nominated"
    starts: date | None = None
    ends: date | None = None
    length: int = 0
    answer_by: date | None = None
    arrived: date | None = None
    reserved: list[date] = field(default_factory=list)
    begun: list[date] = field(default_factory=list)

    @property
    def promised(self) -> list[date]:
        return [*self.begun, *self.reserved]

    def is_there(self, day: date) -> bool:
        return self.starts is not None and self.ends is not None and self.starts <= day < self.ends


@dataclass
class Exempt:
    """An exception: months of a direction past its limit (None: as many as its one landing needs)."""

    home: str
    host: str
    months: int | None
    ends_on: date
    stay: Stay | None = None
    taken: dict[int, int] = field(default_factory=dict)  # by id of the stay
    ever: set[int] = field(default_factory=set)  # stays that took from it once

    def left(self, but: Stay | None = None) -> int:
        """Months it still gives, `but` what one stay took."""
        if self.months is None:
            return 99
        return self.months - sum(n for stay, n in self.taken.items() if but is None or stay != id(but))
