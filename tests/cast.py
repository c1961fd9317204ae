"""The people, parks and companies the tests play with: small explicit makers, no hidden ones."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.text import slugify

from companies.company.models import Company, Residency
from companies.company.models import Membership as CompanyMembership
from parks.catalogue import actions as catalogue
from parks.catalogue.models import Sector, Service
from parks.park.models import Membership, Park
from softlanding.accounts.models import User
from softlanding.memberships.announcements import accept_url
from softlanding.memberships.invitations import seal_of
from softlanding.notices.links import sealed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"


def person(name: str, **fields: Any) -> User:
    """Somebody with a confirmed address made of her name: Anna Lund is anna-lund@example.org. No password by default."""
    email = fields.pop("email", f"{slugify(name)}@example.org")
    user = User.objects.create_user(email, name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def network_admin(name: str = "Nadia Novak", **fields: Any) -> User:
    """With a second factor, which the portal asks of this role outside the demo."""
    user = person(name, is_network_admin=True, **fields)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def retired(*keys: str) -> None:
    """A network admin retires the catalogue's services and sectors of these keys."""
    admin = User.objects.filter(is_network_admin=True).first() or network_admin("Carla Catalani")
    for key in keys:
        entry = Service.objects.filter(key=key).first() or Sector.objects.get(key=key)
        catalogue.retire(entry, by=admin, now=NOW)


def park(name: str, country: str = "ES", **facts: Any) -> Park:
    """An admitted park; its code is its name in small letters."""
    facts = {"state": "admitted", "code": slugify(name)[:20] or "park", **facts}
    return Park.objects.create(name=name, country=country, **facts)


def manager_of(where: Park, name: str, role: str = "manager") -> User:
    user = User.objects.filter(name=name).first() or person(name)
    Membership.objects.create(park=where, user=user, email=user.email, role=role, state="active")
    return again(user)


def deputy_of(where: Park, name: str) -> User:
    return manager_of(where, name, "deputy")


def company(name: str, **facts: Any) -> Company:
    return Company.objects.create(name=name, **facts)


def lead_of(what: Company, name: str, role: str = "lead") -> User:
    user = User.objects.filter(name=name).first() or person(name)
    CompanyMembership.objects.create(company=what, user=user, email=user.email, role=role, state="active")
    return again(user)


def member_of(what: Company, name: str) -> User:
    return lead_of(what, name, "member")


def resident(what: Company, where: Park, state: str = "verified", **facts: Any) -> Residency:
    return Residency.objects.create(company=what, park=where, state=state, **facts)


def mailed_link(membership: Any) -> str:
    """The link in an invitation's mail, as it goes now."""
    return sealed(accept_url(membership), seal_of(membership))


def again(user: User) -> User:
    """The same person as a new request would load her: nothing remembered about her memberships."""
    return User.objects.get(pk=user.pk)


def browser_of(user: User | None) -> Client:
    """A signed-in browser, or a visitor's. Who has a second factor has used it."""
    client = Client(HTTP_HOST="localhost")
    if user is not None:
        client.force_login(user, "softlanding.accounts.backends.SignIn")
        if factor := Authenticator.objects.filter(user=user).first():
            use_factor(client, factor)
    return client


def use_factor(client: Client, factor: Authenticator) -> None:
    """Let a session know that it used this second factor, as the sign-in library records it."""
    session = client.session
    session["account_authentication_methods_user"] = str(factor.user_id)
    session["account_authentication_methods"] = [{"method": "mfa", "id": factor.pk, "type": factor.type, "at": 0}]
    session.save()
