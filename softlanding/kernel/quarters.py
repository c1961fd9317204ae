"""Quarters of a calendar year: their days, their names, and how they are written in addresses. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from softlanding.kernel import words

FIRST_YEAR, LAST_YEAR = 1900, 2999
ORDINALS = ("first", "second", "third", "fourth")


@dataclass(frozen=True, order=True)
class Quarter:
    """`number` is 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first + relativedelta(months=3) - timedelta(days=1)

    @property
    def before(self) -> "Quarter":
        return quarter_of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Quarter":
        return quarter_of(self.last + timedelta(days=1))

    @property
    def label(self) -> str:
        """ "the third quarter of 2026"."""
        return f"the {ORDINALS[self.number - 1]} quarter of {self.year}"

    @property
    def days(self) -> str:
        """ "1 July to 30 September 2026"."""
        return f"{self.first.day} {self.first:%B} to {words.day(self.last)}"

    @property
    def code(self) -> str:
        """ "2026-Q3": in addresses and keys; the later quarter is the greater text."""
        return f"{self.year}-Q{self.number}"

    def is_over(self, today: date) -> bool:
        return self.last < today

    def has_begun(self, today: date) -> bool:
        return self.first <= today

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def last_finished(today: date) -> Quarter:
    """The newest quarter that is over on a day; on its last day a quarter still runs."""
    return quarter_of(today).before


class QuarterConverter:
    """ "2026-Q3" in an address; anything else does not exist."""

    regex = r"[0-9]{4}-Q[1-4]"

    def to_python(self, value: str) -> Quarter:
        found = re.fullmatch(r"([0-9]{4})-Q([1-4])", value)
        if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise ValueError(f"{value} is no quarter")
        return Quarter(int(found[1]), int(found[2]))

    def to_url(self, value: Quarter) -> str:
        return value.code
