"""A quarter of a calendar year: its days, its name, and how it is written in addresses. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from softlanding.kernel import words

FIRST_YEAR, LAST_YEAR = 1900, 2999
ORDINALS = ("first", "second", "third", "fourth")
LAST_DAYS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True, order=True)
class Quarter:
    """`number` is 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return date(self.year, *LAST_DAYS[self.number - 1])

    @property
    def name(self) -> str:
        """ "the third quarter of 2026"."""
        return f"the {ORDINALS[self.number - 1]} quarter of {self.year}"

    @property
    def days(self) -> str:
        """ "1 July to 30 September 2026"."""
        return f"{self.first.day} {self.first:%B} to {words.day(self.last)}"

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def is_over(self, today: date) -> bool:
        return self.last < today

    def has_begun(self, today: date) -> bool:
        return self.first <= today


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def last_ended(today: date) -> Quarter:
    """The newest quarter that is over."""
    return quarter_of(today).before


class QuarterConverter:
    """ "2026-Q3" in an address; anything else does not exist."""

    regex = r"[0-9]{4}-Q[1-4]"

    def to_python(self, value: str) -> Quarter:
        found = re.fullmatch(r"([0-9]{4})-Q([1-4])", value)
        if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise ValueError(f"{value} is no quarter")
        return Quarter(int(found[1]), int(found[2]))

    def to_url(self, value: Quarter | str) -> str:
        return str(value)
