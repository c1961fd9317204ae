"""The only writers of a person's own facts; sign-in itself is allauth's."""

from enum import Enum, auto

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from softlanding.accounts.models import User
from softlanding.accounts.rights import network_admins
from softlanding.kernel.refusals import Refused


class Given(Enum):
    """How a person came to a role that is given by address."""

    WITH_A_NEW_ACCOUNT = auto()
    TO_AN_ACCOUNT = auto()
    BEFORE_AND_UNUSED = auto()  # she has it, and never came in
    BEFORE = auto()


def rename(user: User, *, name: str) -> User:
    user.name = name
    user.save(update_fields=["name"])
    return user


@transaction.atomic
def give_network_role(email: str, *, name: str = "") -> tuple[User, Given]:
    """Make the person of this address a network admin, with a new account where there is none.

    A new account has no password: its owner comes in by a code that is sent to her address. Raises Refused for an
    account that is deactivated. An account is an address's when it signs in by it, or has confirmed it.
    """
    verified = EmailAddress.objects.filter(email__iexact=email, verified=True)
    found = User.objects.filter(Q(email__iexact=email) | Q(pk__in=verified.values("user"))).first()
    # Anybody may write any address into her profile; what nobody confirmed must not lead its owner's codes there.
    EmailAddress.objects.filter(email__iexact=email, verified=False).exclude(user=found).delete()
    if found is None:
        user = User.objects.create_user(email, name, is_network_admin=True)
        EmailAddress.objects.create(user=user, email=user.email, primary=True)
        return user, Given.WITH_A_NEW_ACCOUNT
    user = User.objects.select_for_update().get(pk=found.pk)
    if not user.is_active:
        raise Refused(f"The account of {user.email} is deactivated, so nothing was changed. Take another address.")
    if user.is_network_admin:
        return user, Given.BEFORE if user.last_login else Given.BEFORE_AND_UNUSED
    if not verified.exists():
        # Whoever signed up with this address never showed that it is hers: her password must not lead to the role.
        user.set_unusable_password()
    user.is_network_admin = True
    user.save(update_fields=["is_network_admin", "password"])
    return user, Given.TO_AN_ACCOUNT


def deactivate(user: User) -> User:
    """Let a person in no more, whatever she knows or has; what she did stays as it is."""
    if not user.is_active:
        raise Refused(f"The account of {user.email} is deactivated already. Nothing was changed.")
    return _mark(user, "is_active", False)


def reactivate(user: User) -> User:
    if user.is_active:
        raise Refused(f"The account of {user.email} is active. Nothing was changed.")
    return _mark(user, "is_active", True)


def take_network_role(user: User) -> User:
    """The person is a network admin no more. Raises Refused for the last one: nobody could admit a park then."""
    if not user.is_network_admin:
        raise Refused(f"{user.email} is no network admin. Nothing was changed.")
    if not network_admins().exclude(pk=user.pk).exists():
        raise Refused(f"{user.email} is the only network admin. Add another one first: manage.py add_network_admin.")
    return _mark(user, "is_network_admin", False)


def _mark(user: User, field: str, value: bool) -> User:
    setattr(user, field, value)
    user.save(update_fields=[field])
    return user
