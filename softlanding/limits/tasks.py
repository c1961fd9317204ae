from celery import shared_task
from django.utils import timezone

from softlanding.limits import actions


@shared_task
def forget_old() -> None:
    actions.forget_old(timezone.now())
