"""Which tables tell that something happened to who owes whom, or to anything of the network (kernel.freshness).

Rooms above add tables of theirs: they are named here, since this is where all of them can reach.
"""

from softlanding.kernel import freshness
from softlanding.kernel.freshness import Moment

# Besides postings: who owes whom, the agreements that rule there, and the parks, and who stays away
# from clearings. A change of a state adds a step.
DEBTS = (
    "exchanges_pair", "exchanges_agreement", "exchanges_agreementversion", "exchanges_agreementstep", "parks_park",
    "parks_parkstep", "exchanges_posting", "exchanges_clearingstep",
)  # fmt: skip
# And what is to come, and the standings.
NETWORK = (
    *DEBTS, "exchanges_landing", "exchanges_landingstep", "exchanges_freerentmonth", "exchanges_policyversion",
)  # fmt: skip
# Books that were replaced by others, as from a backup, may end with the same number.
LAST_HASH = "(SELECT hash FROM exchanges_posting ORDER BY id DESC LIMIT 1)"


def moment(tables: tuple[str, ...] = NETWORK) -> Moment:
    return freshness.moment(tables, LAST_HASH)
