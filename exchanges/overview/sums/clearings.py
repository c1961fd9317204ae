"""What open clearings ask for already, of the network or of one park."""

from exchanges.clearing.asked import Asked
from softlanding.kernel.questions import Question

OPEN = """
SELECT p."on", c.id AS clearing, c.proposal_id AS proposal, coalesce(its.months, c.total) AS months
FROM exchanges_clearing c JOIN exchanges_clearingproposal p ON p.id = c.proposal_id
LEFT JOIN exchanges_clearingpart its ON its.clearing_id = c.id AND its.park_id = %(park)s
WHERE c.state = 'proposed' AND (%(park)s IS NULL OR its.id IS NOT NULL)
"""


def asked(park: int | None = None) -> Question[Asked]:
    """Open clearings with the months they ask for, of a park its own."""
    return Question(Asked, OPEN, {"park": park})
