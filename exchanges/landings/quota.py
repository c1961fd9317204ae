"""Months of a direction in an exchange year: agreed, carried over, reserved, used, left (rule 7). Plain numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class QuotaYear:
    """One direction in one exchange year, in months. More may be used than there was: history is told as it was."""

    year: int
    agreed: int
    carried: int = 0
    used: int = 0
    reserved: int = 0

    @property
    def total(self) -> int:
        return self.agreed + self.carried

    @property
    def promised(self) -> int:
        return self.used + self.reserved

    @property
    def left(self) -> int:
        return max(0, self.total - self.promised)

    @property
    def over(self) -> int:
        """Months beyond what was agreed."""
        return max(0, self.promised - self.total)

    def after(self, months: int) -> "QuotaYear":
        """The same year with `months` more reserved."""
        return replace(self, reserved=self.reserved + months)

    def begun(self, months: int) -> "QuotaYear":
        """The same year with `months` more used."""
        return replace(self, used=self.used + months)


def carried_into(year: int, agreed: Mapping[int, int], promised: Mapping[int, int]) -> int:
    """Months that go over into `year`: what the year before left of its own months, once.

    `agreed` and `promised` give months by year; a year without an agreement is missing from `agreed`. Carried-over
    months are taken first, so a year's own months stay for the next as long as they can; what was carried and still
    not taken is lost.
    """
    before = year - 1
    if before not in agreed or year not in agreed:
        return 0
    beyond_carried = max(0, promised.get(before, 0) - carried_into(before, agreed, promised))
    return max(0, agreed[before] - beyond_carried)


def agreed_years(first: int, last: int, months_per_year: int) -> dict[int, int]:
    """{year: months} a direction grants, from the agreement's first year to its last."""
    return dict.fromkeys(range(first, last + 1), months_per_year)


def quota_year(
    year: int,
    agreed: Mapping[int, int],
    used: Mapping[int, int],
    reserved: Mapping[int, int],
    *,
    carries: bool,
    today: date,
) -> QuotaYear:
    """One direction in one year, in months. `carries`: what the year before left comes on top, once that is over."""
    carried = 0
    if carries and year <= today.year:
        promised = {one: used.get(one, 0) + reserved.get(one, 0) for one in {*used, *reserved}}
        carried = carried_into(year, agreed, promised)
    return QuotaYear(
        year,
        agreed=agreed.get(year, 0),
        carried=carried,
        used=used.get(year, 0),
        reserved=reserved.get(year, 0),
    )
