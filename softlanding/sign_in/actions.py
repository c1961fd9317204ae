"""What is done to how a person signs in, when she cannot do it herself."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused
from softlanding.notices.actions import tell


@transaction.atomic
def forget_second_factor(user: User, *, now: datetime) -> User:
    """For who lost the phone and the recovery codes: all factors go, every session ends, and a mail tells her.

    Whoever runs the portal has made sure before that it is she who asks. Raises Refused where there is none.
    """
    factors = Authenticator.objects.filter(user=user)
    if not factors.exists():
        raise Refused(f"{user.email} has no second factor. Nothing was changed.")
    factors.delete()
    end_sessions(user)
    key = f"forget_second_factor/{now:%Y-%m-%dT%H:%M:%S}"
    tell([user], key=key, mail="sign_in/forget_second_factor", context={}, url="/accounts/2fa/", now=now)
    return user


def end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
