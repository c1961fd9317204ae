"""The link in an invitation's mail: signed over the membership and the address, good for 14 days.

It is used once because an invitation leaves the state "invited" once.
"""

from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from softlanding.accounts.models import AbstractMembership
from softlanding.kernel.refusals import Refused

VALID_FOR = timedelta(days=14)

BROKEN = "This link is not complete. Open it from the mail again, or copy the whole line into the address bar."
TOO_OLD = "This invitation is older than 14 days. Ask the person who invited you to send it again."


def _signer(membership: AbstractMembership) -> TimestampSigner:
    return TimestampSigner(salt=f"invitation:{membership._meta.app_label}:{membership.email.lower()}")


def token_for(membership: AbstractMembership) -> str:
    """The last part of the link; short enough for one line of a mail."""
    return _signer(membership).sign(str(membership.pk))


def membership_of(token: str, model: type[AbstractMembership]) -> AbstractMembership:
    """The membership a link invites to, whatever its state. Raises Refused for a broken or old link."""
    number = token.partition(":")[0]
    found = model._default_manager.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if found is None:
        raise Refused(BROKEN)
    membership: AbstractMembership = found
    try:
        _signer(membership).unsign(token, max_age=VALID_FOR)
    except SignatureExpired:
        raise Refused(TOO_OLD) from None
    except BadSignature:
        raise Refused(BROKEN) from None
    return membership
