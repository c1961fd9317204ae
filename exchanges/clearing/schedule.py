"""What the clock does with clearings: the silent, what no longer fits the books, and the yearly proposal."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from exchanges.clearing import actions, fitting, steps, versions
from exchanges.clearing.models import Clearing, ClearingProposal, ClearingYear
from exchanges.clearing.states import State
from softlanding.kernel.refusals import Stale

CATCH_UP_DAYS = 31  # so long after its day the schedule still proposes; a portal that starts later waits a year


def daily(now: datetime) -> None:
    """Goes on without the silent once their day is over; computes anew or closes what can no longer be posted; lets an
    undoing lapse that not all have signed in time. Each clearing is apart from the others."""
    for clearing in Clearing.objects.open().order_by("pk"):
        _unless_somebody_was_first(_go_on, clearing, now)
    for clearing in Clearing.objects.filter(state=State.UNDOING).order_by("pk"):
        _unless_somebody_was_first(_end_the_undoing, clearing, now)


def _go_on(clearing: Clearing, now: datetime) -> None:
    silent = versions.parks_without_answer(clearing)
    if silent and fitting.day_is_over(clearing.answer_by, silent, now):
        actions.lapse(clearing, now=now)
    elif why := fitting.why_it_no_longer_fits(versions.lines_of(clearing), now.date()):
        actions.recompute(clearing, why=why, now=now)
    elif not silent:
        actions.post_if_agreed(clearing, now=now)  # where a closed day kept it waiting


def _end_the_undoing(clearing: Clearing, now: datetime) -> None:
    silent = versions.parks_without_answer(clearing, clearing.undos)
    if clearing.undo_by and fitting.day_is_over(clearing.undo_by, silent, now):
        actions.expire(clearing, now=now)


def _unless_somebody_was_first(act: Callable[[Clearing, datetime], None], clearing: Clearing, now: datetime) -> None:
    with suppress(Stale):  # somebody answered, or another worker was first, since we looked
        act(clearing, now)


@transaction.atomic
def yearly(now: datetime) -> ClearingProposal | None:
    """Once a year, on the day of the settings or the first run after it, propose what can be cleared.

    While one is open it waits, on its last day it proposes what can be cleared beside; a year in which nothing could be
    is written down as looked at.
    """
    steps.lock()
    today = now.date()
    day = settings.CLEARING_DAY and date.fromisoformat(f"{today.year}-{settings.CLEARING_DAY}")
    if not day or not 0 <= (today - day).days <= CATCH_UP_DAYS:
        return None
    if ClearingYear.objects.filter(year=today.year).exists():
        return None
    if Clearing.objects.open().exists() and (today - day).days < CATCH_UP_DAYS:
        return None
    proposal = None
    if versions.proposable(today).total:
        proposal = actions.propose(answer_by=actions.answer_day(now), by=None, now=now)
    versions.write_year(today.year, proposal, now)
    return proposal
