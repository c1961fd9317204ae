"""The only writers of statements: lock the pair, when? whether? write the answer, close the books, announce.

An answer binds to the content that was on the page. When both parks confirmed the same content the books of the pair
are closed up to its last day, in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from exchanges.ledger.models import Pair
from exchanges.statements import announcements, conditions
from exchanges.statements.models import BalanceStatement, StatementStep
from exchanges.statements.queries import Dossier, dossier
from exchanges.statements.states import WORKFLOW, State
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.workflow import check_starts


@transaction.atomic
def confirm(
    statement: BalanceStatement, *, by: User, park: Park, content_hash: str, counted: int, now: datetime
) -> BalanceStatement:
    """`park` confirms what was on the page; the second confirmation closes the books. Confirming ends its dispute.

    `counted` tells a refusal's sentence how many postings came meanwhile. Raises Stale, or Refused when the content
    changed, the period is not over, something in it is undecided, or an earlier or overlapping statement is disputed.
    """
    case = _locked(statement, "confirm")
    conditions.not_confirmed_already(case, park)
    conditions.as_read(case, content_hash, counted)
    conditions.can_confirm(case, park, now)
    return _answer(case, "confirm", by=by, park=park, now=now)


@transaction.atomic
def dispute(
    statement: BalanceStatement, *, by: User, park: Park, content_hash: str, counted: int, reason: str, now: datetime
) -> BalanceStatement:
    """`park` says what is wrong with what was on the page; nothing up to its last day is closed until it is settled."""
    case = _locked(statement, "dispute")
    conditions.can_dispute(case, park, now)
    conditions.as_read(case, content_hash, counted)
    return _answer(case, "dispute", by=by, park=park, now=now, reason=reason)


@transaction.atomic
def withdraw(statement: BalanceStatement, *, by: User, park: Park, now: datetime) -> BalanceStatement:
    """`park` takes its dispute back, without confirming."""
    case = _locked(statement, "withdraw")
    conditions.can_withdraw(case, park)
    return _answer(case, "withdraw", by=by, park=park, now=now)


def _locked(statement: BalanceStatement, verb: str) -> Dossier:
    """The statement as it is now, with the pair locked; Stale when the verb does not start from its state."""
    pair = Pair.objects.locked(statement.pair_id)
    case = dossier(pair, statement.period)
    check_starts(WORKFLOW, verb, case.statement.state, case.statement.get_state_display())
    return case


def _answer(case: Dossier, verb: str, *, by: User, park: Park, now: datetime, reason: str = "") -> BalanceStatement:
    """Write the answer and what follows from both parks' answers, record it, tell."""
    statement, content = case.statement, case.content
    before = statement.state
    after = _state({park.pk: verb, case.pair.partner_of(park).pk: case.stands(case.pair.partner_of(park))})
    statement.opening, statement.closing = content.opening, content.closing
    statement.postings, statement.content_hash = len(content.lines), content.hash
    statement.created_at = statement.created_at or now
    # The answer comes before the state: the database refuses a closed statement without both.
    statement.state = State.OPEN if after == State.CLOSED else after
    statement.save()
    step = StatementStep.objects.create(
        statement=statement, verb=verb, from_state=before, to_state=after, actor=by, acted_for=park.name, park=park,
        content_hash=content.hash, counted=content.counted, reason=reason, at=now,
    )  # fmt: skip
    case.steps.append(step)
    if after == State.CLOSED:
        _close(case, now)
    announcements.tell_parks(case, step)
    return statement


def _state(standing: Mapping[int, str]) -> State:
    """What follows from the word of each park that stands."""
    if "dispute" in standing.values():
        return State.DISPUTED
    return State.CLOSED if set(standing.values()) == {"confirm"} else State.OPEN


def _close(case: Dossier, now: datetime) -> None:
    """Both parks confirmed this content: nothing is posted up to its last day any more."""
    statement, pair = case.statement, case.pair
    statement.state, statement.closed_at = State.CLOSED, now
    statement.save(update_fields=["state", "closed_at"])
    if pair.closed_until is None or pair.closed_until < statement.until:
        pair.closed_until = statement.until
        pair.save(update_fields=["closed_until"])
