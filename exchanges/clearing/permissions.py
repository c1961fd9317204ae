"""Who may do which verb on a clearing: network admins propose, withdraw and undo it; the parks' managers answer."""

import rules

from exchanges.clearing.models import Clearing
from parks.models import Membership
from parks.states import Role
from softlanding.accounts.models import User


@rules.predicate
def is_network_admin(user: User) -> bool:
    return user.is_authenticated and user.is_network_admin


@rules.predicate
def answers_for_a_park(user: User, clearing: Clearing) -> bool:
    """Managers answer; deputies read."""
    return bool(parks_answered_for(user, clearing))


def managed_by(user: User) -> set[int]:
    return {park for park, role in Membership.objects.roles_of(user).items() if role == Role.MANAGER}


def parks_answered_for(user: User, clearing: Clearing) -> set[int]:
    """Ids of the affected parks this person may answer for; asked of the database once a clearing and person."""
    mine = managed_by(user)
    if not mine:
        return set()
    known: dict[int, set[int]] = getattr(clearing, "_answered_for", {})
    if user.pk not in known:
        found = clearing.parts.filter(park__in=mine).values_list("park_id", flat=True)
        known = {**known, user.pk: set(found)}
        clearing._answered_for = known  # type: ignore[attr-defined]
    return known[user.pk]


for verb in ("propose", "withdraw", "undo"):
    rules.add_perm(f"exchanges.{verb}_clearing", is_network_admin)
for verb in ("agree", "refuse", "rejoin", "sign"):
    rules.add_perm(f"exchanges.{verb}_clearing", answers_for_a_park)
rules.add_perm("exchanges.keep_clearing", is_network_admin | answers_for_a_park)
