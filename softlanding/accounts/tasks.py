from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from softlanding.operations.tasks import job


@job()
def purge_sessions() -> int:
    """Nightly: sessions that have ended; what was noted about their browsers goes with them."""
    gone, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("session_key")))).delete()
    return gone
