"""The only writers of memberships: lock the owner, ask when and whether, write, announce."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from softlanding.accounts.actions import Given, give_network_role
from softlanding.accounts.models import AbstractMembership, MembershipState, User
from softlanding.kernel.refusals import Stale
from softlanding.kernel.workflow import check_starts
from softlanding.limits import actions as limits
from softlanding.memberships import announcements, conditions
from softlanding.memberships.states import WORKFLOW


@transaction.atomic
def invite(owner: Any, *, email: str, role: str, by: User, now: datetime) -> Any:
    """Invite an address; inviting it again renews the invitation and its mail, at most once a day."""
    lock(owner)
    email = email.strip().lower()
    there: Any = _of_address(owner, email)
    conditions.may_be_invited(there, owner)
    limits.count("invite", by=by, owner=owner, address=email, now=now)
    if there is None:
        there = owner.memberships.model(
            email=email, state=MembershipState.INVITED, **{owner.memberships.field.name: owner}
        )
    there.role, there.invited_by, there.created_at = role, by, now
    there.save()
    announcements.invite(there, by=by, now=now)
    return there


@transaction.atomic
def accept(membership: AbstractMembership, *, by: User, now: datetime) -> AbstractMembership:
    """The invited person says yes. A request to join that she made meanwhile is thereby answered too."""
    membership = locked(membership, "accept")
    conditions.is_the_invited(membership, by)
    there = membership.owner.memberships.open().filter(user=by).first()
    conditions.is_not_in_yet(there, membership.owner)
    if there is not None:
        _write(there, MembershipState.ENDED, by=by, now=now)
    membership.user = by
    _write(membership, MembershipState.ACTIVE, by=by, now=now)
    announcements.accept(membership, by=by, now=now)
    return membership


@transaction.atomic
def join(owner: Any, *, role: str, by: User, now: datetime) -> AbstractMembership:
    """Ask to become one of the owner's people; asking twice is asking once. Who was invited is in at once."""
    lock(owner)
    there = _of_address(owner, by.email)
    conditions.is_not_in_yet(there, owner)
    if there is not None and there.state == MembershipState.INVITED:
        return accept(there, by=by, now=now)
    if there is not None:
        return there
    limits.count("join", by=by, owner=owner, now=now)
    asked: AbstractMembership = owner.memberships.create(
        user=by, email=by.email, role=role, state=MembershipState.ASKED, created_at=now
    )
    announcements.join(asked, by=by, now=now)
    return asked


@transaction.atomic
def let_in(membership: AbstractMembership, *, role: str, by: User, now: datetime) -> AbstractMembership:
    """Say yes to a request, in the role the decider chooses."""
    membership = locked(membership, "let_in")
    membership.role = role  # type: ignore[attr-defined]
    _write(membership, MembershipState.ACTIVE, by=by, now=now)
    announcements.let_in(membership, by=by, now=now)
    return membership


@transaction.atomic
def turn_down(membership: AbstractMembership, *, reason: str, by: User, now: datetime) -> AbstractMembership:
    """Say no to a request; the reason goes into the mail."""
    membership = locked(membership, "turn_down")
    _write(membership, MembershipState.REFUSED, by=by, now=now)
    announcements.turn_down(membership, reason=reason, by=by, now=now)
    return membership


@transaction.atomic
def change_role(membership: AbstractMembership, *, role: str, by: User, now: datetime) -> AbstractMembership:
    """Give a person another role. Raises Refused when the owner would lose its last head."""
    membership = locked(membership, "change_role")
    if membership.role == role:  # type: ignore[attr-defined]
        return membership
    if role not in membership.head_roles():
        conditions.leaves_a_head(membership)
    membership.role = role  # type: ignore[attr-defined]
    _write(membership, MembershipState.ACTIVE, by=by, now=now)
    announcements.change_role(membership, by=by, now=now)
    return membership


@transaction.atomic
def end_membership(membership: AbstractMembership, *, by: User, now: datetime) -> AbstractMembership:
    """End a membership, take an invitation back, or withdraw one's own request. Never the last head's."""
    membership = locked(membership, "end_membership")
    conditions.leaves_a_head(membership)
    before = membership.state
    _write(membership, MembershipState.ENDED, by=by, now=now)
    announcements.end_membership(membership, before=before, by=by, now=now)
    return membership


@transaction.atomic
def add_network_admin(email: str, *, name: str, now: datetime) -> Given:
    """Give the person of an address the network's role, and tell her how to come in. Raises Refused.

    Who has the role already and has not come in yet is told again, at most once a day.
    """
    user, given = give_network_role(email, name=name)
    if given is not Given.BEFORE:
        announcements.add_network_admin(user, now=now)
    return given


def found(owner: Any, *, role: str, by: User, now: datetime) -> AbstractMembership:
    """The founder's membership of a new park or company; belongs into the transaction that makes it."""
    made: AbstractMembership = owner.memberships.create(
        user=by,
        email=by.email,
        role=role,
        state=MembershipState.ACTIVE,
        created_at=now,
        decided_by=by,
        decided_at=now,
    )
    return made


def lock(owner: Any) -> None:
    """Hold the owner's row, so that two people never change its people at once."""
    type(owner)._default_manager.select_for_update().get(pk=owner.pk)


def locked(membership: AbstractMembership, verb: str) -> AbstractMembership:
    """The membership as it is now, its owner locked; Stale when somebody else was first."""
    lock(membership.owner)
    now_there: AbstractMembership = (
        type(membership)._default_manager.select_related(membership.owner_field, "user").get(pk=membership.pk)
    )
    if verb == "accept" and now_there.state != MembershipState.INVITED:
        raise Stale("This invitation was answered or taken back already. Ask to be invited again if you need it.")
    check_starts(WORKFLOW, verb, now_there.state, now_there.get_state_display())
    return now_there


def _of_address(owner: Any, email: str) -> AbstractMembership | None:
    """The open membership of an address, as an account or an invitation: active first, invited last."""
    rows = owner.memberships.open().filter(Q(email__iexact=email) | Q(user__email__iexact=email)).select_related("user")
    order = [MembershipState.ACTIVE, MembershipState.ASKED, MembershipState.INVITED]
    return min(rows, key=lambda row: order.index(row.state), default=None)


def _write(membership: AbstractMembership, state: MembershipState, *, by: User, now: datetime) -> None:
    membership.state, membership.decided_by, membership.decided_at = state, by, now
    membership.save()
