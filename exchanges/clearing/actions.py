"""The only writers of clearings: one at a time in the whole network, then the pairs in order of id (rules 21 and 22).

A version is never changed. A refusal, a silence or a balance that moved ends it, and the rest is computed anew.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from exchanges.clearing import announcements, conditions, versions
from exchanges.clearing.debts import network_debts
from exchanges.clearing.models import Clearing, ClearingAnswer, ClearingStep
from exchanges.clearing.planning import Plan, what_moved
from exchanges.clearing.states import WORKFLOW, Absence, State
from exchanges.clearing.telling import moved_says, some
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Posting
from parks.models import Park
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.triggers import quick_triggers
from softlanding.kernel.workflow import check_starts

CLEARING_LOCK = 7_205_103  # any number, the same for everybody who writes a clearing
NETWORK, SCHEDULE = "The network", "The yearly schedule"


@transaction.atomic
def propose(*, answer_by: date, by: User | None, now: datetime, read: str | None = None) -> Clearing:
    """Freeze what a clearing would cancel now and ask every affected park. `read`: the content hash that was shown.

    Raises Refused when one is open, nothing can be cleared, the date does not fit, or the balances moved since.
    """
    lock()
    conditions.nothing_open()
    conditions.date_fits(answer_by, now.date())
    plan = Plan(network_debts(now.date()))
    conditions.something_to_clear(plan)
    conditions.is_what_was_read(versions.hash_of(plan, now.date()), read, plan)
    clearing = versions.freeze(plan, by=by, answer_by=answer_by, now=now)
    step = _record(clearing, "propose", "", by=by, acted_for=NETWORK if by else SCHEDULE, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def agree(clearing: Clearing, *, park: Park, part_hash: str, by: User, now: datetime) -> Clearing:
    """A park's yes to its part; the last one posts the clearing. Returns what it is now, maybe its next version.

    `part_hash` is the hash of the part that was read. Raises Stale, or Refused.
    """
    clearing = _locked(clearing, "agree")
    part = conditions.part_of(clearing, park)
    conditions.not_answered(clearing, park, undo=0)
    conditions.part_is_what_was_read(part, part_hash)
    _answer(clearing, park, part.part_hash, is_yes=True, by=by, now=now)
    step = _record(clearing, "agree", clearing.state, by=by, park=park, now=now)
    announcements.tell_colleagues(clearing, step, months=part.months)
    return post_if_agreed(clearing, now=now)


@transaction.atomic
def refuse(clearing: Clearing, *, park: Park, reason: str, by: User, now: datetime) -> Clearing:
    """A park takes no part; the rest is computed without it and asked anew. Returns the next version, or this one
    when nothing is left to clear. Raises Stale, or Refused."""
    clearing = _locked(clearing, "refuse")
    part = conditions.part_of(clearing, park)
    conditions.not_answered(clearing, park, undo=0)
    _answer(clearing, park, part.part_hash, is_yes=False, by=by, now=now)
    step = _record(clearing, "refuse", clearing.state, by=by, park=park, reason=reason, now=now)
    announcements.tell_network(clearing, step, months=part.months)
    absent = {**versions.absences_of(clearing), park.pk: Absence.REFUSED.value}
    return _anew(clearing, absent, why=f"{park} does not take part: “{reason}”", by=by, now=now)


@transaction.atomic
def withdraw(clearing: Clearing, *, reason: str, by: User, now: datetime) -> Clearing:
    """A network admin takes a proposal back. Raises Stale when it is no longer open."""
    clearing = _locked(clearing, "withdraw")
    step = _move(clearing, "withdraw", State.WITHDRAWN, by=by, acted_for=NETWORK, reason=reason, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def lapse(clearing: Clearing, *, now: datetime) -> Clearing:
    """The date to answer by has passed: the silent take no part, and the rest is computed without them."""
    clearing = _locked(clearing, "lapse")
    silent = list(Park.objects.filter(pk__in=versions.parks_without_answer(clearing)))
    for park in silent:
        step = _record(clearing, "lapse", clearing.state, by=None, park=park, now=now)
        announcements.tell_network(clearing, step)
    absent = versions.absences_of(clearing) | {park.pk: Absence.SILENT.value for park in silent}
    names = some(park.name for park in silent)
    why = f"{names} did not answer until {words.day(clearing.answer_by)} and so {_takes(silent)} no part."
    return _anew(clearing, absent, why=why, by=None, now=now)


@transaction.atomic
def recompute(clearing: Clearing, *, why: str, now: datetime) -> Clearing:
    """Balances moved, so that the version can no longer be posted: compute it anew with the same parks."""
    clearing = _locked(clearing, "recompute")
    return _anew(clearing, versions.absences_of(clearing), why=why, by=None, now=now)


@transaction.atomic
def drop(clearing: Clearing, *, why: str, now: datetime) -> Clearing:
    """Nothing is left to clear."""
    clearing = _locked(clearing, "drop")
    step = _move(clearing, "drop", State.DROPPED, by=None, reason=why, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def post(clearing: Clearing, *, now: datetime) -> Clearing:
    """Write every debt's cancelling into the books, all at once. The database refuses it without every park's yes.

    Raises Moved when a debt no longer fits, DayClosed when the books of a pair are closed: then nothing is written.
    """
    clearing = _locked(clearing, "post")
    lines = versions.lines_of(clearing)
    pairs = ledger.locked_pairs({(min(line.debtor, line.creditor), max(line.debtor, line.creditor)) for line in lines})
    today = now.date()
    if any(pair.closed_until and pair.closed_until >= today for pair in pairs.values()):
        raise conditions.DayClosed
    debts = network_debts(today)
    parks = Park.objects.in_bulk({line.debtor for line in lines})
    if moved := what_moved(debts, versions.absences_of(clearing), lines):
        raise conditions.Moved(moved_says(moved, debts, {pk: park.name for pk, park in parks.items()}))
    text = f"Clearing of {words.months(clearing.total)} among {words.plural(len(parks), 'park')}"
    ledger.post_all(
        (
            ledger.Entry(
                day=today, debtor=parks[line.creditor], creditor=parks[line.debtor], months=line.months,
                because=Because.CLEARING, reference=f"clearing/{clearing.pk}/{line.pair}", text=text,
            )
            for line in lines
        ),
        now=now,
    )  # fmt: skip
    clearing.posted_on = today
    step = _move(clearing, "post", State.POSTED, by=None, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def undo(clearing: Clearing, *, reason: str, by: User, now: datetime) -> Clearing:
    """Propose to take a posted clearing back; it happens when every affected park has signed that."""
    clearing = _locked(clearing, "undo")
    clearing.undos += 1
    step = _move(clearing, "undo", State.UNDOING, by=by, acted_for=NETWORK, reason=reason, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def sign(clearing: Clearing, *, park: Park, by: User, now: datetime) -> Clearing:
    """A park's yes to the undoing; the last one reverses every posting, all at once."""
    clearing = _locked(clearing, "sign")
    part = conditions.part_of(clearing, park)
    conditions.not_answered(clearing, park, undo=clearing.undos)
    _answer(clearing, park, part.part_hash, is_yes=True, by=by, now=now, undo=clearing.undos)
    if versions.parks_without_answer(clearing, clearing.undos):
        step = _record(clearing, "sign", clearing.state, by=by, park=park, now=now)
        announcements.tell_colleagues(clearing, step, is_undone=False)
        return clearing
    _reverse(clearing, now)
    step = _move(clearing, "sign", State.UNDONE, by=by, park=park, now=now)
    announcements.tell_parks(clearing, step, is_undone=True)
    return clearing


@transaction.atomic
def keep(clearing: Clearing, *, park: Park | None, reason: str, by: User, now: datetime) -> Clearing:
    """A park does not sign the undoing, or (without `park`) the network takes that back: it stays as it was posted."""
    clearing = _locked(clearing, "keep")
    if park:
        part = conditions.part_of(clearing, park)
        conditions.not_answered(clearing, park, undo=clearing.undos)
        _answer(clearing, park, part.part_hash, is_yes=False, by=by, now=now, undo=clearing.undos)
    acted_for = "" if park else NETWORK
    step = _move(clearing, "keep", State.POSTED, by=by, park=park, acted_for=acted_for, reason=reason, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def post_if_agreed(clearing: Clearing, *, now: datetime) -> Clearing:
    """Post it when every affected park has agreed; what no longer fits the books is computed anew instead.

    Where a pair's books are closed up to today it waits: the hourly job comes back to it.
    """
    lock()
    if versions.parks_without_answer(clearing):
        return clearing
    try:
        # What it locked is free again when it is rolled back, so that the next version takes its locks in order.
        with transaction.atomic():
            return post(clearing, now=now)
    except conditions.Moved as moved:
        return recompute(clearing, why=moved.sentence, now=now)
    except conditions.DayClosed:
        return clearing


def _anew(clearing: Clearing, absent: dict[int, str], *, why: str, by: User | None, now: datetime) -> Clearing:
    """End this version and ask the next one, with the answers that still hold; without any debt left, drop it."""
    plan = Plan(network_debts(now.date()), absent)
    if not plan.total:
        return drop(clearing, why=why, now=now)
    clearing.state = State.REPLACED
    clearing.save(update_fields=["state"])
    answer_by = max(clearing.answer_by, answer_day(now))
    new = versions.freeze(
        plan, by=clearing.proposed_by, answer_by=answer_by, now=now, absences=absent, predecessor=clearing
    )
    versions.carry_answers(clearing, new)
    step = _record(new, "recompute", "", by=None, reason=why, now=now)
    announcements.tell_parks(new, step, also=clearing)
    return post_if_agreed(new, now=now)


def answer_day(now: datetime) -> date:
    """The day to answer by, when nobody chose one."""
    days: int = settings.CLEARING_ANSWER_DAYS
    return now.date() + timedelta(days=days)


def _reverse(clearing: Clearing, now: datetime) -> None:
    references = [f"clearing/{clearing.pk}/{line.pair}" for line in versions.lines_of(clearing)]
    postings = Posting.objects.filter(reference__in=references).select_related("debtor", "creditor").order_by("pair")
    reason = f"The clearing of {words.day(clearing.posted_on or now.date())} is undone; every park signed."
    ledger.reverse_all(postings, day=now.date(), reason=reason, suffix="/undo", now=now)


def _takes(parks: Sequence[Park]) -> str:
    return "takes" if len(parks) == 1 else "take"


def lock() -> None:
    """One writer of clearings at a time; taken before any pair, so that nobody waits in a ring."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLEARING_LOCK])
    quick_triggers()  # a clearing of a large network writes thousands of rows


def _locked(clearing: Clearing, verb: str) -> Clearing:
    """The clearing as it is now; Stale when somebody was first."""
    lock()
    clearing = Clearing.objects.select_related("proposed_by").get(pk=clearing.pk)
    check_starts(WORKFLOW, verb, clearing.state, clearing.get_state_display())
    return clearing


def _answer(
    clearing: Clearing, park: Park, part_hash: str, *, is_yes: bool, by: User, now: datetime, undo: int = 0
) -> None:
    ClearingAnswer.objects.create(
        clearing=clearing, park=park, part_hash=part_hash, is_yes=is_yes, by=by, at=now, undo=undo
    )


def _move(
    clearing: Clearing, verb: str, state: State, *, by: User | None, now: datetime, park: Park | None = None,
    acted_for: str = "", reason: str = "",
) -> ClearingStep:  # fmt: skip
    before, clearing.state = clearing.state, state
    clearing.save(update_fields=["state", "posted_on", "undos"])
    return _record(clearing, verb, before, by=by, park=park, acted_for=acted_for, reason=reason, now=now)


def _record(
    clearing: Clearing, verb: str, before: str, *, by: User | None, now: datetime, park: Park | None = None,
    acted_for: str = "", reason: str = "",
) -> ClearingStep:  # fmt: skip
    return ClearingStep.objects.create(
        clearing=clearing, verb=verb, from_state=before, to_state=clearing.state, actor=by, park=park,
        acted_for=park.name if park else acted_for, reason=reason, at=now,
    )  # fmt: skip
