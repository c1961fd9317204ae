from celery import shared_task
from django.utils import timezone

from softlanding.notices import actions

MOST_A_RUN = 500  # a run ends; the beat starts the next


@shared_task
def deliver() -> None:
    """Send the mails that are due, one by one."""
    for _ in range(MOST_A_RUN):
        if not actions.deliver_next(timezone.now()):
            return
