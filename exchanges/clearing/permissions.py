"""Who may do which verb on a clearing: network admins propose, withdraw and undo it; who signs for a park answers."""

import rules

from exchanges.clearing.models import Clearing
from parks.rights import parks_signed_for
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


@rules.predicate
def signs_for_a_part(user: User, clearing: Clearing) -> bool:
    return bool(parts_signed_for(user, clearing))


def parts_signed_for(user: User, clearing: Clearing) -> set[int]:
    """Ids of the affected parks this person may answer for; asked of the database once a clearing and person."""
    mine = parks_signed_for(user)
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
    rules.add_perm(f"exchanges.{verb}_clearing", signs_for_a_part)
rules.add_perm("exchanges.keep_clearing", is_network_admin | signs_for_a_part)
