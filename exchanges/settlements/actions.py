"""The only writers of settlements: lock the pair, ask when and whether, write, record the step, announce.

The second consent posts in its own transaction: a settlement is signed and in the books, or neither.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements import announcements, conditions
from exchanges.settlements.content import Content
from exchanges.settlements.models import Settlement, SettlementSignature, SettlementStep
from exchanges.settlements.states import NETWORK, WORKFLOW, State
from parks.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.calendar import local_day
from softlanding.kernel.workflow import check_starts

# Who keeps what a posting stands for (the month of a stay) hears that it was taken back, in the same transaction.
# exchanges/apps.py puts the landings' writer here at start-up.
TAKEN_BACK: list[Callable[[Posting], object]] = []


@transaction.atomic
def propose(
    pair: Pair, *, content: Content, by: User, now: datetime, park: Park | None = None, reason: str = ""
) -> Settlement:
    """Propose a settlement; `park` signs with it, or without one the network, which gives a `reason`.

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
    settlement = Settlement.objects.create(
        pair=pair, proposed_by=park, content_hash=content.hash, created_at=now, changed_at=now, **vars(content)
    )
    _sign(settlement, park, by, reason, now)
    return _done(settlement, "propose", "", by=by, park=park, reason=reason, now=now)


@transaction.atomic
def sign(settlement: Settlement, *, by: User, park: Park, content_hash: str, now: datetime) -> Settlement:
    """The missing park's consent to what was on its page: the settlement is posted.

    Raises Stale, or Refused when the content is another one, the person signed before, or the books do not take it.
    """
    settlement = _locked(settlement, "sign")
    return _consent(settlement, "sign", by=by, park=park, content_hash=content_hash, reason="", now=now)


@transaction.atomic
def stand_in(settlement: Settlement, *, by: User, reason: str, content_hash: str, now: datetime) -> Settlement:
    """A network admin consents instead of the missing park, with a reason both parks read: it is posted.

    Raises Stale, or Refused as `sign` does.
    """
    settlement = _locked(settlement, "stand_in")
    conditions.network_says_why(reason)
    return _consent(settlement, "stand_in", by=by, park=None, content_hash=content_hash, reason=reason, now=now)


@transaction.atomic
def refuse(settlement: Settlement, *, by: User, park: Park, reason: str, now: datetime) -> Settlement:
    """A park that was asked says no, with a reason. Nothing is posted. Raises Stale."""
    return _end(settlement, "refuse", State.REFUSED, by=by, park=park, reason=reason, now=now)


@transaction.atomic
def withdraw(settlement: Settlement, *, by: User, reason: str, now: datetime) -> Settlement:
    """The side that proposed it takes it back before the second consent. Raises Stale."""
    park = settlement.proposed_by
    return _end(settlement, "withdraw", State.WITHDRAWN, by=by, park=park, reason=reason, now=now)


def _consent(
    settlement: Settlement, verb: str, *, by: User, park: Park | None, content_hash: str, reason: str, now: datetime
) -> Settlement:
    conditions.is_asked(settlement, park)
    conditions.content_is_what_was_read(settlement, content_hash)
    conditions.is_another_person(settlement, by)
    conditions.may_be_posted(settlement.pair, settlement.content, but=settlement)
    _sign(settlement, park, by, reason, now)
    settlement.posting = _post(settlement, now)
    settlement.state, settlement.changed_at = State.SIGNED, now
    settlement.save(update_fields=["state", "posting", "changed_at"])
    return _done(settlement, verb, State.PROPOSED, by=by, park=park, reason=reason, now=now)


def _post(settlement: Settlement, now: datetime) -> Posting:
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


def _sign(settlement: Settlement, park: Park | None, by: User, reason: str, now: datetime) -> None:
    SettlementSignature.objects.create(
        settlement=settlement, park=park, signer=by, signer_name=by.name, reason=reason,
        content_hash=settlement.content_hash, signed_at=now,
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
    settlement: Settlement, verb: str, before: str, *, by: User, park: Park | None, reason: str, now: datetime
) -> Settlement:
    step = SettlementStep.objects.create(
        settlement=settlement, verb=verb, from_state=before, to_state=settlement.state, actor=by, park=park,
        acted_for=park.name if park else NETWORK, reason=reason, at=now,
    )  # fmt: skip
    announcements.tell_parties(settlement, step)
    return settlement
