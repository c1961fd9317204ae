"""Rights: what the network's own role gives, and how the tables of the roles of parks and companies are read."""

from collections.abc import Iterable, Mapping
from typing import Any

import rules
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import QuerySet


@rules.predicate
def is_network_admin(user: Any) -> bool:
    """Whether this person (or visitor) may do what the network's admins may; who is deactivated may nothing."""
    return bool(user.is_active and user.is_network_admin)


def network_admins() -> QuerySet[Any]:
    """The people with the network's role, for mails and for what must never be left without one."""
    return get_user_model().objects.filter(is_network_admin=True, is_active=True)


def roles_with(table: Mapping[str, frozenset[Any]], rights: Iterable[Any]) -> list[str]:
    """The roles of a table that give one of these rights at least; a role without a row gives none."""
    return [str(role) for role, given in table.items() if given.intersection(rights)]


def owners_with(label: str, table: Mapping[str, frozenset[Any]], user: Any, rights: Iterable[Any]) -> list[int]:
    """Ids of the parks (or companies: the app's `label`) at which a person's role gives her one of these rights."""
    members: Any = apps.get_model(label, "Membership")  # whose query sets ask here
    roles = roles_with(table, rights)
    return [owner for owner, role in members.objects.roles_of(user).items() if role in roles]
