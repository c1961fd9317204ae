from celery import shared_task
from django.utils import timezone

from softlanding.notices import actions
from softlanding.notices.actions import Outcome

MOST_A_RUN = 500  # a run ends; the beat starts the next


@shared_task
def deliver() -> None:
    """Send the mails that are due, one by one; the run ends when the server does not answer."""
    actions.forget_expired(timezone.now())
    for _ in range(MOST_A_RUN):
        if actions.deliver_next(timezone.now()) in (Outcome.NOTHING_DUE, Outcome.SERVER_AWAY):
            return
