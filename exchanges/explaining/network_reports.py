"""The whole network's quarter, as its admins read it: debt at start and end, what moved it, who is far."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Sum, When
from django.db.models.functions import Abs, Coalesce

from exchanges.explaining.changes import LABELS, TAKEN_BACK
from exchanges.explaining.reports import SINCE_THEN, SINCE_THEN_LABEL, FarPark, Named
from exchanges.landings.late import Late
from exchanges.ledger.causes import Counts, counting
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.ledger.queries import sum_of
from parks.park.models import Park
from softlanding.kernel.quarters import Quarter

FAR = 10  # parks told by name
SETTLED = counting(Counts.SETTLED)

# Posting by posting: how many of its months came to be owed anew, and how many paid back what was owed the other way.
TOTALS = """
WITH before AS (
    SELECT pair_id, sum(CASE WHEN creditor_id < debtor_id THEN months ELSE -months END) AS balance
    FROM exchanges_posting WHERE day < %(first)s GROUP BY pair_id
), within AS (
    SELECT p.months, sum(its.change) OVER (PARTITION BY p.pair_id ORDER BY p.day, p.number) - its.change
        + coalesce(before.balance, 0) AS was, its.change,
        CASE WHEN p.reverses_id IS NOT NULL OR r.id IS NOT NULL THEN %(taken_back)s ELSE p.because END AS cause
    FROM exchanges_posting p
    CROSS JOIN LATERAL (SELECT CASE WHEN p.creditor_id < p.debtor_id THEN p.months ELSE -p.months END AS change) its
    LEFT JOIN before ON before.pair_id = p.pair_id
    LEFT JOIN exchanges_posting r ON r.reverses_id = p.id AND r.day <= %(last)s
    WHERE p.day BETWEEN %(first)s AND %(last)s
), paid AS (
    SELECT cause, months, CASE WHEN was * change < 0 THEN least(months, abs(was)) ELSE 0 END AS fell FROM within
)
SELECT cause, sum(months - fell), sum(fell) FROM paid GROUP BY cause
"""


@dataclass(frozen=True)
class Total:
    """Months that postings of one cause moved in the quarter: `grew` came to be owed, `fell` paid older debt back."""

    cause: str
    grew: int
    fell: int

    @property
    def label(self) -> str:
        if self.cause == SINCE_THEN:
            return SINCE_THEN_LABEL
        return "Hosted" if self.cause == Because.STAY else LABELS[self.cause]

    @property
    def months(self) -> int:
        return self.grew + self.fell

    @property
    def change(self) -> int:
        """Of all that is owed."""
        return self.grew - self.fell


@dataclass(frozen=True)
class NetworkReport:
    """Months; `owed_*` is what all parks together owe each other, pair by pair.

    `owed_end` == `owed_start` + the changes of `totals`. `written` and `root` as in a park's report.
    """

    quarter: Quarter
    owed_start: int
    owed_end: int
    pairs_start: int  # that were not even
    pairs_end: int
    totals: list[Total]
    far: list[FarPark]
    pairs_moved: int
    late: Late = field(default_factory=Late)
    is_over: bool = False
    written: date | None = None
    root: tuple[str, ...] = ()

    @property
    def change(self) -> int:
        return self.owed_end - self.owed_start

    @property
    def hosted(self) -> int:
        return self._months(Because.STAY)

    @property
    def settled(self) -> int:
        """Months that clearing, waivers and compensations moved."""
        return sum(self._months(cause) for cause in SETTLED)

    @property
    def had_something(self) -> bool:
        return bool(self.owed_end or self.totals or self.pairs_moved)

    def _months(self, cause: str) -> int:
        return sum(one.months for one in self.totals if one.cause == cause)


def network_report(quarter: Quarter, opening: int | None = None) -> NetworkReport:
    """`opening`: what the report before said was owed at its end. Four queries."""
    debts, totals = _debts(quarter), _totals(quarter)
    first = debts["owed_start"] if opening is None else opening
    if since := debts["owed_start"] - first:
        totals.insert(0, Total(SINCE_THEN, max(0, since), max(0, -since)))
    return NetworkReport(
        quarter=quarter,
        owed_start=first,
        owed_end=first + sum(one.change for one in totals),
        pairs_start=debts["pairs_start"],
        pairs_end=debts["pairs_end"],
        totals=totals,
        far=_far(quarter),
        pairs_moved=_pairs(quarter),
    )


def _debts(quarter: Quarter) -> dict[str, int]:
    """What all pairs owed before the quarter and at its end, and how many were not even."""
    side = Case(
        When(creditor=F("pair__low"), then=F("months")), default=-F("months"), output_field=IntegerField()
    )  # fmt: skip
    rows = (
        Posting.objects.filter(day__lte=quarter.last)
        .order_by()
        .values("pair")
        .annotate(end=Sum(side), start=Coalesce(Sum(side, filter=Q(day__lt=quarter.first)), 0))
    )
    return rows.aggregate(
        owed_start=Coalesce(Sum(Abs("start")), 0),
        owed_end=Coalesce(Sum(Abs("end")), 0),
        pairs_start=Count("pair", filter=~Q(start=0)),
        pairs_end=Count("pair", filter=~Q(end=0)),
    )


def _totals(quarter: Quarter) -> list[Total]:
    """Months moved by cause, in the order of the labels; what was taken back within the quarter mostly cancels."""
    values: dict[str, Any] = {"first": quarter.first, "last": quarter.last, "taken_back": TAKEN_BACK}
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, values)
        found = {cause: Total(cause, int(grew), int(fell)) for cause, grew, fell in cursor.fetchall()}
    order = [Because.STAY.value, *(kind for kind in LABELS if kind in found and kind != Because.STAY)]
    return [found[cause] for cause in order if cause in found and (cause != TAKEN_BACK or found[cause].change)]


def _far(quarter: Quarter) -> list[FarPark]:
    """The parks farthest from zero at the quarter's end."""
    until = Posting.objects.filter(day__lte=quarter.last)
    before = until.filter(day__lt=quarter.first)
    end, start = (sum_of(rows, "creditor", "months") - sum_of(rows, "debtor", "months") for rows in (until, before))
    rows: Any = (
        Park.objects.only("code", "name")
        .annotate(start=start, end=end)
        .exclude(end=0)
        .order_by(Abs("end").desc(), "name", "pk")[:FAR]
    )
    return [FarPark(Named(row.code, row.name), row.start, row.end) for row in rows]


def _pairs(quarter: Quarter) -> int:
    """Pairs with postings in the quarter."""
    posted = Posting.objects.filter(pair=OuterRef("pk"), day__gte=quarter.first, day__lte=quarter.last)
    return Pair.objects.filter(Exists(posted)).count()
