"""The only writers of settlements: lock the pair, ask when and whether, write, record the step, announce.

The last consent posts in its own transaction: a settlement is signed and in the books, or neither.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements import announcements, conditions
from exchanges.settlements.content import Content, gains_by
from exchanges.settlements.models import Settlement, SettlementSignature, SettlementStep
from exchanges.settlements.states import NETWORK, STAND_IN_DAYS, TOLD_BEFORE_DAYS, WORKFLOW, State
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import answer_day, local_day
from softlanding.kernel.workflow import check_starts

# Who keeps what a posting stands for (the month of a stay) hears that it was taken back, in the same transaction.
# exchanges/apps.py puts the landings' writer here at start-up.
TAKEN_BACK: list[Callable[[Posting], object]] = []


@transaction.atomic
def propose(
    pair: Pair, *, content: Content, by: User, now: datetime, park: Park | None = None, reason: str = ""
) -> Settlement:
    """Propose a settlement; `park` signs with it. Without a park the network asks both, and gives a `reason`.

    The same open proposal of the same side is returned as it is: a button pressed twice. Raises Refused when the
    content is not sound, the books would not take it, or the other side proposed the same.
    """
    conditions.content_is_sound(pair, content, local_day(now, park.time_zone if park else "UTC"))
    if park is None:
        conditions.network_says_why(reason)
    pair = _locked_pair(pair.pk)
    known = Settlement.objects.proposed().filter(pair=pair, content_hash=content.hash).first()
    if known:
        conditions.not_proposed_by_the_other(known, park)
        return known
    conditions.may_be_posted(pair, content)
    other = gains_by(content)
    settlement = Settlement.objects.create(
        pair=pair, proposed_by=park, proposer=by, content_hash=content.hash, created_at=now, changed_at=now,
        answer_by=None if other == park else answer_day(now, STAND_IN_DAYS, other.time_zone), **vars(content),
    )  # fmt: skip
    if park:
        _sign(settlement, park, by, now)
    return _done(settlement, "propose", "", by=by, park=park, reason=reason, now=now)


@transaction.atomic
def sign(settlement: Settlement, *, by: User, park: Park, content_hash: str, now: datetime) -> Settlement:
    """A missing park's own consent to what was on its page; with the last one the settlement is posted.

    Raises Stale, or Refused when the content is another one, the person signed before, or the books do not take it.
    """
    settlement = _locked(settlement, "sign")
    conditions.is_asked(settlement, park)
    _check(settlement, by, content_hash)
    _sign(settlement, park, by, now)
    if settlement.missing:
        settlement.changed_at = now
        settlement.save(update_fields=["changed_at"])
    else:
        _post(settlement, now)
    return _done(settlement, "sign", State.PROPOSED, by=by, park=park, now=now)


@transaction.atomic
def stand_in(settlement: Settlement, *, by: User, reason: str, content_hash: str, now: datetime) -> Settlement:
    """A network admin consents in place of the silent park that gains, with a reason both parks read: it is posted.

    Raises Stale, or Refused as `sign` does, and while rule 20 does not allow it.
    """
    settlement = _locked(settlement, "stand_in")
    conditions.network_says_why(reason)
    conditions.may_stand_in(settlement, by, now)
    _check(settlement, by, content_hash)
    _sign(settlement, None, by, now, reason)
    _post(settlement, now)
    return _done(settlement, "stand_in", State.PROPOSED, by=by, park=None, reason=reason, now=now)


@transaction.atomic
def refuse(settlement: Settlement, *, by: User, park: Park, reason: str, now: datetime) -> Settlement:
    """A park that was asked says no, with a reason. Nothing is posted. Raises Stale."""
    return _end(settlement, "refuse", State.REFUSED, by=by, park=park, reason=reason, now=now)


@transaction.atomic
def withdraw(settlement: Settlement, *, by: User, reason: str, now: datetime) -> Settlement:
    """The side that proposed it takes it back before the last consent. Raises Stale."""
    park = settlement.proposed_by
    return _end(settlement, "withdraw", State.WITHDRAWN, by=by, park=park, reason=reason, now=now)


def daily(now: datetime) -> int:
    """Tell both parks a week before a network admin may stand in, and on the day; returns how many settlements.

    Each is told once; after a downtime only what holds now is told.
    """
    soon = (now + timedelta(days=1 + TOLD_BEFORE_DAYS)).date()  # some park's day may already be tomorrow's
    waiting = Settlement.objects.waits_for_other().filter(told_now_at__isnull=True, answer_by__lt=soon)
    return sum(_tell_days(pk, now) for pk in waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _tell_days(pk: int, now: datetime) -> bool:
    """Whether something was told; its own transaction, so that one does not hold up the others."""
    it = Settlement.objects.waits_for_other().select_for_update(of=("self",)).filter(pk=pk).first()
    if it is None or it.answer_by is None:
        return False  # somebody signed or ended it a moment ago
    days_left = (it.answer_by - local_day(now, it.other.time_zone)).days
    if days_left < 0:
        it.told_now_at = now
        announcements.tell_days(it, "may_stand_in", now)
    elif days_left < TOLD_BEFORE_DAYS and it.told_soon_at is None:
        it.told_soon_at = now
        announcements.tell_days(it, "stand_in_soon", now)
    else:
        return False
    it.save(update_fields=["told_soon_at", "told_now_at"])
    return True


def _check(settlement: Settlement, by: User, content_hash: str) -> None:
    """What every consent is asked."""
    conditions.content_is_what_was_read(settlement, content_hash)
    conditions.is_another_person(settlement, by)
    conditions.may_be_posted(settlement.pair, settlement.content, but=settlement)


def _post(settlement: Settlement, now: datetime) -> None:
    """Into the books, with the last consent."""
    settlement.posting = _posted(settlement, now)
    settlement.state, settlement.changed_at = State.SIGNED, now
    settlement.save(update_fields=["state", "posting", "changed_at"])


def _posted(settlement: Settlement, now: datetime) -> Posting:
    it = settlement
    if it.reverses:
        posting = ledger.reverse(it.reverses, day=it.day, reason=it.text, reference=it.reference, now=now)
        for tell_owner in TAKEN_BACK:
            tell_owner(it.reverses)
        return posting
    entry = ledger.Entry(
        day=it.day, debtor=it.debtor, creditor=it.creditor, months=it.months, because=Because(it.kind),
        reference=it.reference, text=it.text,
    )  # fmt: skip
    return ledger.post(entry, now=now)


def _sign(settlement: Settlement, park: Park | None, by: User, now: datetime, reason: str = "") -> None:
    """A park's own signature; without one a network admin's, in place of the park that gains."""
    SettlementSignature.objects.create(
        settlement=settlement, park=park, instead_of=None if park else settlement.other, signer=by,
        signer_name=by.name, reason=reason, content_hash=settlement.content_hash, signed_at=now,
    )  # fmt: skip


def _end(
    settlement: Settlement, verb: str, state: State, *, by: User, park: Park | None, reason: str, now: datetime
) -> Settlement:
    settlement = _locked(settlement, verb)
    settlement.state, settlement.changed_at = state, now
    settlement.save(update_fields=["state", "changed_at"])
    return _done(settlement, verb, State.PROPOSED, by=by, park=park, reason=reason, now=now)


def _locked_pair(pk: int) -> Pair:
    Pair.objects.locked(pk)
    return Pair.objects.select_related("low", "high").get(pk=pk)


def _locked(settlement: Settlement, verb: str) -> Settlement:
    """The settlement as it is now, its pair locked; Stale when somebody was first."""
    pair = _locked_pair(settlement.pair_id)
    found = Settlement.objects.select_related("debtor", "creditor", "proposed_by", "reverses").get(pk=settlement.pk)
    found.pair = pair
    check_starts(WORKFLOW, verb, found.state, found.get_state_display())
    return found


def _done(
    settlement: Settlement, verb: str, before: str, *, by: User, park: Park | None, now: datetime, reason: str = ""
) -> Settlement:
    step = SettlementStep.objects.create(
        settlement=settlement, verb=verb, from_state=before, to_state=settlement.state, actor=by, park=park,
        acted_for=park.name if park else NETWORK, reason=reason, at=now,
    )  # fmt: skip
    announcements.tell_parties(settlement, step)
    return settlement
