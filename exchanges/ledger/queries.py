"""Readers of postings for pages of a pair or a park: what they cost does not grow with the network."""

from datetime import date

from django.db.models import OuterRef, Subquery

from exchanges.ledger.models import LedgerRoot, Posting


def reversal(field: str) -> Subquery:
    """A field of the posting that takes the row's back; null while nothing does.

    Looked up for each row: for a join PostgreSQL may read all reversals of the network.
    """
    return Subquery(Posting.objects.filter(reverses=OuterRef("pk")).order_by().values(field))


def root_by_hash(text: str) -> LedgerRoot | None:
    """The root of these books with a hash (64 lower-case hex signs)."""
    return LedgerRoot.objects.filter(hash=text).first()


def newest_root(until: date | None = None) -> LedgerRoot | None:
    """The newest root, or the newest up to a day."""
    roots = LedgerRoot.objects.order_by("-number")
    return (roots.filter(day__lte=until) if until else roots).first()
