"""What the network's own role gives: who has it, asked in one place by every room's permissions, pages and mails."""

from typing import Any

import rules
from django.contrib.auth import get_user_model
from django.db.models import QuerySet


@rules.predicate
def is_network_admin(user: Any) -> bool:
    """Whether this person (or visitor) may do what the network's admins may; who is deactivated may nothing."""
    return bool(user.is_active and user.is_network_admin)


def network_admins() -> QuerySet[Any]:
    """The people with the network's role, for mails and for what must never be left without one."""
    return get_user_model().objects.filter(is_network_admin=True, is_active=True)
