"""Which verb tells whom. The person concerned by mail; the heads of a park or company where they must act."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from softlanding.accounts.models import AbstractMembership, MembershipState, User
from softlanding.accounts.rights import network_admins
from softlanding.memberships.invitations import seal_of
from softlanding.notices.actions import tell, tell_address


def invite(membership: AbstractMembership, *, by: User, now: datetime) -> None:
    """A mail with the link. The day in the key lets it be sent again, but not twice by a double click.

    The link is signed as the mail goes; in the portal she finds her invitation by signing in with its address.
    """
    link = {"url": accept_url(membership), "seal": seal_of(membership)}
    person = User.objects.filter(email__iexact=membership.email, is_active=True).first()
    key, mail = f"{_name(membership)}-invite-{now:%Y-%m-%d}", "memberships/invite"
    context = _context(membership, by)
    if person is None:
        tell_address(membership.email, key=key, mail=mail, context=context, now=now, **link)
    else:
        tell([person], key=key, mail=mail, context=context, now=now, **link)


def accept(membership: AbstractMembership, *, by: User, now: datetime) -> None:
    if membership.invited_by is not None:
        _tell([membership.invited_by], membership, "accept", by=by, now=now)


def join(membership: AbstractMembership, *, by: User, now: datetime) -> None:
    """Those who decide: the heads, or the network's admins where there is none."""
    _tell(deciders(membership.owner), membership, "join", by=by, now=now)


def let_in(membership: AbstractMembership, *, by: User, now: datetime) -> None:
    _tell_her(membership, "let_in", by=by, now=now)


def turn_down(membership: AbstractMembership, *, reason: str, by: User, now: datetime) -> None:
    _tell_her(membership, "turn_down", by=by, now=now, reason=reason, url="/")


def change_role(membership: AbstractMembership, *, by: User, now: datetime) -> None:
    # A role may change more than once: the moment belongs to the step's name.
    _tell_her(membership, f"change_role-{now:%Y%m%d%H%M%S}", by=by, now=now)


def end_membership(membership: AbstractMembership, *, before: str, by: User, now: datetime) -> None:
    """Who left tells the heads; whom they removed is told; a withdrawn invitation tells nobody."""
    if before == MembershipState.ACTIVE:
        if membership.user == by:
            _tell(deciders(membership.owner), membership, "leave", by=by, now=now)
        else:
            _tell_her(membership, "end_membership", by=by, now=now, url="/")


def add_network_admin(user: User, *, now: datetime) -> None:
    """A mail that names the way in; it holds no secret, because a code is sent when she asks for it there."""
    key, context = f"network-admin-{user.pk}-{now:%Y-%m-%d}", {"has_password": user.has_usable_password()}
    url = reverse("account_request_login_code")
    tell([user], key=key, mail="memberships/add_network_admin", context=context, url=url, now=now)


def deciders(owner: Any) -> list[User]:
    """Who answers requests to join: the owner's heads, or the network admins when there are none."""
    rows = owner.memberships.active().filter(role__in=owner.memberships.model.head_roles()).select_related("user")
    return [row.user for row in rows] or list(network_admins())


def accept_url(membership: AbstractMembership) -> str:
    return reverse(f"{membership._meta.app_label}:accept", args=[membership.pk])


def _tell_her(
    membership: AbstractMembership, step: str, *, by: User, now: datetime, reason: str = "", url: str = ""
) -> None:
    if membership.user is not None and membership.user != by:
        _tell([membership.user], membership, step, by=by, now=now, reason=reason, url=url)


def _tell(
    people: Iterable[User],
    membership: AbstractMembership,
    step: str,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    url: str = "",
) -> None:
    tell(
        people,
        key=f"{_name(membership)}-{step}",
        mail=f"memberships/{step.partition('-')[0]}",
        context={**_context(membership, by), "reason": reason},
        url=url or membership.get_absolute_url(),  # type: ignore[attr-defined]
        now=now,
    )


def _name(membership: AbstractMembership) -> str:
    return f"{membership._meta.app_label}-membership-{membership.pk}"


def _context(membership: AbstractMembership, by: User) -> dict[str, Any]:
    return {"membership": membership, "owner": membership.owner, "by": by}
