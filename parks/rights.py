"""What a role of a park may do: one row a role. Whoever decides asks for a right, never for a role."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from parks.states import Role
from softlanding.accounts.models import User


class Right(StrEnum):
    SEES = "sees"  # its own pages: landings, agreements, balances, residents, people; and reads its mails
    RUNS = "runs"  # its days: nominates, offers, checks in and out, vouches for residents, edits its page, comments
    SIGNS = "signs"  # binds it: agreements, settlements, statements, answers to clearings
    HEADS = "heads"  # its people: invites, lets in, changes roles


# A role without a row has no right.
RIGHTS: Mapping[str, frozenset[Right]] = {
    Role.MANAGER: frozenset({Right.SEES, Right.RUNS, Right.SIGNS, Right.HEADS}),
    Role.DEPUTY: frozenset({Right.SEES, Right.RUNS}),
}


def roles_with(*rights: Right) -> list[str]:
    """The roles that give one of these rights at least."""
    return [str(role) for role, given in RIGHTS.items() if given.intersection(rights)]


def parks_with(user: User | AnonymousUser, *rights: Right) -> list[int]:
    """Ids of the parks at which a person's role gives her one of these rights at least."""
    members: Any = apps.get_model("parks", "Membership")  # whose query sets ask here
    roles = roles_with(*rights)
    return [park for park, role in members.objects.roles_of(user).items() if role in roles]


def parks_seen_by(user: User | AnonymousUser) -> list[int]:
    """Ids of the parks whose own pages she reads."""
    return parks_with(user, Right.SEES)


def parks_run_by(user: User | AnonymousUser) -> list[int]:
    """Ids of the parks whose day-to-day decisions she makes."""
    return parks_with(user, Right.RUNS)


def parks_signed_for(user: User | AnonymousUser) -> list[int]:
    """Ids of the parks that her signature binds."""
    return parks_with(user, Right.SIGNS)


def parks_headed_by(user: User | AnonymousUser) -> list[int]:
    """Ids of the parks whose people she invites, lets in and gives their roles."""
    return parks_with(user, Right.HEADS)
