"""Months in a row: how the debts came to be what they are, what is to come, and how old they are.

Pure, from rows of `sums`. Months are free-rent months unless they are said to be of the calendar.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from exchanges.overview.sums.debts import OpenMonths
from exchanges.overview.sums.months import MonthPosted, MonthReserved
from exchanges.overview.sums.positions import PositionChange

BACK, AHEAD = 24, 12  # calendar months
YOUNGEST = (3, 6, 12, 24)  # calendar months: the bounds between the ages
AGES = ("under 3 months", "3 to 6 months", "6 to 12 months", "1 to 2 years", "2 years and more")


def first_of(day: date) -> date:
    return day.replace(day=1)


def last_of(month: date) -> date:
    """The last day of a month."""
    return month + relativedelta(months=1, day=1) - timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """A calendar month by its first day; `owed` (gross debt) and `position` are those at its end.

    The running month stands as it is now. `changed` is what the gross debt changed by in it.
    """

    first: date
    owed: int
    position: int
    changed: int

    @property
    def key(self) -> str:
        """ "2026-09", as it stands in addresses."""
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        return f"{self.first:%B %Y}"


@dataclass(frozen=True)
class Coming(Month):
    """The same of a month to come, if nothing happens but what is reserved: `months` of it begin then."""

    months: int = 0


def first_month(today: date) -> date:
    """The first month a trend shows."""
    return first_of(today) - relativedelta(months=BACK)


def trend_of(rows: Iterable[MonthPosted], today: date, owed: int, position: int = 0) -> list[Month]:
    """The last 24 months and the running one, oldest first; `owed` and `position` are those of now."""
    debt: dict[date, int] = defaultdict(int)
    side: dict[date, int] = defaultdict(int)
    found, month = [], first_of(today)
    for row in rows:
        # What is posted for days to come (it is tomorrow somewhere already) counts as of now.
        debt[min(row.month, month)] += row.debt
        side[min(row.month, month)] += row.position
    while month >= first_month(today):
        found.append(Month(month, owed, position, debt[month]))
        owed, position = owed - debt[month], position - side[month]
        month -= relativedelta(months=1)
    return found[::-1]


def positions_of(rows: Iterable[PositionChange], today: date, position: int) -> list[int]:
    """A park's position at the end of the last 24 months and now, from its changes."""
    changes = [MonthPosted(row.month, 0, row.months) for row in rows]
    return [month.position for month in trend_of(changes, today, 0, position)]


def forecast_of(rows: Iterable[MonthReserved], today: date, owed: int, position: int = 0) -> tuple[list[Coming], int]:
    """The running month and the 11 after it, and how many months are reserved for later."""
    coming = {row.month: row for row in rows}
    found, month = [], first_of(today)
    for _ in range(AHEAD):
        row = coming.pop(month, MonthReserved(month, months=0, debt=0, position=0))
        owed, position = owed + row.debt, position + row.position
        found.append(Coming(month, owed, position, row.debt, row.months))
        month += relativedelta(months=1)
    return found, sum(row.months for row in coming.values())


@dataclass(frozen=True)
class Age:
    """Open months of one age; `owes` and `owed` from a park's side, for the network both are 0."""

    key: int
    label: str
    months: int
    postings: int
    owes: int
    owed: int


def age_starts(today: date) -> list[date]:
    """The newest day of each age but the youngest: open since 24 August or before is 3 months or older."""
    return [today - relativedelta(months=months) for months in YOUNGEST]


def age_days(age: int, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of an age; None: no end."""
    starts = age_starts(today)
    first = starts[age] + timedelta(days=1) if age < len(starts) else None
    return first, (starts[age - 1] if age else None)


def ages_of(rows: Iterable[OpenMonths]) -> list[Age]:
    """Every age, the youngest first."""
    by_age = {row.age: row for row in rows}
    found = [by_age.get(key, OpenMonths(key, months=0, postings=0, owes=0, owed=0)) for key in range(len(AGES))]
    return [Age(it.age, AGES[it.age], it.months, it.postings, it.owes, it.owed) for it in found]
