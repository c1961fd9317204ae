"""Whether every settlement that was posted is the one that was signed: its row, its signatures and its posting."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from exchanges.ledger.models import Posting
from exchanges.settlements.models import Settlement
from exchanges.settlements.states import KINDS, State
from softlanding.kernel import words


def lies() -> Iterator[str]:
    """What does not fit, in sentences."""
    for row in unsigned():
        name = f"Posting {row.number} of {row.pair} ({row.reference}, {words.day(row.day)})"
        yield f"{name}: it moves {words.months(row.months)} as {row.get_because_display()}, and nobody signed it."
    signed = Settlement.objects.filter(state=State.SIGNED).select_related("debtor", "creditor", "posting", "reverses")
    for settlement in signed.prefetch_related("signatures__park").order_by("pk").iterator(chunk_size=500):
        name = f"Settlement {settlement.pk} ({settlement})"
        if settlement.content.hash != settlement.content_hash:
            yield f"{name}: it was changed after it was signed; it no longer fits its hash."
        for signature in settlement.signatures.all():
            if signature.content_hash != settlement.content_hash:
                yield f"{name}: what {signature} signed has another hash."
        posting = settlement.posting
        if posting and _facts(posting) != _facts(settlement):
            yield f"{name}: its posting does not say what was signed."


def unsigned() -> QuerySet[Posting]:
    """Postings that only signatures can make, without the settlement they were signed in."""
    # Months of stays and clearings are taken back by their own rooms' rules.
    made = Q(reverses__isnull=True) | Q(reverses__because__in=KINDS)
    rows = Posting.objects.filter(made, because__in=KINDS, settlement__isnull=True)
    return rows.select_related("pair__low", "pair__high").order_by("pk")


def _facts(what: object) -> tuple[object, ...]:
    return tuple(getattr(what, name) for name in ("debtor_id", "creditor_id", "months", "day"))
