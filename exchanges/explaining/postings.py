"""A park's postings as a list one can narrow: what each number of the explanation is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, F, QuerySet, Sum, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from exchanges.explaining import changes
from exchanges.ledger.models import Because, Posting
from exchanges.statements.lines import origin
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.listing import ListFilter, Order, search_box
from softlanding.kernel.quarters import FIRST_YEAR, LAST_YEAR

HEAD = ("day", "text", "kind", "partner", "code of partner", "months")
FILE_ROWS = 100_000  # a spreadsheet takes a million; nobody reads that many


def postings_of(park: Park) -> QuerySet[Posting, Any]:
    """Newest first, each with `change` (> 0 the park came to be owed), `kind` and its partner's name and code."""
    is_owed = {name: When(creditor=park, then=F(f"debtor__{name}")) for name in ("name", "code")}
    return (
        changes.of_park(park)
        .annotate(
            change=changes.seen_from(park),
            cause=changes.cause_of(),
            kind=changes.kind_of(park),
            partner_name=Case(is_owed["name"], default=F("creditor__name")),
            partner_code=Case(is_owed["code"], default=F("creditor__code")),
        )
        .select_related("reversal", "reverses")
        .order_by("-day", "-pk")
    )


class WholeNumber(django_filters.Filter):
    field_class = forms.IntegerField


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PostingFilter(ListFilter):
    """Kind, exchange year, days and partner."""

    searched = ("partner_name",)
    q = search_box("Partner")
    kind = django_filters.ChoiceFilter(label="Kind", choices=list(changes.LABELS.items()), empty_label="any")
    year = WholeNumber(label="Year", field_name="day__year", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    since = django_filters.DateFilter(label="From", field_name="day", lookup_expr="gte", widget=DayInput())
    until = django_filters.DateFilter(label="To", field_name="day", lookup_expr="lte", widget=DayInput())
    sort = Order(day="day", months="months", partner="partner_name", kind="kind")

    class Meta:
        model = Posting
        fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A posting as the list shows it; `change` in months from the park's side."""

    day: date
    text: str
    kind: str
    partner: str
    code: str
    change: int
    url: str  # the page of what it comes from; else the pair's statement
    note: str


def rows(postings: Iterable[Any], park: Park) -> list[Row]:
    return [_row(posting, park) for posting in postings]


def _row(posting: Any, park: Park) -> Row:
    statement = reverse("exchanges:balances:statement", args=[park.code, posting.partner_code])
    reversal: Posting | None = getattr(posting, "reversal", None)
    note = f"taken back on {words.day(reversal.day)}" if reversal else ""
    if posting.reverses:
        note = f"takes back the posting of {words.day(posting.reverses.day)}"
    return Row(
        day=posting.day,
        text=posting.text or str(Because(posting.because).label).capitalize(),
        kind=changes.LABELS[posting.kind],
        partner=posting.partner_name,
        code=posting.partner_code,
        change=posting.change,
        url=origin(posting.reference) or statement,
        note=note,
    )


def change_of(postings: QuerySet[Posting, Any]) -> int:
    """What these postings add up to, in months from the park's side."""
    return int(postings.order_by().aggregate(n=Coalesce(Sum("change"), 0))["n"])


def table(postings: QuerySet[Posting, Any], park: Park) -> list[list[Any]]:
    """The rows of a file, as the list is narrowed and sorted."""
    return [[it.day, it.text, it.kind, it.partner, it.code, it.change] for it in rows(postings[:FILE_ROWS], park)]
