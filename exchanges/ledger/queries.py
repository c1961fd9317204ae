"""Readers of postings for pages of a pair or a park: what they cost does not grow with the network."""

from django.db.models import OuterRef, Subquery

from exchanges.ledger.models import Posting


def reversal(field: str) -> Subquery:
    """A field of the posting that takes the row's back; null while nothing does.

    Looked up for each row: for a join PostgreSQL may read all reversals of the network.
    """
    return Subquery(Posting.objects.filter(reverses=OuterRef("pk")).order_by().values(field))
