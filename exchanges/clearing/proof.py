"""Whether every posted clearing is the one the parks agreed to: its frozen lines, its hash and its postings."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from exchanges.clearing.models import Clearing, ClearingLine
from exchanges.clearing.states import BOOKED
from exchanges.clearing.versions import hash_of, lines_of
from exchanges.ledger.models import Because, Posting
from parks.park.models import Park
from softlanding.kernel import words


def lies() -> Iterator[str]:
    """What does not fit, in sentences."""
    for row in uncleared():
        name = f"Posting {row.number} of {row.pair} ({row.reference}, {words.day(row.day)})"
        yield f"{name}: it moves {words.months(row.months)} as a clearing, and no clearing was posted with it."
    for clearing in Clearing.objects.filter(state__in=BOOKED).order_by("pk").iterator():
        name, lines = f"Clearing {clearing.pk} of {words.day(clearing.frozen_on)}", lines_of(clearing)
        if hash_of(lines, clearing.frozen_on) != clearing.content_hash:
            yield f"{name}: its lines were changed after they were frozen."
        posted = _posted(clearing)
        for line in lines:
            # What the debtor owed vanishes: the creditor comes to owe as much.
            if posted.get(line.pair) != (line.creditor, line.debtor, line.months):
                debtor, creditor = Park.objects.get(pk=line.debtor), Park.objects.get(pk=line.creditor)
                yield f"{name}: no posting takes {words.months(line.months)} from what {debtor} owed {creditor}."


def uncleared() -> QuerySet[Posting, Any]:
    """Postings of clearings that cancel no line of one that was posted."""
    reference = Concat(
        Value("clearing/"), Cast("clearing_id", CharField()), Value("/"), Cast("pair_id", CharField()),
        output_field=CharField(),
    )  # fmt: skip
    lines = ClearingLine.objects.filter(clearing__state__in=BOOKED).annotate(reference=reference)
    its = lines.filter(pair=OuterRef("pair"), reference=OuterRef("reference"))
    rows = Posting.objects.filter(~Exists(its), because=Because.CLEARING)
    return rows.select_related("pair__low", "pair__high").order_by("pk")


def _posted(clearing: Clearing) -> dict[int, tuple[int, int, int]]:
    """{pair: debtor, creditor, months} of its postings, without those that undo them."""
    rows = Posting.objects.filter(reference__startswith=f"clearing/{clearing.pk}/", reverses__isnull=True)
    return {row.pair_id: (row.debtor_id, row.creditor_id, row.months) for row in rows}
