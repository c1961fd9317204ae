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
    stays = list(stays)
    days = [period.lower, *(stay.lower for stay in stays if period.lower < stay.lower < period.upper)]
    return max(present_on(stays, day) for day in days)


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
    stays = list(stays)
    return all(most_at_once(stays, days) < places for days, places in places_by_days(history, period, otherwise))
