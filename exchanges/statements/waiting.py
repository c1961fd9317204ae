"""Which statements wait: of each pair the oldest finished quarter that is not closed; what is disputed or closed.

Nothing is stored for a quarter nobody answered: it is found from the postings and from the day the books are closed to.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from exchanges.ledger.models import Pair, Posting
from exchanges.statements.models import BalanceStatement, StatementStep
from exchanges.statements.periods import Period, last_finished, quarter_of, quarters_between
from exchanges.statements.states import State
from softlanding.kernel.composed import composed, first

LONG_AGO = date(1, 1, 1)
US, THEM, DISPUTED, CLOSED = "us", "them", "disputed", "closed"  # what a row of the list is, for whom it is shown
RANK = {US: 0, DISPUTED: 1, THEM: 2, CLOSED: 3}


class QuarterEnds(Func):
    """The last day of the quarter a day lies in."""

    template = "(date_trunc('quarter', (%(expressions)s)::timestamp) + interval '3 months - 1 day')::date"
    output_field = DateField()


class QuarterBegins(Func):
    template = "date_trunc('quarter', (%(expressions)s)::timestamp)::date"
    output_field = DateField()


class Days(Func):
    """A day as a number."""

    template = "((%(expressions)s) - date '2000-01-01')"
    output_field = IntegerField()


def with_oldest_open(pairs: QuerySet[Pair], today: date) -> QuerySet[Pair, Any]:
    """Those with a finished quarter that is neither closed nor disputed, with `q_until`, the oldest one's last day.

    Only quarters in which something was posted, or before which the balance is not zero. Also `low_ok` and `high_ok`:
    whether that park confirmed what it says now.
    """
    later = Posting.objects.filter(
        pair=OuterRef("pk"), day__gt=Coalesce(OuterRef("closed_until"), Value(LONG_AGO), output_field=DateField())
    ).order_by()
    is_owed = When(creditor_id=OuterRef("low_id"), then="months")
    months = Case(is_owed, default=-F("months"), output_field=IntegerField())
    moved = Coalesce(Subquery(later.values("pair").annotate(n=Sum(months)).values("n")), 0)
    first = Case(
        When(Q(closed_until__isnull=False) & ~Q(balance=moved), then=F("closed_until") + timedelta(days=1)),
        default=Subquery(later.order_by("day").values("day")[:1]),
        output_field=DateField(),
    )
    found = pairs.annotate(q_until=QuarterEnds(first)).filter(q_until__lt=today)
    disputes = BalanceStatement.objects.filter(pair=OuterRef("pk"), state=State.DISPUTED).filter(
        Q(since__isnull=True) | Q(since__lte=OuterRef("q_until"))
    )
    return found.filter(~Exists(disputes)).annotate(low_ok=_confirmed_by("low"), high_ok=_confirmed_by("high"))


def oldest_open(pair: Pair, today: date) -> date | None:
    """The last day of the pair's oldest open quarter."""
    return first(_oldest_open(pair.pk, today))


@composed
def _oldest_open(pair_id: int, today: date) -> QuerySet[Pair, date]:
    opened: Any = with_oldest_open(Pair.objects.filter(pk=pair_id), today)
    ends: QuerySet[Pair, date] = opened.values_list("q_until", flat=True)
    return ends


def _confirmed_by(side: str) -> Exists:
    return Exists(
        StatementStep.objects.standing_confirmations().filter(
            statement__pair=OuterRef("pk"), statement__until=OuterRef("q_until"),
            statement__since=QuarterBegins(OuterRef("q_until")), park=OuterRef(side),
        )
    )  # fmt: skip


def waits_for(parks: Collection[int]) -> Q:
    """Of `with_oldest_open`: one of these parks has to confirm."""
    return Q(low__in=parks, low_ok=False) | Q(high__in=parks, high_ok=False)


def open_for(pairs: QuerySet[Pair], parks: Collection[int], today: date) -> QuerySet[Pair, Any]:
    """Of the pairs of these parks: their oldest open quarters."""
    return with_oldest_open(pairs.filter(Q(low__in=parks) | Q(high__in=parks)), today)


def disputes() -> Any:
    """Disputed statements with `by`, the park whose dispute is the newest, and when; `counted` postings up to its last
    day then, `total` now.
    """
    newest = StatementStep.objects.filter(statement=OuterRef("pk"), verb="dispute").order_by("-pk")
    posted = Posting.objects.filter(pair=OuterRef("pair"), day__lte=OuterRef("until")).order_by().values("pair")
    return BalanceStatement.objects.filter(state=State.DISPUTED).annotate(
        by=Subquery(newest.values("park")[:1]),
        disputed_at=Subquery(newest.values("at")[:1]),
        counted=Subquery(newest.values("counted")[:1]),
        total=Subquery(posted.annotate(n=Count("pk")).values("n")),
    )


def _with_answers(statements: QuerySet[BalanceStatement]) -> QuerySet[BalanceStatement, Any]:
    ok = {
        f"{side}_ok": Exists(
            StatementStep.objects.standing_confirmations().filter(
                statement=OuterRef("pk"), park=OuterRef(f"pair__{side}")
            )
        )
        for side in ("low", "high")
    }
    return statements.annotate(**ok)


@dataclass(frozen=True)
class Row:
    """A statement in the list. `kind`: us, them, disputed or closed.

    `closing` from the low park's side; None: it is read from the books as they are (`closings`).
    """

    kind: str
    rank: int
    pair: int
    low_code: str
    low: str
    high_code: str
    high: str
    since: date | None
    until: date
    low_ok: bool
    high_ok: bool
    closing: int | None
    low_id: int
    order: int

    @property
    def period(self) -> Period:
        return Period(self.since, self.until) if self.kind in (CLOSED, DISPUTED) else quarter_of(self.until)

    @property
    def missing(self) -> list[str]:
        """Names of the parks that have not confirmed it."""
        return [name for name, ok in ((self.low, self.low_ok), (self.high, self.high_ok)) if not ok]


def rows(pairs: QuerySet[Pair], mine: Collection[int], today: date, kinds: Collection[str], year: int | None) -> Any:
    """The list's rows in one query, to be paged: what waits for `mine` first, then what is disputed, the rest after.

    Without `mine` (the whole network) every open quarter counts as "them".
    """
    opened: Any = with_oldest_open(pairs, today).annotate(is_us=_is(waits_for(mine)))
    stored: Any = _with_answers(BalanceStatement.objects.filter(pair__in=pairs.order_by().values("pk")))
    if year:
        opened, stored = opened.filter(q_until__year=year), stored.filter(until__year=year)
    parts = {
        US: _row(opened.filter(is_us=True), US, "", F("q_until"), None, None),
        THEM: _row(opened.filter(is_us=False), THEM, "", F("q_until"), None, None),
        DISPUTED: _row(stored.filter(state=State.DISPUTED), DISPUTED, "pair__", F("until"), F("since"), None),
        CLOSED: _row(stored.filter(state=State.CLOSED), CLOSED, "pair__", F("until"), F("since"), F("closing")),
    }
    chosen = [parts[kind] for kind in RANK if kind in kinds]
    return chosen[0].union(*chosen[1:], all=True).order_by("w_rank", "w_order", "w_low", "w_high")


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _row(found: QuerySet[Any], kind: str, at: str, until: Any, since: Any, closing: Any) -> QuerySet[Any, Any]:
    """The columns of Row, in their order, and `w_order`: what waits stands oldest first, what is past newest first.

    `at` leads to the pair.
    """
    text, number = CharField(), IntegerField()
    columns = {
        "kind": Value(kind, text), "rank": Value(RANK[kind], number), "pair": F(f"{at}pk") if at else F("pk"),
        "low_code": F(f"{at}low__code"), "low": F(f"{at}low__name"), "high_code": F(f"{at}high__code"),
        "high": F(f"{at}high__name"), "since": Cast(since, DateField()), "until": Cast(until, DateField()),
        "low_ok": F("low_ok"), "high_ok": F("high_ok"), "closing": Cast(closing, number), "low_id": F(f"{at}low_id"),
    }  # fmt: skip
    sign = 1 if kind in (US, THEM) else -1
    columns["order"] = Days(until) * Value(sign, number)
    named = {f"w_{name}": expression for name, expression in columns.items()}
    made: QuerySet[Any, Any] = found.order_by().annotate(**named).values_list(*named)
    return made


def closings(shown: Collection[Row]) -> dict[tuple[int, date], int]:
    """{(pair, last day): balance then, from the low park} of the rows whose books may still change, in one query.

    What a disputed statement said before it was put right is history: its answers keep it.
    """
    wanted = {(row.pair, row.until) for row in shown if row.closing is None}
    months = Case(When(creditor=F("pair__low"), then="months"), default=-F("months"), output_field=IntegerField())
    sums: dict[str, Any] = {
        f"{pair}_{until:%Y%m%d}": Sum(months, filter=Q(pair=pair, day__lte=until), default=0) for pair, until in wanted
    }
    found = Posting.objects.filter(pair__in={pair for pair, _ in wanted}).aggregate(**sums) if wanted else {}
    return {(pair, until): found[f"{pair}_{until:%Y%m%d}"] for pair, until in wanted}


def open_quarters(oldest: date, today: date) -> int:
    """How many finished quarters there are from the one that ends on `oldest`."""
    last = last_finished(today).until
    assert last
    return max(1, quarters_between(oldest, last))
