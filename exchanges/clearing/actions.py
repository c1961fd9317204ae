"""The only writers of clearings: one at a time in the whole network, then the pairs in order of id (rules 21 and 22).

What is proposed at once is answered and posted in independent groups. A version is never changed: a refusal, a silence
or a balance that moved ends it, and the rest is computed anew; when nothing of it is left it is closed.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from exchanges.clearing import announcements, conditions, fitting, versions
from exchanges.clearing.answers import ClearingRefusal
from exchanges.clearing.deadlines import zones_of, zones_of_parks
from exchanges.clearing.debts import debts_of, network_debts
from exchanges.clearing.models import Clearing, ClearingProposal
from exchanges.clearing.planning import Plan, what_moved
from exchanges.clearing.states import Absence, State
from exchanges.clearing.steps import answer, lock, locked, move, record
from exchanges.clearing.telling import moved_says, some
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Posting
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.calendar import clocks_said

NETWORK, SCHEDULE = "The network", "The yearly schedule"


@transaction.atomic
def propose(*, answer_by: date, by: User | None, now: datetime, read: str | None = None) -> ClearingProposal:
    """Freeze what a clearing would cancel now, in independent groups, and ask every affected park.

    `read`: the content hash that was shown. Raises Refused when nothing can be cleared beside what is open, the date
    does not fit, or the balances moved since.
    """
    lock()
    plan = versions.proposable(now.date())
    conditions.date_fits(answer_by, now.date(), zones_of_parks(plan.parts))
    conditions.something_to_clear(plan)
    conditions.is_what_was_read(versions.hash_of(plan.lines, now.date()), read, plan)
    clearings = versions.write_proposal(plan, by=by, answer_by=answer_by, now=now)
    for clearing in clearings:
        step = record(clearing, "propose", "", by=by, acted_for=NETWORK if by else SCHEDULE, now=now)
        announcements.tell_parks(clearing, step, admins=clearing is clearings[0])
    return clearings[0].proposal


@transaction.atomic
def agree(clearing: Clearing, *, park: Park, part_hash: str, by: User, now: datetime) -> Clearing:
    """A park's yes to its part; the last one posts the clearing. Returns what its page is now, maybe a next version.

    `part_hash` is the hash of the part that was read. Where balances or consents moved since it was frozen, it is
    computed anew first, and the yes holds when the park's part is still the same. Raises Stale, or Refused.
    """
    clearing = locked(clearing, "agree")
    part = conditions.part_of(clearing, park)
    conditions.not_answered(clearing, park, undo=0)
    conditions.part_is_what_was_read(part, part_hash)
    if why := fitting.why_it_no_longer_fits(versions.lines_of(clearing), now.date()):
        clearing = _of_park(park, recompute(clearing, why=why, now=now), clearing)
        if not clearing.is_open or not clearing.parts.filter(park=park, part_hash=part_hash).exists():
            return clearing
    answer(clearing, park, part_hash, is_yes=True, by=by, now=now)
    step = record(clearing, "agree", clearing.state, by=by, park=park, now=now)
    announcements.tell_colleagues(clearing, step, months=part.months)
    return _of_park(park, post_if_agreed(clearing, now=now), clearing)


@transaction.atomic
def refuse(clearing: Clearing, *, park: Park, reason: str, by: User, now: datetime) -> list[Clearing]:
    """A park takes no part, in this one and in later ones until it says that it does again; the rest is computed
    without it and asked anew. Returns what follows, or this one when nothing is left of it. Raises Stale, or Refused.
    """
    clearing = locked(clearing, "refuse")
    part = conditions.part_of(clearing, park)
    conditions.not_answered(clearing, park, undo=0)
    answer(clearing, park, part.part_hash, is_yes=False, by=by, now=now)
    ClearingRefusal.objects.create(park=park, clearing=clearing, at=now, by=by, reason=reason)
    step = record(clearing, "refuse", clearing.state, by=by, park=park, reason=reason, now=now)
    announcements.tell_network(clearing, step, months=part.months)
    absent = {**versions.absences_of(clearing), park.pk: Absence.REFUSED.value}
    return _anew(clearing, absent, why=f"{park} does not take part: “{reason}”", now=now)


@transaction.atomic
def rejoin(clearing: Clearing, *, park: Park, by: User, now: datetime) -> Clearing:
    """A park that refused takes part again: from now on it is counted in what can be proposed. Raises Stale."""
    clearing = locked(clearing, "rejoin")
    refusal = conditions.stays_away(clearing, park)
    refusal.ended_at, refusal.ended_by = now, by
    refusal.save(update_fields=["ended_at", "ended_by"])
    step = record(clearing, "rejoin", clearing.state, by=by, park=park, now=now)
    announcements.tell_network(clearing, step)
    return clearing


@transaction.atomic
def withdraw(clearing: Clearing, *, reason: str, by: User, now: datetime) -> Clearing:
    """A network admin takes a proposal back. Raises Stale when it is no longer open."""
    clearing = locked(clearing, "withdraw")
    step = move(clearing, "withdraw", State.WITHDRAWN, by=by, acted_for=NETWORK, reason=reason, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def lapse(clearing: Clearing, *, now: datetime) -> list[Clearing]:
    """The date to answer by has passed: the silent take no part, and the rest is computed without them."""
    clearing = locked(clearing, "lapse")
    silent = list(Park.objects.filter(pk__in=versions.parks_without_answer(clearing)))
    for park in silent:
        step = record(clearing, "lapse", clearing.state, by=None, park=park, now=now)
        announcements.tell_network(clearing, step)
    absent = versions.absences_of(clearing) | {park.pk: Absence.SILENT.value for park in silent}
    names = some(park.name for park in silent)
    last = _last_day(clearing, clearing.answer_by, silent)
    why = f"{names} did not answer until {last} and so {_takes(silent)} no part."
    return _anew(clearing, absent, why=why, now=now)


@transaction.atomic
def recompute(clearing: Clearing, *, why: str, now: datetime) -> list[Clearing]:
    """Balances moved, so that the version can no longer be posted: compute it anew with the same parks, or close it
    when no circle of its own debts is left. Nobody is asked about a clearing that came from nothing."""
    clearing = locked(clearing, "recompute")
    if not fitting.something_stands(clearing, now.date()):
        return [drop(clearing, why=why, now=now)]
    return _anew(clearing, versions.absences_of(clearing), why=why, now=now)


@transaction.atomic
def drop(clearing: Clearing, *, why: str, now: datetime) -> Clearing:
    """Nothing is left to clear: it is closed, nobody has to answer it any more, and all are told why."""
    clearing = locked(clearing, "drop")
    step = move(clearing, "drop", State.DROPPED, by=None, reason=why, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def post(clearing: Clearing, *, now: datetime) -> Clearing:
    """Write every debt's cancelling into the books, all at once. The database refuses it without every park's yes.

    Raises Moved when a debt no longer fits, DayClosed when the books of a pair are closed: then nothing is written.
    """
    clearing = locked(clearing, "post")
    lines = versions.lines_of(clearing)
    pairs = ledger.locked_pairs({(min(line.debtor, line.creditor), max(line.debtor, line.creditor)) for line in lines})
    today = now.date()
    if any(pair.closed_until and pair.closed_until >= today for pair in pairs.values()):
        raise conditions.DayClosed
    debts = debts_of([line.pair for line in lines], today)
    parks = Park.objects.in_bulk({line.debtor for line in lines})
    if moved := what_moved(debts, lines):
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
    step = move(clearing, "post", State.POSTED, by=None, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def undo(clearing: Clearing, *, answer_by: date, reason: str, by: User, now: datetime) -> Clearing:
    """Propose to take a posted clearing back; it happens when every affected park has signed that by the day."""
    clearing = locked(clearing, "undo")
    conditions.date_fits(answer_by, now.date(), zones_of(clearing.parts.all()))
    clearing.undos += 1
    clearing.undo_by = answer_by
    step = move(clearing, "undo", State.UNDOING, by=by, acted_for=NETWORK, reason=reason, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def sign(clearing: Clearing, *, park: Park, by: User, now: datetime) -> Clearing:
    """A park's yes to the undoing; the last one reverses every posting, all at once."""
    clearing = locked(clearing, "sign")
    part = conditions.part_of(clearing, park)
    conditions.not_answered(clearing, park, undo=clearing.undos)
    answer(clearing, park, part.part_hash, is_yes=True, by=by, now=now, undo=clearing.undos)
    if versions.parks_without_answer(clearing, clearing.undos):
        step = record(clearing, "sign", clearing.state, by=by, park=park, now=now)
        announcements.tell_colleagues(clearing, step, is_undone=False)
        return clearing
    _reverse(clearing, now)
    step = move(clearing, "sign", State.UNDONE, by=by, park=park, now=now)
    announcements.tell_parks(clearing, step, is_undone=True)
    return clearing


@transaction.atomic
def keep(clearing: Clearing, *, park: Park | None, reason: str, by: User, now: datetime) -> Clearing:
    """A park does not sign the undoing, or (without `park`) the network takes that back: it stays as it was posted."""
    clearing = locked(clearing, "keep")
    if park:
        part = conditions.part_of(clearing, park)
        conditions.not_answered(clearing, park, undo=clearing.undos)
        answer(clearing, park, part.part_hash, is_yes=False, by=by, now=now, undo=clearing.undos)
    acted_for = "" if park else NETWORK
    step = move(clearing, "keep", State.POSTED, by=by, park=park, acted_for=acted_for, reason=reason, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def expire(clearing: Clearing, *, now: datetime) -> Clearing:
    """The day to sign an undoing by has passed: it lapses, and the clearing stays as it was posted."""
    clearing = locked(clearing, "expire")
    missing = versions.parks_without_answer(clearing, clearing.undos)
    silent = list(Park.objects.filter(pk__in=missing).order_by("name"))
    last = _last_day(clearing, clearing.undo_by or now.date(), silent)
    why = f"{some(park.name for park in silent)} did not sign until {last}."
    step = move(clearing, "expire", State.POSTED, by=None, reason=why, now=now)
    announcements.tell_parks(clearing, step)
    return clearing


@transaction.atomic
def post_if_agreed(clearing: Clearing, *, now: datetime) -> list[Clearing]:
    """Post it when every affected park has agreed; what no longer fits the books is computed anew instead.

    Where a pair's books are closed up to today it waits: the hourly job comes back to it.
    """
    lock()
    if versions.parks_without_answer(clearing):
        return [clearing]
    try:
        # What it locked is free again when it is rolled back, so that the next version takes its locks in order.
        with transaction.atomic():
            return [post(clearing, now=now)]
    except conditions.Moved as moved:
        return recompute(clearing, why=moved.sentence, now=now)
    except conditions.DayClosed:
        return [clearing]


def _anew(clearing: Clearing, absent: dict[int, str], *, why: str, now: datetime) -> list[Clearing]:
    """End this version and ask the next ones, with the answers that still hold: what runs through its parks now, in
    independent groups. Without any, drop it."""
    parts = set(clearing.parts.values_list("park_id", flat=True))
    plan = Plan(network_debts(now.date()), {*absent, *versions.parks_asked(but=clearing)})
    groups = plan.touching(parts)
    if not groups:
        return [drop(clearing, why=why, now=now)]
    clearing.state = State.REPLACED
    clearing.save(update_fields=["state"])
    answer_by = max(clearing.answer_by, answer_day(now))
    followers = versions.next_version(
        clearing, groups, gross=plan.gross, answer_by=answer_by, now=now, absences=absent
    )  # fmt: skip
    for new in followers:
        versions.carry_answers(clearing, new)
        step = record(new, "recompute", "", by=None, reason=why, now=now)
        announcements.tell_parks(new, step)
    announcements.tell_those_left(clearing, followers)
    return [it for new in followers for it in post_if_agreed(new, now=now)]


def _of_park(park: Park, clearings: Sequence[Clearing], before: Clearing) -> Clearing:
    """Which of them the park has a part in; none of them: the one it answered, as it is now."""
    found = next((it for it in clearings if it.parts.filter(park=park).exists()), None)
    return found or Clearing.objects.get(pk=before.pk)


def answer_day(now: datetime) -> date:
    """The day to answer by, when nobody chose one."""
    days: int = settings.CLEARING_ANSWER_DAYS
    return now.date() + timedelta(days=days)


def _last_day(clearing: Clearing, day: date, silent: Sequence[Park]) -> str:
    """The day that is over, with the clock of those who let it pass."""
    clock = clocks_said(day, {park.time_zone for park in silent}, zones_of(clearing.parts.all()))
    return words.day_by(day, clock)


def _reverse(clearing: Clearing, now: datetime) -> None:
    references = [f"clearing/{clearing.pk}/{line.pair}" for line in versions.lines_of(clearing)]
    postings = Posting.objects.filter(reference__in=references).select_related("debtor", "creditor").order_by("pair")
    reason = f"The clearing of {words.day(clearing.posted_on or now.date())} is undone; every park signed."
    ledger.reverse_all(postings, day=now.date(), reason=reason, suffix="/undo", now=now)


def _takes(parks: Sequence[Park]) -> str:
    return "takes" if len(parks) == 1 else "take"
