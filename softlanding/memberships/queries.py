"""The people of a park or a company, and what one may do with each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from softlanding.accounts.models import AbstractMembership, MembershipState, User


@dataclass(frozen=True)
class Room:
    """What the shared pages must know of a kind of owner."""

    label: str  # the app and the URL namespace: "parks"
    model: type[AbstractMembership]
    owners: Callable[[Any], QuerySet[Any]]  # those whose people a user may see
    slug: str  # the owner's field in addresses
    roles: list[tuple[str, str]]
    first_role: str  # what an invitation proposes

    def url(self, verb: str, key: object) -> str:
        return reverse(f"{self.label}:{verb}", args=[key])

    def key_of(self, owner: Any) -> Any:
        return getattr(owner, self.slug)


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    tone: str = "quiet"


@dataclass(frozen=True)
class Row:
    """One person with the buttons the reader has for her."""

    membership: AbstractMembership
    buttons: list[Button]
    is_you: bool


def people(room: Room, owner: Any, user: User) -> dict[str, list[Row]]:
    """{"asked", "active", "invited"}: rows, oldest first, in one query."""
    manages = user.has_perm(f"{room.label}.manage_people", owner)
    members = owner.memberships.open().select_related("user", "invited_by").order_by("created_at", "pk")
    found: dict[str, list[Row]] = {"asked": [], "active": [], "invited": []}
    for member in members:
        found[member.state].append(Row(member, buttons(room, member, user, manages), member.user_id == user.pk))
    return found


def has_head(owner: Any) -> bool:
    """Whether somebody has the role that decides; else the first to come should get it."""
    heads: bool = owner.memberships.active().filter(role__in=owner.memberships.model.head_roles()).exists()
    return heads


def buttons(room: Room, member: AbstractMembership, user: User, manages: bool) -> list[Button]:
    own = member.user_id == user.pk

    def button(verb: str, label: str, tone: str = "quiet") -> Button:
        return Button(label, room.url(verb, member.pk), tone)

    if member.state == MembershipState.ASKED:
        if own:
            return [button("end_membership", "Withdraw the request")]
        return [button("let_in", "Let in"), button("turn_down", "Turn down")] if manages else []
    if member.state == MembershipState.INVITED:
        again = Button("Send again", f"{room.url('invite', room.key_of(member.owner))}?email={member.email}")
        return [again, button("end_membership", "Take back")] if manages else []
    shown = [button("change_role", "Change the role")] if manages else []
    if own:
        return [*shown, button("end_membership", "Leave")]
    return [*shown, button("end_membership", "End")] if manages else []


def waiting(room: Room, user: User) -> QuerySet[Any]:
    """Requests to join that this person may answer: of the owners she heads."""
    memberships: Any = room.model._default_manager
    heads = room.model.head_roles()
    headed = [key for key, role in memberships.roles_of(user).items() if role in heads]
    asked = memberships.filter(state=MembershipState.ASKED)
    mine: QuerySet[Any] = asked.filter(**{f"{room.model.owner_field}__in": headed})
    return mine.select_related(room.model.owner_field, "user").order_by("created_at")
