"""Who may answer a statement: managers of either park, as they sign agreements; deputies and network admins read."""

import rules

from exchanges.statements.models import BalanceStatement
from parks.models import Membership
from parks.states import Role
from softlanding.accounts.models import User


def parks_answered_for(user: User, statement: BalanceStatement) -> set[int]:
    """Ids of the pair's parks in whose name this person may answer."""
    parties = {statement.pair.low_id, statement.pair.high_id}
    roles = Membership.objects.roles_of(user)
    return {park_id for park_id in parties if roles.get(park_id) == Role.MANAGER}


@rules.predicate
def manages_a_party(user: User, statement: BalanceStatement) -> bool:
    return bool(parks_answered_for(user, statement))


for verb in ("confirm", "dispute", "withdraw"):
    rules.add_perm(f"exchanges.{verb}_statement", manages_a_party)
