"""Quarters of a calendar year: the overview compares with the end of the last one that is over. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

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
    def label(self) -> str:
        """ "the third quarter of 2026"."""
        return f"the {ORDINALS[self.number - 1]} quarter of {self.year}"

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def last_finished(today: date) -> Quarter:
    """The newest quarter that is over on a day; on its last day a quarter still runs."""
    return quarter_of(today).before
