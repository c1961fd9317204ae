"""Months that can still be had of a direction: those that can begin from a day until its agreement ends (rule 27).

Plain numbers and days: quota, places, limit, floor and the lengths of a stay come in, and the stays that could be
offered one after the other come out. So whatever is shown as available could be offered.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from psycopg2.extras import DateRange

from exchanges.landings.places import full_from
from exchanges.landings.quota import History, QuotaYear, Ruled, ruling_on
from softlanding.kernel.calendar import month_begins, months_in_years, months_until, stay_ends


@dataclass(frozen=True)
class Headroom:
    """What a direction gives to stays that begin on `since` or later and end by `last_day`, in whole months.

    `quotas` by exchange year (a missing one gives none); `shortest` and `longest` stay; `stays` are those promised,
    their ends exclusive; `until_limit`: months more until the limit, exceptions included (None: no limit); `floor`:
    months a year that are possible beyond it.
    """

    since: date
    last_day: date
    quotas: Mapping[int, QuotaYear]
    places: int
    shortest: int = 1
    longest: int = 12
    stays: Sequence[DateRange] = ()
    until_limit: int | None = None
    floor: int = 0
    history: History = ()  # what rules when: places, lengths, limit and floor on other days than today's
    projected: int = 0  # the home park's balance once everything promised has begun
    excepted: int = 0  # months past the limit that exceptions give
    restriction: str = ""  # why companies of the home park get only those; empty: they need none

    def ruled_on(self, day: date) -> Ruled:
        """What rules on a day; where nobody said, what rules today."""
        return ruling_on(self.history, day) or Ruled(
            day, day, months=1, places=self.places, shortest=self.shortest, longest=self.longest, floor=self.floor
        )

    @property
    def shortest_ever(self) -> int:
        return max((one.shortest for one in self.history if one.ends > self.since), default=self.shortest)

    def until_limit_on(self, day: date) -> int | None:
        """Months more until the limit that rules on a day, exceptions included; None: no limit.

        Of a restricted park, where the policy asks exceptions of it, only what they give.
        """
        if self.restriction:
            return self.excepted
        ruled = ruling_on(self.history, day)
        return until_limit(ruled.limit, self.projected, self.excepted) if ruled else self.until_limit

    def floor_on(self, day: date) -> int:
        """Months a year that are possible beyond the limit that rules on a day; none where each needs an exception."""
        return 0 if self.restriction else self.ruled_on(day).floor

    def promising(self, stay: "NewStay") -> "Headroom":
        """What is left once a stay is promised too."""
        wanted, limit = stay.in_years(), self.ruled_on(stay.starts_on).limit
        past = 0 if limit is None else stay.months - max(0, min(stay.months, limit + self.projected))
        past = stay.months if self.restriction else past
        return replace(
            self,
            quotas={year: quota.after(wanted[year]) for year, quota in self.quotas.items()},
            stays=[*self.stays, stay.period],
            until_limit=None if self.until_limit is None else max(0, self.until_limit - stay.months),
            projected=self.projected - stay.months,
            excepted=max(0, self.excepted - past),
        )


def until_limit(limit: int | None, projected: int, excepted: int) -> int | None:
    """Months more that can be promised: until the limit, and what exceptions give past it; None without a limit."""
    return None if limit is None else max(0, limit + projected) + excepted


@dataclass(frozen=True)
class NewStay:
    """A stay that could be offered: `months` from its first day."""

    starts_on: date
    months: int

    @cached_property
    def period(self) -> DateRange:
        return DateRange(self.starts_on, stay_ends(self.starts_on, self.months))

    def in_years(self) -> Counter[int]:
        """Months by the exchange year they begin in."""
        return months_in_years(self.starts_on, self.months)


@dataclass(frozen=True)
class Available:
    """`months` of an exchange year that can still begin, the last on `until` at the latest; `stays` would take them."""

    quota: QuotaYear
    months: int = 0
    until: date | None = None  # the last day of the year, or of the agreement when that is earlier; None: nothing lasts
    stays: Sequence[NewStay] = ()

    @property
    def year(self) -> int:
        return self.quota.year

    @property
    def is_cut(self) -> bool:
        """Whether the agreement ends before the year does."""
        return self.until is not None and self.until != date(self.year, 12, 31)


def available(room: Headroom, year: int) -> Available:
    """The months of one exchange year that can still begin, as if nothing were offered in others.

    Exact where the shortest stay is one month; with a longer one a cleverer order may rarely find a month more. It is
    nought only when no stay at all fits.
    """
    quota = room.quotas.get(year, QuotaYear(year, 0))
    until = min(room.last_day, date(year, 12, 31))
    if until < max(room.since, date(year, 1, 1)):
        return Available(quota)
    if not quota.left:
        return Available(quota, until=until)
    # A stay may begin before the year to be long enough.
    first, found, most = date(year, 1, 1), [], 0
    for before in range(room.shortest_ever):
        stays = lay(room, range(year, year + 1), max(room.since, month_begins(first, -before)))
        months = sum(stay.in_years()[year] for stay in stays)
        if months > most:
            most, found = months, stays
        if most == quota.left or month_begins(first, -before) <= room.since:
            break
    return Available(quota, most, until, found)


def could_be_offered(room: Headroom, stay: NewStay) -> bool:
    """Whether one stay fits as things stand: its length and days, quota, places, limit or floor."""
    ruled = room.ruled_on(stay.starts_on)
    fits_length = ruled.shortest <= stay.months <= ruled.longest
    return (
        fits_length
        and stay.starts_on >= room.since
        and _Plan(room).run_from(stay.starts_on, stay.months) == stay.months
    )


def together(room: Headroom, years: Sequence[int]) -> int:
    """The months of several years in a row that can be had all together: a limit holds for their sum."""
    stays = lay(room, range(min(years), max(years) + 1), max(room.since, date(min(years), 1, 1)))
    return sum(stay.in_years()[year] for stay in stays for year in years)


def lay(room: Headroom, years: range, start: date) -> list[NewStay]:
    """Stays that take as many months of the years as can be had, the earliest first; each fits beside those before."""
    plan = _Plan(room)
    days, seen = _days_to_begin(room, years, start), set()
    while days and any(plan.left(year) for year in years):
        day = heapq.heappop(days)
        if day in seen or day.year > years[-1]:
            continue
        seen.add(day)
        while months := plan.longest_on(day, years):
            stay = NewStay(day, months)
            plan.take(stay)
            heapq.heappush(days, stay.period.upper)
    return plan.taken


def _days_to_begin(room: Headroom, years: range, start: date) -> list[date]:
    """Days on which a stay could first begin: at once, when another ends, or so that it reaches into the next year or
    into the days of other terms.
    """
    found = {start, *(stay.upper for stay in room.stays)}
    for turn in (*(date(year, 1, 1) for year in (*years, years[-1] + 1)), *(one.first for one in room.history)):
        found |= {month_begins(turn, -before) for before in range(room.shortest_ever + 1)}
    days = [day for day in found if day >= start]
    heapq.heapify(days)
    return days


@dataclass
class _Plan:
    """The stays taken so far, and what is left beside them; `there`: the days of these and of those promised."""

    room: Headroom
    taken: list[NewStay] = field(default_factory=list)
    used: Counter[int] = field(default_factory=Counter)
    there: list[DateRange] = field(init=False)

    def __post_init__(self) -> None:
        self.there = list(self.room.stays)

    def left(self, year: int) -> int:
        quota = self.room.quotas.get(year)
        return quota.left - self.used[year] if quota else 0

    def take(self, stay: NewStay) -> None:
        self.taken.append(stay)
        self.there.append(stay.period)
        self.used += stay.in_years()

    def longest_on(self, day: date, years: range) -> int:
        """Months of the stay to take from a day on: as many of the years as fit, with no rest too short for a stay."""
        ruled = self.room.ruled_on(day)
        shortest, longest = ruled.shortest, ruled.longest
        to_come = (years[-1] + 1 - day.year) * 12 - day.month + 1  # months that begin from that day on in the years
        run = self.run_from(day, max(min(longest * 2, to_come), shortest))
        if run < shortest:
            return 0
        while not _splits(run, shortest, longest):
            run -= 1
        lengths = range(min(run, longest), shortest - 1, -1)
        return next(months for months in lengths if _splits(run - months, shortest, longest))

    def run_from(self, day: date, most: int) -> int:
        """How many months in a row fit from a day on, at most `most`, by the rules of an offer: the agreement's end,
        quota, limit or floor, places.
        """
        room = self.room
        if not room.ruled_on(day).months:
            return 0
        run = _run_in_years(day, most, self.left)
        until = room.until_limit_on(day)
        if until is not None:
            run = min(run, max(until - self.used.total(), _run_in_years(day, run, self._within_floor(day))))
        run = min(run, months_until(day, room.last_day + timedelta(days=1)))
        if run <= 0:
            return 0
        full = full_from(self.there, DateRange(day, stay_ends(day, run)), room.history, room.places)
        return months_until(day, full) if full else run

    def _within_floor(self, day: date) -> Callable[[int], int]:
        """Months more of a year that its floor gives, by the terms of a day."""
        floor, quotas = self.room.floor_on(day), self.room.quotas
        return lambda year: floor - (quotas[year].promised if year in quotas else 0) - self.used[year]


def _run_in_years(day: date, most: int, left: Callable[[int], int]) -> int:
    """Of `most` months from a day on those that begin before a year's rest, `left`, is used up."""
    run, year, begin = 0, day.year, 13 - day.month  # how many months begin in that year
    while run < most:
        fits = max(0, min(begin, left(year)))
        run += fits
        if fits < begin:
            break
        year, begin = year + 1, 12
    return min(run, most)


def _splits(months: int, shortest: int, longest: int) -> bool:
    """Whether so many months are a number of whole stays."""
    return -(-months // longest) * shortest <= months
