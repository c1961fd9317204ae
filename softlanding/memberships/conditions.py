"""Whether somebody may come, go or change her role: raise Refused with a sentence."""

from typing import Any

from softlanding.accounts.models import AbstractMembership, MembershipState, User
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused


def may_be_invited(there: AbstractMembership | None, owner: Any) -> None:
    """`there` is what the invited address already has with the owner, if anything."""
    if there is None or there.state == MembershipState.INVITED:
        return
    if there.state == MembershipState.ASKED:
        since = words.day(there.created_at.date())
        raise Refused(f"{there.who} asked to join on {since}. Answer that request instead of inviting.", "email")
    raise Refused(f"{there.who} is already one of the people of {owner.name}.", "email")


def is_the_invited(membership: AbstractMembership, person: User) -> None:
    if membership.email.lower() != person.email.lower():
        raise Refused(
            f"This invitation went to {membership.email}, and you are signed in as {person.email}. "
            f"Sign out and come back with {membership.email}, or ask to be invited as {person.email}."
        )


def is_not_in_yet(there: AbstractMembership | None, owner: Any) -> None:
    if there is not None and there.state == MembershipState.ACTIVE:
        raise Refused(f"You are already one of the people of {owner.name}.")


def leaves_a_head(membership: AbstractMembership) -> None:
    """A park is never without a manager, nor a company without somebody who speaks for it."""
    heads = membership.head_roles()
    if membership.state != MembershipState.ACTIVE or membership.role not in heads:  # type: ignore[attr-defined]
        return
    others = membership.owner.memberships.active().filter(role__in=heads).exclude(pk=membership.pk)
    if not others.exists():
        role = membership.get_role_display()  # type: ignore[attr-defined]
        raise Refused(
            f"{membership.who} is the only person of {membership.owner.name} with the role “{role}”. "
            "Give this role to somebody else first."
        )
