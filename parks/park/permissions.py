"""Who may do which verb on a park and its people."""

from typing import Any

import rules

from parks.park.models import Park
from parks.rights import parks_headed_by, parks_run_by, parks_seen_by
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


@rules.predicate
def sees_park(user: User, park: Park | None) -> bool:
    """Reads this park's own pages."""
    return park is not None and park.pk in parks_seen_by(user)


@rules.predicate
def runs_park(user: User, park: Park | None) -> bool:
    """Makes this park's day-to-day decisions."""
    return park is not None and park.pk in parks_run_by(user)


@rules.predicate
def heads_park(user: User, park: Park | None) -> bool:
    """Decides who this park's people are."""
    return park is not None and park.pk in parks_headed_by(user)


@rules.predicate
def heads_its_park(user: User, membership: Any) -> bool:
    return membership is not None and membership.park_id in parks_headed_by(user)


@rules.predicate
def is_own(user: User, membership: Any) -> bool:
    return membership is not None and membership.user_id == user.pk


signed_in = rules.is_authenticated

rules.add_perm("parks.add_park", is_network_admin)
rules.add_perm("parks.apply_park", signed_in)
rules.add_perm("parks.edit_park", runs_park | is_network_admin)
rules.add_perm("parks.admit_park", is_network_admin)
rules.add_perm("parks.suspend_park", is_network_admin)
rules.add_perm("parks.see_history", sees_park | is_network_admin)

rules.add_perm("parks.manage_people", heads_park | is_network_admin)
rules.add_perm("parks.see_people", sees_park | is_network_admin)
rules.add_perm("parks.join", signed_in)
rules.add_perm("parks.answer_membership", heads_its_park | is_network_admin)
rules.add_perm("parks.end_membership", is_own | heads_its_park | is_network_admin)
