"""How old a debt is: a balance is settled oldest months first, so what is open are the newest ones that make it up."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When, Window
from django.db.models.functions import Abs, Coalesce, Least

from exchanges.ledger.models import Posting


class Open(NamedTuple):
    """`months` of a posting of `day` that the pair's debtor still owes."""

    pair: int
    posting: int
    day: date
    months: int


def _open_rows(pairs: Iterable[int] | None) -> QuerySet[Posting, Any]:
    """Open postings with `open`, how many months of each. Not to be narrowed: a pair's later postings must stay in."""
    debtor = Case(When(pair__balance__gt=0, then="pair__high_id"), default="pair__low_id")
    since = Window(Sum("months"), partition_by="pair_id", order_by=[F("day").desc(), F("number").desc()])
    rows = (
        Posting.objects.filter(reversal__isnull=True, reverses__isnull=True, debtor=debtor)
        .exclude(pair__balance=0)
        .annotate(owed=Abs("pair__balance"), since=since)
        .annotate(open=Least("months", F("owed") - F("since") + F("months"), output_field=IntegerField()))
        .filter(open__gt=0)
    )
    return rows if pairs is None else rows.filter(pair__in=list(pairs))


def open_months(pairs: Iterable[int] | None = None) -> list[Open]:
    """Of every pair that is not even (or of these pairs, by id), the open postings, oldest first; one query.

    The months of a pair add up to its balance. Reversed postings and their reversals are left out.
    """
    rows: Any = _open_rows(pairs).order_by("day", "pair", "number")
    return [Open(*row) for row in rows.values_list("pair_id", "pk", "day", "open")]


def open_postings(pairs: Iterable[int] | None = None) -> QuerySet[Posting, Any]:
    """The same as postings with `open`, for lists: filter, sort and page them freely."""
    later = (
        Posting.objects.filter(pair=OuterRef("pair"), debtor=OuterRef("debtor"))
        .filter(reversal__isnull=True, reverses__isnull=True)
        .filter(Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), number__gt=OuterRef("number")))
        .order_by()
        .values("pair")
        .annotate(n=Sum("months"))
    )
    left = Abs("pair__balance") - Coalesce(Subquery(later.values("n")), 0)
    rows = Posting.objects.filter(pk__in=_open_rows(pairs).values("pk"))
    return rows.annotate(open=Least("months", left, output_field=IntegerField()))


def oldest_open(pairs: Iterable[int] | None = None) -> dict[int, date]:
    """{pair id: day of its oldest open posting} of every pair that is not even (or of these pairs); one query."""
    since: dict[int, date] = {}
    for row in open_months(pairs):
        since.setdefault(row.pair, row.day)
    return since
