"""Whose tables tell that something happened to who owes whom, or to anything of the network (kernel.freshness).

Rooms above are named here, since this is where all of them can reach. A new table of theirs counts by itself, and a
test asks whether whatever is kept is made of these rooms' tables alone.
"""

from softlanding.kernel import freshness
from softlanding.kernel.freshness import Moment

# Who owes whom, the agreements that rule there, what clearings ask for already and who stays away from them.
DEBTS = ("exchanges.ledger", "exchanges.agreements", "exchanges.clearing", "parks.park")
# And what is to come, and the standings.
NETWORK = (*DEBTS, "exchanges.landings", "exchanges.policy")
# Books that were replaced by others, as from a backup, may end with the same number.
LAST_HASH = "(SELECT hash FROM exchanges_posting ORDER BY id DESC LIMIT 1)"


def moment(packages: tuple[str, ...] = NETWORK) -> Moment:
    return freshness.moment(packages, LAST_HASH)
