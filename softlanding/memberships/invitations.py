"""The link in an invitation's mail: signed over the membership and the address, good for 14 days.

It is signed as the mail goes and kept nowhere (notices/links.py). Whoever signs in with the invited address finds the
invitation without it. It is used once because an invitation leaves the state "invited" once.
"""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from softlanding.accounts.models import AbstractMembership, User
from softlanding.kernel.refusals import Refused

VALID_FOR = timedelta(days=14)

BROKEN = "This link is not complete. Open it from the mail again, or copy the whole line into the address bar."
TOO_OLD = "This invitation is older than 14 days. Ask the person who invited you to send it again."


def seal_of(membership: AbstractMembership) -> str:
    """What the mail's link is signed with: good for this kind of owner and this address alone."""
    return f"invitation:{membership._meta.app_label}:{membership.email.lower()}"


def membership_of(token: str, model: type[AbstractMembership]) -> AbstractMembership:
    """The membership a mailed link invites to, whatever its state. Raises Refused for a broken or old link."""
    membership = _numbered(token.partition(":")[0], model)
    try:
        TimestampSigner(salt=seal_of(membership)).unsign(token, max_age=VALID_FOR)
    except SignatureExpired:
        raise Refused(TOO_OLD) from None
    except BadSignature:
        raise Refused(BROKEN) from None
    return membership


def invitation_to(person: User, number: str, model: type[AbstractMembership], now: datetime) -> AbstractMembership:
    """The same for somebody who is signed in and has no mail at hand. Raises Refused where it is not hers or old."""
    membership = _numbered(number, model)
    if membership.email.lower() != person.email.lower():
        raise Refused(BROKEN)
    if membership.created_at + VALID_FOR < now:
        raise Refused(TOO_OLD)
    return membership


def _numbered(number: str, model: type[AbstractMembership]) -> AbstractMembership:
    found = model._default_manager.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if found is None:
        raise Refused(BROKEN)
    membership: AbstractMembership = found
    return membership
