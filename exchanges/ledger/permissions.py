"""Who may do which verb: a balance is seen by the two parks it binds, and by network admins."""

import rules

from exchanges.ledger.models import Pair
from parks.models import Membership
from softlanding.accounts.models import User


@rules.predicate
def runs_a_party(user: User, pair: Pair | None) -> bool:
    """Manager or deputy of either park."""
    roles = Membership.objects.roles_of(user)
    return bool(roles) if pair is None else pair.low_id in roles or pair.high_id in roles


@rules.predicate
def is_network_admin(user: User) -> bool:
    return user.is_active and user.is_network_admin


rules.add_perm("exchanges.view_pair", is_network_admin | runs_a_party)
