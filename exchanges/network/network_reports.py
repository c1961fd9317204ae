"""The whole network's quarter, as its admins read it: debt at start and end, what moved, who is far, what waits."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Sum, When
from django.db.models.functions import Abs, Coalesce

from exchanges.ledger.models import Because, Pair, Posting
from exchanges.network import kinds
from exchanges.network.clearable import Clearable
from exchanges.network.kinds import LABELS, TAKEN_BACK
from exchanges.network.reports import Late, late_decisions
from exchanges.overview.queries import sum_of
from parks.models import Park
from softlanding.kernel.quarters import Quarter

FAR = 10  # parks told by name


@dataclass(frozen=True)
class Total:
    """Months that postings of one cause moved in the quarter."""

    cause: str
    months: int

    @property
    def label(self) -> str:
        return "Hosted" if self.cause == Because.STAY else LABELS[self.cause]


@dataclass(frozen=True)
class FarPark:
    """A park's position at the quarter's start and end; > 0 it is owed."""

    park: Park
    start: int
    end: int


@dataclass(frozen=True)
class NetworkReport:
    """Months; `owed_*` is what all parks together owe each other, pair by pair."""

    quarter: Quarter
    today: date
    owed_start: int
    owed_end: int
    pairs_start: int  # that were not even
    pairs_end: int
    totals: list[Total]
    far: list[FarPark]
    pairs_moved: int
    pairs_open: int
    late: Late
    clearable: Clearable

    @property
    def change(self) -> int:
        return self.owed_end - self.owed_start

    @property
    def is_over(self) -> bool:
        return self.quarter.is_over(self.today)

    @property
    def hosted(self) -> int:
        return self._months(Because.STAY)

    @property
    def settled(self) -> int:
        """Months that clearing, waivers and compensations moved."""
        return sum(self._months(cause) for cause in (Because.CLEARING, Because.WAIVER, Because.COMPENSATION))

    def _months(self, cause: str) -> int:
        return sum(one.months for one in self.totals if one.cause == cause)


def network_report(quarter: Quarter, clearable: Clearable, today: date) -> NetworkReport:
    """Five queries."""
    debts, pairs = _debts(quarter), _pairs(quarter)
    everybody = Q()
    return NetworkReport(
        quarter=quarter,
        today=today,
        owed_start=debts["owed_start"],
        owed_end=debts["owed_end"],
        pairs_start=debts["pairs_start"],
        pairs_end=debts["pairs_end"],
        totals=_totals(quarter),
        far=_far(quarter),
        pairs_moved=pairs["moved"],
        pairs_open=pairs["still_open"],
        late=late_decisions(everybody, everybody, today),
        clearable=clearable,
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
    """Months moved by cause, in the order of the labels; what was taken back within the quarter is left out."""
    rows: Any = (
        Posting.objects.filter(day__gte=quarter.first, day__lte=quarter.last)
        .annotate(cause=kinds.cause_of(quarter.last))
        .order_by()
        .values("cause")
        .annotate(
            moved=Sum("months"),
            # A reversal of what was posted before the quarter; the others cancel what they take back.
            back=Coalesce(Sum("months", filter=Q(reverses__day__lt=quarter.first)), 0),
        )
        .values_list("cause", "moved", "back")
    )
    found = {cause: back if cause == TAKEN_BACK else moved for cause, moved, back in rows}
    order = [Because.STAY.value, *(kind for kind in LABELS if kind in found and kind != Because.STAY)]
    return [Total(cause, found[cause]) for cause in order if found.get(cause)]


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
    return [FarPark(row, row.start, row.end) for row in rows]


def _pairs(quarter: Quarter) -> dict[str, int]:
    """Pairs with postings in the quarter, and those of them whose books of it are not confirmed by both parks."""
    posted = Posting.objects.filter(pair=OuterRef("pk"), day__gte=quarter.first, day__lte=quarter.last)
    not_closed = Q(closed_until__isnull=True) | Q(closed_until__lt=quarter.last)
    rows = Pair.objects.filter(Exists(posted))
    return rows.aggregate(moved=Count("pk"), still_open=Count("pk", filter=not_closed))
