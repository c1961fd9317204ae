"""Whether every settlement that was posted is the one that was signed: its row, its signatures and its posting."""

from collections.abc import Iterator

from exchanges.settlements.models import Settlement
from exchanges.settlements.states import State


def lies() -> Iterator[str]:
    """What does not fit, in sentences."""
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


def _facts(what: object) -> tuple[object, ...]:
    return tuple(getattr(what, name) for name in ("debtor_id", "creditor_id", "months", "day"))
