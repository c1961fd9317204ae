"""Whether used months and the postings of stays tell the same: each used month is owed, each owed month was used."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from exchanges.landings.models import FreeRentMonth
from exchanges.landings.states import MonthState
from exchanges.ledger.models import Posting
from softlanding.kernel import words

PREFIX = "landing/"  # landings.months.reference_of


def lies() -> Iterator[str]:
    """What does not fit, in sentences."""
    for month in unposted():
        name = f"Month {month.number} of {month.landing} (from {words.day(month.begins_on)})"
        yield f"{name}: it is used, and no posting says that {month.home} owes it since that day."
    for posting in unused():
        name = f"Posting {posting.number} of {posting.pair} ({posting.reference}, {words.day(posting.day)})"
        yield f"{name}: the month it stands for is not among the used ones."


def unposted() -> Any:
    """Used months without their posting."""
    posted = Posting.objects.stays().filter(
        reference=OuterRef("reference"), pair=OuterRef("pair"), debtor=OuterRef("home"), day=OuterRef("begins_on"),
        months=1,
    )  # fmt: skip
    used = _used().filter(~Exists(posted))
    return used.select_related("landing__company", "landing__host", "home").order_by("pk")


def unused() -> QuerySet[Posting, Any]:
    """Postings of stays that stand, made for a month that is not used. Stays of before the portal have no months."""
    its = _used().filter(reference=OuterRef("reference"))
    postings = Posting.objects.stays().filter(reference__startswith=PREFIX).filter(~Exists(its))
    return postings.select_related("pair__low", "pair__high").order_by("pk")


def _used() -> Any:
    reference = Concat(
        Value(PREFIX), Cast("landing_id", CharField()), Value("/month/"), Cast("number", CharField()),
        output_field=CharField(),
    )  # fmt: skip
    return FreeRentMonth.objects.filter(state=MonthState.USED).annotate(reference=reference)
