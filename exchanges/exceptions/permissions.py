"""Who may do which verb on an exception: network admins give and take it, the people of both parks read it."""

import rules

from softlanding.accounts.models import User


@rules.predicate
def is_network_admin(user: User) -> bool:
    return user.is_authenticated and user.is_network_admin


rules.add_perm("exchanges.grant_exception", is_network_admin)
rules.add_perm("exchanges.revoke_exception", is_network_admin)
