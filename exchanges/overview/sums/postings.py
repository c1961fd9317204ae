"""Pieces of SQL about a posting `p`, for statements of the whole network (`park` NULL) and of one park (its id).

A posting moves months; CHANGE is what it changes in the balance of its pair as the pair's low park (the lower id) sees
it, SEEN what it changes for `park` (nought for the network). OF_PARK leaves the postings of the park's pairs.
"""

CHANGE = "CASE WHEN p.creditor_id < p.debtor_id THEN p.months ELSE -p.months END"
SEEN = "CASE WHEN p.creditor_id = %(park)s THEN p.months WHEN p.debtor_id = %(park)s THEN -p.months ELSE 0 END"
OF_PARK = "(%(park)s IS NULL OR %(park)s IN (p.debtor_id, p.creditor_id))"
