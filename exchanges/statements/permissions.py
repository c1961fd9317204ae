"""Who may answer a statement: whoever signs for either park; its other people and network admins read."""

import rules

from exchanges.statements.models import BalanceStatement
from parks.rights import parks_signed_for
from softlanding.accounts.models import User


def parties_signed_for(user: User, statement: BalanceStatement) -> set[int]:
    """Ids of the pair's parks in whose name this person may answer."""
    return {statement.pair.low_id, statement.pair.high_id}.intersection(parks_signed_for(user))


@rules.predicate
def signs_for_a_party(user: User, statement: BalanceStatement) -> bool:
    return bool(parties_signed_for(user, statement))


for verb in ("confirm", "dispute", "withdraw"):
    rules.add_perm(f"exchanges.{verb}_statement", signs_for_a_party)
