"""Months of a direction in an exchange year: agreed, carried over, reserved, used, left (rule 7). Plain numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from exchanges.agreements.terms import Promised


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


@dataclass(frozen=True)
class Ruled:
    """What a direction grants while one version of its terms rules: from the first day until before `ends`."""

    first: date
    ends: date
    months: int  # a year; 0: closed
    places: int = 1
    carries: bool = False  # unused months go to the next year, once
    shortest: int = 1  # stay, in months
    longest: int = 24
    limit: int | None = None  # months that may be owed
    floor: int = 0  # months a year that are possible beyond it
    lasts: date | None = None  # the last day of its agreement; None: that is suspended, or nobody asks

    def rules_on(self, day: date) -> bool:
        return self.first <= day < self.ends


# Those of a direction, the earliest first; no two rule on the same day.
History = Sequence[Ruled]


def promise_of(quotas: Iterable[QuotaYear], places: int, begins: Sequence[date], ends: date | None) -> Promised:
    """What a direction has promised, as an amendment asks: its years, places, days on which months are to begin, and
    the day after the last stay.
    """
    quotas = list(quotas)
    return Promised(
        {quota.year: max(0, quota.promised - quota.carried) for quota in quotas},
        {quota.year: quota.agreed for quota in quotas},
        places,
        begins,
        ends - timedelta(days=1) if ends else None,
    )


def ruling_on(history: History, day: date) -> Ruled | None:
    """What rules on a day."""
    for one in history:
        if one.rules_on(day):
            return one
    return None


def ruling_between(history: History, first: date, last: date) -> list[Ruled]:
    """What rules on some day from the first to the last, both included; the earliest first."""
    return [one for one in history if one.first <= last and one.ends > first]


def turn_of(history: History, today: date) -> tuple[Ruled, date] | tuple[None, None]:
    """What opens a direction that is closed on a day, or closes one that is open, by what is signed to come.

    With the first day on which a month can begin by it, or none any more: an exchange year gives no more than each of
    its days, so one in which a direction is closed on a day has none.
    """
    now = ruling_on(history, today)
    is_open = now is not None and now.months > 0
    for one in history:
        if one.first <= today or (one.months > 0) == is_open:
            continue
        year, gives = one.first.year, agreed_in(history, one.first.year, today)
        if is_open:
            return one, one.first if gives or year == today.year else date(year, 1, 1)
        begins = one.first if gives else date(year + 1, 1, 1)
        if one.lasts and begins <= one.lasts:
            return one, begins
    return None, None


def amended(history: History, new: Ruled) -> list[Ruled]:
    """What rules once these terms are signed: earlier ones until the day before, and what begins after their end."""
    before = [replace(one, ends=min(one.ends, new.first)) for one in history if one.first < new.first]
    return [*before, new, *(one for one in history if one.first >= new.ends)]


def last_of(history: History, year: int) -> Ruled | None:
    """What ruled or will rule last in an exchange year: on its last day, or in the part that is covered."""
    begins, ends = date(year, 1, 1), date(year + 1, 1, 1)
    return next((one for one in reversed(history) if one.first < ends and one.ends > begins), None)


def ruled_in(history: History, year: int, today: date) -> Ruled | None:
    """What an exchange year is counted by: of the running one today's terms, else what rules last in it.

    Between two agreements the running year is counted by the one to come.
    """
    last = last_of(history, year)
    if year != today.year or last is None:
        return last
    return next((one for one in history if one.ends > today and one.first <= last.first), last)


def agreed_in(history: History, year: int, today: date) -> int:
    """Months of an exchange year: what rules last in it gives, and no more than any day of it still to come.

    So nobody is promised today what the year will not have on one of its days, be the months raised or lowered then.
    """
    last = last_of(history, year)
    if last is None:
        return 0
    begins, ends = max(today, date(year, 1, 1)), date(year + 1, 1, 1)
    return min([last.months, *(one.months for one in history if one.first < ends and one.ends > begins)])


def is_carried_into(year: int, history: History) -> bool:
    """Whether unused months of the year before go into a year: said by what ruled on the last day of that."""
    before, into = last_of(history, year - 1), last_of(history, year)
    return before is not None and before.carries and before.ends >= date(year, 1, 1) and into is not None


def carried_into(year: int, history: History, promised: Mapping[int, int]) -> int:
    """Months that go over into `year`: what the year before left of its own months, once.

    `promised` gives months by year. Carried-over months are taken first, so a year's own months stay for the next as
    long as they can; what was carried and still not taken is lost.
    """
    before = last_of(history, year - 1)
    if before is None or not is_carried_into(year, history):
        return 0
    beyond_carried = max(0, promised.get(year - 1, 0) - carried_into(year - 1, history, promised))
    return max(0, before.months - beyond_carried)


def quota_year(
    year: int, history: History, used: Mapping[int, int], reserved: Mapping[int, int], today: date
) -> QuotaYear:
    """One direction in one year, in months. What the year before left comes on top, once that is over."""
    carried = 0
    if year <= today.year:
        promised = {one: used.get(one, 0) + reserved.get(one, 0) for one in {*used, *reserved}}
        carried = carried_into(year, history, promised)
    return QuotaYear(
        year,
        agreed=agreed_in(history, year, today),
        carried=carried,
        used=used.get(year, 0),
        reserved=reserved.get(year, 0),
    )
