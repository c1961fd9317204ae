"""How old a debt is: a balance is settled oldest months first, so what is open are the newest ones that make it up."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, Sum, When, Window
from django.db.models.functions import Abs, Least

from exchanges.ledger.models import Posting


class Open(NamedTuple):
    """`months` of a posting of `day` that the pair's debtor still owes."""

    pair: int
    posting: int
    day: date
    months: int


def open_months(pairs: Iterable[int] | None = None) -> list[Open]:
    """Of every pair that is not even (or of these pairs, by id), the open postings, oldest first; one query.

    The months of a pair add up to its balance. Reversed postings and their reversals are left out.
    """
    debtor = Case(When(pair__balance__gt=0, then="pair__high_id"), default="pair__low_id")
    since = Window(Sum("months"), partition_by="pair_id", order_by=[F("day").desc(), F("number").desc()])
    rows = (
        Posting.objects.filter(reversal__isnull=True, reverses__isnull=True, debtor=debtor)
        .exclude(pair__balance=0)
        .annotate(owed=Abs("pair__balance"), since=since)
        .annotate(open=Least("months", F("owed") - F("since") + F("months"), output_field=IntegerField()))
        .filter(open__gt=0)
    )
    if pairs is not None:
        rows = rows.filter(pair__in=list(pairs))
    return [Open(*row) for row in rows.order_by("day", "pair", "number").values_list("pair_id", "pk", "day", "open")]


def oldest_open(pairs: Iterable[int] | None = None) -> dict[int, date]:
    """{pair id: day of its oldest open posting} of every pair that is not even (or of these pairs); one query."""
    since: dict[int, date] = {}
    for row in open_months(pairs):
        since.setdefault(row.pair, row.day)
    return since
