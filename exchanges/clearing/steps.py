"""One writer of clearings at a time, and the history each verb leaves."""

from datetime import datetime

from django.db import connection

from exchanges.clearing.answers import ClearingAnswer
from exchanges.clearing.models import Clearing, ClearingStep
from exchanges.clearing.states import WORKFLOW, State
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.triggers import quick_triggers
from softlanding.kernel.workflow import check_starts

CLEARING_LOCK = 7_205_103  # any number, the same for everybody who writes a clearing


def lock() -> None:
    """One writer of clearings at a time; taken before any pair, so that nobody waits in a ring."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLEARING_LOCK])
    quick_triggers()  # a clearing of a large network writes thousands of rows


def locked(clearing: Clearing, verb: str) -> Clearing:
    """The clearing as it is now; Stale when somebody was first."""
    lock()
    clearing = Clearing.objects.select_related("proposal__proposed_by").get(pk=clearing.pk)
    check_starts(WORKFLOW, verb, clearing.state, clearing.get_state_display())
    return clearing


def answer(
    clearing: Clearing, park: Park, part_hash: str, *, is_yes: bool, by: User, now: datetime, undo: int = 0
) -> None:
    ClearingAnswer.objects.create(
        clearing=clearing, park=park, part_hash=part_hash, is_yes=is_yes, by=by, at=now, undo=undo
    )


def move(
    clearing: Clearing, verb: str, state: State, *, by: User | None, now: datetime, park: Park | None = None,
    acted_for: str = "", reason: str = "",
) -> ClearingStep:  # fmt: skip
    before, clearing.state = clearing.state, state
    clearing.save(update_fields=["state", "posted_on", "undos", "undo_by"])
    return record(clearing, verb, before, by=by, park=park, acted_for=acted_for, reason=reason, now=now)


def record(
    clearing: Clearing, verb: str, before: str, *, by: User | None, now: datetime, park: Park | None = None,
    acted_for: str = "", reason: str = "",
) -> ClearingStep:  # fmt: skip
    return ClearingStep.objects.create(
        clearing=clearing, verb=verb, from_state=before, to_state=clearing.state, actor=by, park=park,
        acted_for=park.name if park else acted_for, reason=reason, at=now,
    )  # fmt: skip
