"""Who may do which verb on a park and its people."""

from typing import Any

import rules

from parks.models import Membership, Park
from parks.states import Role
from softlanding.accounts.models import User


@rules.predicate
def is_network_admin(user: User) -> bool:
    return user.is_authenticated and user.is_network_admin


@rules.predicate
def runs_park(user: User, park: Park | None) -> bool:
    """A manager or deputy of this park."""
    return park is not None and park.pk in Membership.objects.roles_of(user)


@rules.predicate
def heads_park(user: User, park: Park | None) -> bool:
    """A manager of this park, not a deputy."""
    return park is not None and Membership.objects.roles_of(user).get(park.pk) == Role.MANAGER


@rules.predicate
def heads_its_park(user: User, membership: Any) -> bool:
    return membership is not None and Membership.objects.roles_of(user).get(membership.park_id) == Role.MANAGER


@rules.predicate
def is_own(user: User, membership: Any) -> bool:
    return membership is not None and membership.user_id == user.pk


signed_in = rules.is_authenticated

rules.add_perm("parks.add_park", is_network_admin)
rules.add_perm("parks.apply_park", signed_in)
rules.add_perm("parks.edit_park", runs_park | is_network_admin)
rules.add_perm("parks.admit_park", is_network_admin)
rules.add_perm("parks.suspend_park", is_network_admin)
rules.add_perm("parks.see_history", runs_park | is_network_admin)

rules.add_perm("parks.manage_people", heads_park | is_network_admin)
rules.add_perm("parks.join", signed_in)
rules.add_perm("parks.answer_membership", heads_its_park | is_network_admin)
rules.add_perm("parks.end_membership", is_own | heads_its_park | is_network_admin)
