"""What a role of a park may do: one row a role. Whoever decides asks for a right, never for a role."""

from collections.abc import Mapping
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from parks.park.states import Role
from softlanding.accounts import rights as accounts
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
    return accounts.roles_with(RIGHTS, rights)


def parks_with(user: User | AnonymousUser, *rights: Right) -> list[int]:
    """Ids of the parks at which a person's role gives her one of these rights at least."""
    return accounts.owners_with("parks", RIGHTS, user, rights)


def parks_seen_by(user: User | AnonymousUser) -> list[int]:
    """Ids of the parks whose own pages she reads."""
    return parks_with(user, Right.SEES)


def parks_run_by(user: User | AnonymousUser) -> list[int]:
    """Ids of the parks whose day-to-day decisions she makes."""
    return parks_with(user, Right.RUNS)


def parks_signed_for(user: User | AnonymousUser) -> list[int]:
    """Ids of the parks that her signature binds."""
    return parks_with(user, Right.SIGNS)


def sees_parks_inside(user: User | AnonymousUser) -> bool:
    """Whether lists of what parks do with each other are there for her: of her own parks, or as a network admin."""
    return accounts.is_network_admin(user) or bool(parks_seen_by(user))


def parks_headed_by(user: User | AnonymousUser) -> list[int]:
    """Ids of the parks whose people she invites, lets in and gives their roles."""
    return parks_with(user, Right.HEADS)
