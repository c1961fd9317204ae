from django.utils import timezone

from softlanding.limits import actions
from softlanding.operations.tasks import job


@job()
def forget_old() -> int:
    """Nightly: what no limit looks back to. How many rows went."""
    return actions.forget_old(timezone.now())
