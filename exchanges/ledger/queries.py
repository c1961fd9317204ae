"""Readers of postings for pages of a pair or a park: what they cost does not grow with the network."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from exchanges.ledger.models import Because, Posting


def reversal(field: str) -> Subquery:
    """A field of the posting that takes the row's back; null while nothing does.

    Looked up for each row: for a join PostgreSQL may read all reversals of the network.
    """
    return Subquery(Posting.objects.filter(reverses=OuterRef("pk")).order_by().values(field))


def stays_of_few(postings: QuerySet[Posting]) -> QuerySet[Posting, Any]:
    """`stays` among the postings of a few pairs."""
    stays = postings.filter(because=Because.STAY)
    return stays.alias(taken_back=reversal("pk")).filter(taken_back__isnull=True)
