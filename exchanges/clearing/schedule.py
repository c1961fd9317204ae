"""What the clock does with clearings: the silent, what no longer fits the books, and the yearly proposal."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from exchanges.clearing import actions, versions
from exchanges.clearing.debts import network_debts
from exchanges.clearing.models import Clearing, ClearingYear
from exchanges.clearing.planning import Plan, what_moved
from exchanges.clearing.telling import moved_says
from parks.models import Park
from softlanding.kernel.calendar import has_ended
from softlanding.kernel.refusals import Stale

CATCH_UP_DAYS = 31  # so long after its day the schedule still proposes; a portal that starts later waits a year


def daily(now: datetime) -> None:
    """Goes on without the silent once their day to answer has ended; computes anew what can no longer be posted."""
    clearing = Clearing.objects.open().first()
    if clearing is None:
        return
    try:
        if answers_are_over(clearing, now):
            actions.lapse(clearing, now=now)
        elif why := why_it_no_longer_fits(clearing, now.date()):
            actions.recompute(clearing, why=why, now=now)
        else:
            actions.post_if_agreed(clearing, now=now)  # where a closed day kept it waiting
    except Stale:
        return  # somebody answered, or another worker was first, since we looked


def answers_are_over(clearing: Clearing, now: datetime) -> bool:
    """Whether the day to answer has ended for each park that is silent, by its own clock."""
    silent = Park.objects.filter(pk__in=versions.parks_without_answer(clearing)).values_list("time_zone", flat=True)
    zones = set(silent)
    return bool(zones) and all(has_ended(clearing.answer_by, now, zone) for zone in zones)


def why_it_no_longer_fits(clearing: Clearing, today: date) -> str:
    """A sentence; empty while it could be posted."""
    debts = network_debts(today)
    moved = what_moved(debts, versions.absences_of(clearing), versions.lines_of(clearing))
    if moved is None:
        return ""
    names = dict(Park.objects.filter(pk__in=[moved.debtor, moved.creditor]).values_list("pk", "name"))
    return moved_says(moved, debts, names)


@transaction.atomic
def yearly(now: datetime) -> Clearing | None:
    """Once a year, on the day of the settings or the first run after it, propose what can be cleared.

    While one is open it waits; a year in which nothing could be cleared is written down as looked at.
    """
    actions.lock()
    today = now.date()
    day = settings.CLEARING_DAY and date.fromisoformat(f"{today.year}-{settings.CLEARING_DAY}")
    if not day or not 0 <= (today - day).days <= CATCH_UP_DAYS:
        return None
    if ClearingYear.objects.filter(year=today.year).exists() or Clearing.objects.open().exists():
        return None
    clearing = None
    if Plan(network_debts(today)).total:
        clearing = actions.propose(answer_by=actions.answer_day(now), by=None, now=now)
    versions.write_year(today.year, clearing, now)
    return clearing
