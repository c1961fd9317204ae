"""Readers of postings for pages of a pair or a park: what they cost does not grow with the network."""

from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from exchanges.ledger.models import LedgerRoot, Posting


def reversal(field: str) -> Subquery:
    """A field of the posting that takes the row's back; null while nothing does.

    Looked up for each row: for a join PostgreSQL may read all reversals of the network.
    """
    return Subquery(Posting.objects.filter(reverses=OuterRef("pk")).order_by().values(field))


def root_by_hash(text: str) -> LedgerRoot | None:
    """The root of these books with a hash (64 lower-case hex signs)."""
    return LedgerRoot.objects.filter(hash=text).first()


def sum_of(rows: QuerySet[Any], by: str, what: str = "balance") -> Coalesce:
    """The sum of `what` over the rows whose field `by` is the outer row."""
    summed = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(n=Sum(what)).values("n")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)
