"""Wrong passwords and codes: counted for the account and where they come from, apart for devices the account knows."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.http import HttpRequest

from softlanding.accounts.models import User
from softlanding.kernel.clients import client_network
from softlanding.limits import actions as limits
from softlanding.sign_in import devices


def count(request: HttpRequest, email: str, *, kind: str = "try", now: datetime) -> list[int]:
    """Count a try before it is judged; `limits.uncount` takes a right one back. Raises Limited after too many."""
    account = email.strip().lower()
    device = devices.known_as(request, account_of(account), now=now)
    if device:
        return limits.count(f"known {kind}", device=device, now=now)
    client = client_network(request)
    return limits.count(kind, account=account, client=client, account_and_client=f"{account} {client}", now=now)


def forget(request: HttpRequest, email: str) -> None:
    """After a new password: what was tried on the old one counts no longer for the account, nor from here."""
    account = email.strip().lower()
    limits.forget("try", account=account, account_and_client=f"{account} {client_network(request)}")


def count_mail(request: HttpRequest, email: str, *, now: datetime) -> None:
    """Count a mail that anybody may ask for with anybody's address. Raises Limited after too many.

    Links to a new password are counted apart: a code works only where it was asked for, but a link that a stranger
    asked for works for its owner as well, so nobody can keep both from her.
    """
    address, asked = email.strip().lower(), request.resolver_match
    if asked is not None and asked.url_name == "account_reset_password":
        address = f"{address} new password"
    if device := devices.known_as(request, account_of(email), now=now):
        limits.count("known sign-in mail", device=device, now=now)
    else:
        limits.count("sign-in mail", address=address, client=client_network(request), now=now)


def account_of(email: str) -> User | None:
    """Whose address it is: the one she signs in with, or another that she confirmed."""
    confirmed = EmailAddress.objects.filter(email__iexact=email.strip(), verified=True)
    return User.objects.filter(Q(email__iexact=email.strip()) | Q(pk__in=confirmed.values("user"))).first()
