"""The period of a balance statement: a quarter, a year, or since the beginning; and its name in addresses. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from softlanding.kernel import quarters, words
from softlanding.kernel.quarters import FIRST_YEAR, LAST_YEAR, Quarter

NAME = re.compile(r"^(to-)?(\d{4})(?:-Q([1-4]))?$", re.ASCII)
ORDINALS = ("1st", "2nd", "3rd", "4th")


@dataclass(frozen=True)
class Period:
    """From `since` (None: the beginning) to `until`, both included (None: up to now, which nobody confirms)."""

    since: date | None
    until: date | None

    @property
    def name(self) -> str:
        """As it stands in addresses: "all", "2026", "2026-Q3", "to-2026-Q3"."""
        if self.until is None:
            return "all"
        if self.since is None:
            return f"to-{self.until.year}-Q{_number(self.until)}"
        is_year = self.since.month == 1 and self.until.month == 12
        return f"{self.until.year}" if is_year else f"{self.until.year}-Q{_number(self.until)}"

    @property
    def label(self) -> str:
        """ "3rd quarter 2026", "2026", "everything up to 30 September 2026", "everything up to now"."""
        if self.until is None:
            return "everything up to now"
        if self.since is None:
            return f"everything up to {words.day(self.until)}"
        quarter = f"{ORDINALS[_number(self.until) - 1]} quarter "
        return f"{quarter if 'Q' in self.name else ''}{self.until.year}"

    @property
    def days(self) -> str:
        """ "1 July 2026 to 30 September 2026"."""
        since = words.day(self.since) if self.since else "the beginning"
        return f"{since} to {words.day(self.until) if self.until else 'now'}"

    @property
    def noun(self) -> str:
        """The label in a sentence: "the 3rd quarter 2026"."""
        return f"the {self.label}" if self.since and "Q" in self.name else self.label

    @property
    def title(self) -> str:
        """As a heading's beginning: "Statement of the 3rd quarter 2026"."""
        if self.until is None:
            return "Statement since the beginning"
        if self.since is None:
            return f"Statement since the beginning, up to {words.day(self.until)}"
        return f"Statement of {self.noun}"

    @property
    def before(self) -> "Period | None":
        """The one of its kind that ends where this begins (or, since the beginning, ends a quarter earlier)."""
        if self.until is None or self.until == date(FIRST_YEAR, 3, 31) or self.since == date(FIRST_YEAR, 1, 1):
            return None
        if self.since is None:
            return up_to(quarter_of(quarter_of(self.until).first - timedelta(days=1)))
        day = self.since - timedelta(days=1)
        return quarter_of(day) if "Q" in self.name else year(day.year)

    @property
    def after(self) -> "Period | None":
        """The one of its kind that begins where this ends."""
        if self.until is None or self.until == date(LAST_YEAR, 12, 31):
            return None
        day = self.until + timedelta(days=1)
        if self.since is None:
            return up_to(quarter_of(day))
        return quarter_of(day) if "Q" in self.name else year(day.year)

    @property
    def first(self) -> date:
        """The first day of a period that has one."""
        assert self.since
        return self.since


ALL = Period(None, None)


def _number(day: date) -> int:
    return quarters.quarter_of(day).number


@lru_cache(maxsize=256)
def _of(quarter: Quarter) -> Period:
    return Period(quarter.first, quarter.last)


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def quarter(year: int, number: int) -> Period:
    """`number`: 1 to 4."""
    return _of(Quarter(year, number))


def quarter_of(day: date) -> Period:
    return _of(quarters.quarter_of(day))


def last_finished(today: date) -> Period:
    """The newest quarter that is over on `today`."""
    return _of(quarters.last_finished(today))


def up_to(period: Period) -> Period:
    """Since the beginning, up to the end of a period."""
    return Period(None, period.until)


def named(text: str) -> Period | None:
    """The period an address names; None when it names none."""
    if text == "all":
        return ALL
    found = NAME.match(text)
    if not found or not FIRST_YEAR <= int(found[2]) <= LAST_YEAR or (found[1] and not found[3]):
        return None
    period = quarter(int(found[2]), int(found[3])) if found[3] else year(int(found[2]))
    return up_to(period) if found[1] else period


def quarters_between(first: date, last: date) -> int:
    """How many quarters end from `first` to `last`, both the last days of quarters."""
    return (last.year - first.year) * 4 + _number(last) - _number(first) + 1
