"""What a person's own page reads."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse

from softlanding.accounts.models import AbstractMembership, MembershipState, User


@dataclass(frozen=True)
class Place:
    """A park or company a person belongs to, or asked to."""

    owner: Any
    membership: Any
    waits: bool

    @property
    def end_url(self) -> str:
        """Where she leaves, or withdraws her request."""
        return reverse(f"{self.membership._meta.app_label}:end_membership", args=[self.membership.pk])


def memberships_of(user: User) -> list[Place]:
    """Active ones and own requests, of every kind of owner: one query a kind."""
    found: list[Place] = []
    for model in apps.get_models():
        if issubclass(model, AbstractMembership):
            rows = model._default_manager.filter(user=user, state__in=[MembershipState.ACTIVE, MembershipState.ASKED])
            for row in rows.select_related(model.owner_field):
                found.append(Place(row.owner, row, row.state == MembershipState.ASKED))
    return found
