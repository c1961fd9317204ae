"""Whether a frozen clearing still fits the books, and whether a day to answer by is over."""

from collections.abc import Collection
from datetime import date, datetime

from exchanges.clearing import versions
from exchanges.clearing.debts import debts_of
from exchanges.clearing.models import Clearing
from exchanges.clearing.planning import Line, what_moved, what_stands
from exchanges.clearing.telling import moved_says
from parks.park.models import Park
from softlanding.kernel.calendar import has_ended


def why_it_no_longer_fits(lines: list[Line], today: date) -> str:
    """What moved since the lines of a clearing were frozen, a sentence; empty while they could be posted."""
    debts = debts_of([line.pair for line in lines], today)
    moved = what_moved(debts, lines)
    if moved is None:
        return ""
    names = dict(Park.objects.filter(pk__in=[moved.debtor, moved.creditor]).values_list("pk", "name"))
    return moved_says(moved, debts, names)


def something_stands(clearing: Clearing, today: date) -> bool:
    """Whether a circle of its own debts is left to cancel."""
    lines = versions.lines_of(clearing)
    return what_stands(debts_of([line.pair for line in lines], today), lines) > 0


def day_is_over(day: date, parks: Collection[int], now: datetime) -> bool:
    """Whether a day to answer by has ended for every park (ids) that still has to, each by its own clock."""
    zones = set(Park.objects.filter(pk__in=parks).order_by().values_list("time_zone", flat=True).distinct())
    return all(has_ended(day, now, zone) for zone in zones)
