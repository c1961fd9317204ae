"""What a role of a company may do: one row a role. Whoever decides asks for a right, never for a role."""

from collections.abc import Mapping
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from companies.company.states import Role
from softlanding.accounts import rights as accounts
from softlanding.accounts.models import User


class Right(StrEnum):
    SEES = "sees"  # its own pages: profile, people, residency, landings; and reads its mails
    WRITES = "writes"  # its applications, until they are sent
    SPEAKS = "speaks"  # in its name: applies, confirms, withdraws, cancels, names its home park, edits its profile
    HEADS = "heads"  # its people: invites, lets in, changes roles


# A role without a row has no right.
RIGHTS: Mapping[str, frozenset[Right]] = {
    Role.LEAD: frozenset({Right.SEES, Right.WRITES, Right.SPEAKS, Right.HEADS}),
    Role.MEMBER: frozenset({Right.SEES, Right.WRITES}),
}


def roles_with(*rights: Right) -> list[str]:
    """The roles that give one of these rights at least."""
    return accounts.roles_with(RIGHTS, rights)


def companies_with(user: User | AnonymousUser, *rights: Right) -> list[int]:
    """Ids of the companies at which a person's role gives her one of these rights at least."""
    return accounts.owners_with("companies", RIGHTS, user, rights)


def companies_seen_by(user: User | AnonymousUser) -> list[int]:
    """Ids of the companies whose own pages she reads."""
    return companies_with(user, Right.SEES)


def companies_written_for(user: User | AnonymousUser) -> list[int]:
    """Ids of the companies whose applications she works on."""
    return companies_with(user, Right.WRITES)


def companies_spoken_for(user: User | AnonymousUser) -> list[int]:
    """Ids of the companies in whose name she applies, confirms and calls off."""
    return companies_with(user, Right.SPEAKS)


def companies_headed_by(user: User | AnonymousUser) -> list[int]:
    """Ids of the companies whose people she invites, lets in and gives their roles."""
    return companies_with(user, Right.HEADS)
