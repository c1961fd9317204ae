from django.utils import timezone

from softlanding.notices import actions
from softlanding.notices.actions import Outcome
from softlanding.operations.tasks import job

MOST_A_RUN = 500  # a run ends; the beat starts the next


@job(often=True)
def deliver() -> int:
    """Send the mails that are due, one by one; the run ends when the server does not answer. How many were tried."""
    actions.forget_expired(timezone.now())
    for tried in range(MOST_A_RUN):
        outcome = actions.deliver_next(timezone.now())
        if outcome in (Outcome.NOTHING_DUE, Outcome.SERVER_AWAY):
            return tried + (outcome == Outcome.SERVER_AWAY)
    return MOST_A_RUN
