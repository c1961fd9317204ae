"""Companies present at once in a direction (rule 8). Pure; periods end on the day after their last."""

from collections.abc import Iterable
from datetime import date

from psycopg2.extras import DateRange

from exchanges.landings.quota import History, ruling_on


def present_on(stays: Iterable[DateRange], day: date) -> int:
    """How many of the stays have a company there on a day."""
    return sum(stay.lower <= day < stay.upper for stay in stays)


def most_at_once(stays: Iterable[DateRange], period: DateRange) -> int:
    """The most companies present together on one day of a period: the first day, or one on which a stay begins."""
    there = _there_in(stays, period)
    return max(sum(begins <= day < ends for begins, ends in there) for day in _comings(there, period))


def places_by_days(history: History, period: DateRange, otherwise: int) -> list[tuple[DateRange, int]]:
    """A period's days cut where other terms begin to rule, with the places there are then.

    `otherwise`: the places on days on which nothing rules.
    """
    starts = [period.lower, *sorted({one.first for one in history if period.lower < one.first < period.upper})]
    found = []
    for start, end in zip(starts, [*starts[1:], period.upper], strict=True):
        ruled = ruling_on(history, start)
        found.append((DateRange(start, end), ruled.places if ruled else otherwise))
    return found


def places_promised(history: History, stays: Iterable[DateRange], first: date, otherwise: int) -> int:
    """The most companies at once on a day from `first` on, as far as the terms that rule then have places for them."""
    stays = list(stays)
    cut = places_by_days(history, DateRange(first, date.max), otherwise)
    return max(min(places, most_at_once(stays, days)) for days, places in cut)


def has_place(stays: Iterable[DateRange], period: DateRange, history: History, otherwise: int) -> bool:
    """Whether one more company finds a place on each day of a period, by the terms that rule on the day."""
    return full_from(stays, period, history, otherwise) is None


def full_from(stays: Iterable[DateRange], period: DateRange, history: History, otherwise: int) -> date | None:
    """The first day of a period on which one more company finds no place; None: it does on each of them."""
    there = _there_in(stays, period)
    for days, places in places_by_days(history, period, otherwise):
        if len(there) >= places:
            for day in sorted(_comings(there, days)):
                if sum(begins <= day < ends for begins, ends in there) >= places:
                    return day
    return None


def _there_in(stays: Iterable[DateRange], period: DateRange) -> list[tuple[date, date]]:
    """First day and end of the stays that have a company there on a day of a period."""
    first, end = period.lower, period.upper
    return [(stay.lower, stay.upper) for stay in stays if stay.lower < end and first < stay.upper]


def _comings(there: Iterable[tuple[date, date]], period: DateRange) -> set[date]:
    """The days of a period on which there may be more companies than on the day before: its first, and each arrival."""
    first, end = period.lower, period.upper
    return {first, *(begins for begins, _ in there if first < begins < end)}
