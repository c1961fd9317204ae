"""How old a debt is: a balance is settled oldest months first, so what is open are the newest ones that make it up."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
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
        Posting.objects.not_reversed()
        .filter(reverses__isnull=True, debtor=debtor)
        .exclude(pair__balance=0)
        .annotate(owed=Abs("pair__balance"), since=since)
        .annotate(open=Least("months", F("owed") - F("since") + F("months"), output_field=IntegerField()))
        .filter(open__gt=0)
    )
    if pairs is None:
        return rows
    return rows.filter(pair__in=pairs if isinstance(pairs, QuerySet) else list(pairs))


def open_months(pairs: Iterable[int] | None = None) -> list[Open]:
    """Of every pair that is not even (or of these pairs, by id), the open postings, oldest first; one query.

    The months of a pair add up to its balance. Reversed postings and their reversals are left out.
    """
    rows: Any = _open_rows(pairs).order_by("day", "pair", "number")
    return [Open(*row) for row in rows.values_list("pair_id", "pk", "day", "open")]


def open_postings(pairs: Iterable[int] | None = None) -> QuerySet[Posting, Any]:
    """The same as postings with `open`, for lists: filter, sort and page them freely."""
    later = (
        Posting.objects.not_reversed()
        .filter(pair=OuterRef("pair"), debtor=OuterRef("debtor"), reverses__isnull=True)
        .filter(Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), number__gt=OuterRef("number")))
        .order_by()
        .values("pair")
        .annotate(n=Sum("months"))
    )
    left = Abs("pair__balance") - Coalesce(Subquery(later.values("n")), 0)
    rows = Posting.objects.filter(pk__in=_open_rows(pairs).values("pk"))
    return rows.annotate(open=Least("months", left, output_field=IntegerField()))


OLDEST = """
    SELECT pair_id, min(day) FROM (
        SELECT p.pair_id, p.day, p.months, abs(pair.balance) AS owed,
            sum(p.months) OVER (PARTITION BY p.pair_id ORDER BY p.day DESC, p.number DESC) AS since
        FROM exchanges_posting p JOIN exchanges_pair pair ON pair.id = p.pair_id
        WHERE pair.balance <> 0
        AND p.debtor_id = CASE WHEN pair.balance > 0 THEN pair.high_id ELSE pair.low_id END
        AND p.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM exchanges_posting r WHERE r.reverses_id = p.id)
    ) posted
    WHERE since - months < owed GROUP BY pair_id
"""


def oldest_open() -> dict[int, date]:
    """{pair id: day of its oldest open posting} of every pair that is not even: `open_months` in one row a pair.

    A network's open postings are many; read one by one they take most of the time of a clearing.
    """
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        return dict(cursor.fetchall())
