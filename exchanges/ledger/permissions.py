"""Who may do which verb: a balance is seen by the two parks it binds, and by network admins."""

import rules

from exchanges.ledger.models import Pair
from parks.rights import parks_seen_by
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin


@rules.predicate
def sees_a_party(user: User, pair: Pair | None) -> bool:
    """Reads the pages of either park (None: of any)."""
    mine = parks_seen_by(user)
    return bool(mine) if pair is None else pair.low_id in mine or pair.high_id in mine


rules.add_perm("exchanges.view_pair", is_network_admin | sees_a_party)
