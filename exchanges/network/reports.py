"""A park's quarter: position at its start and end, what moved it, who is far from balance, what waits, ways back.

The quarter's figures are computed from postings by their day, so that the same report is the same tomorrow. It changes
only when somebody posts into the quarter, which ends once both parks of a pair have confirmed its books. What waits and
the ways back are those of the day it is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Abs, Coalesce
from django.db.models.lookups import LessThan

from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.states import State
from exchanges.ledger.models import Pair, Posting
from exchanges.network import kinds
from exchanges.network.clearable import Clearable
from exchanges.network.explaining import LOOKED_AT, Partner, Partners
from exchanges.network.kinds import LABELS, TAKEN_BACK, Sum2, Sums
from exchanges.network.ways_back import WaysBack, ways_back
from exchanges.overview.queries import sum_of
from parks.models import Park
from softlanding.kernel.packing import packed
from softlanding.kernel.quarters import Quarter

FAR, LATE = 5, 5  # partners and late decisions told by name


@dataclass(frozen=True)
class Moved:
    """One kind of postings in the quarter; months from the park's side."""

    kind: str
    sums: Sum2

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def change(self) -> int:
        return self.sums.change

    @property
    def says(self) -> str:
        """ "+3", "−5"; "0 (+2 and −2)" where both sides moved."""
        both = f" (+{self.sums.gained} and −{self.sums.lost})" if self.sums.gained and self.sums.lost else ""
        return words_of(self.change) + both


@dataclass(frozen=True)
class FarPartner:
    """A partner at the quarter's end; `closed`: both parks confirmed the books of the quarter."""

    partner: Park
    start: int
    end: int
    moved: bool
    closed: bool


@dataclass(frozen=True)
class Late:
    """Decisions of the park that are past their day."""

    landings: list[Landing]
    number: int = 0


@dataclass(frozen=True)
class ParkReport:
    """Balances in months, > 0 the park is owed. `end` == `start` + the changes of `moved`."""

    park: Park
    quarter: Quarter
    today: date
    start: int
    end: int
    moved: list[Moved]
    partners: list[FarPartner]  # farthest from zero at the end first
    pairs_moved: int  # with a posting in the quarter
    pairs_open: int  # of those, whose books of the quarter are not confirmed by both
    late: Late
    back: WaysBack

    @property
    def change(self) -> int:
        return self.end - self.start

    @property
    def far(self) -> list[FarPartner]:
        return [one for one in self.partners if one.end][:FAR]

    @property
    def unconfirmed(self) -> list[Park]:
        """Partners whose books of the quarter are open, at most as many as are told by name."""
        return [one.partner for one in self.partners if one.moved and not one.closed][:FAR]

    @property
    def is_over(self) -> bool:
        return self.quarter.is_over(self.today)

    @property
    def sums(self) -> Sums:
        return kinds.together([{one.kind: one.sums} for one in self.moved])


def words_of(n: int) -> str:
    """A change with its sign: "+3", "−5", "0"."""
    return f"{'+' if n > 0 else '−' if n < 0 else ''}{abs(n):,}"


def for_report(parks: QuerySet[Park], quarter: Quarter) -> QuerySet[Park, Any]:
    """Parks with everything `park_report` reads of them: sums by kind, position today, months promised."""
    outer = OuterRef("pk")
    rows = (
        Posting.objects.filter(Q(debtor=outer) | Q(creditor=outer), day__lte=quarter.last)
        .annotate(before=LessThan(F("day"), Value(quarter.first)), cause=kinds.cause_of(quarter.last))
        .order_by()
        .values("before", "cause")
        .annotate(**kinds.both_ways(outer))
    )
    return parks.annotate(
        movements=packed(rows, before="before", cause="cause", gained="gained", lost="lost"),
        position=sum_of(Pair.objects.all(), "low") - sum_of(Pair.objects.all(), "high"),
        coming=_reserved("landing__host") - _reserved("home"),
    )


def _reserved(by: str) -> Coalesce:
    rows = FreeRentMonth.objects.reserved().filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def park_report(park: Any, quarter: Quarter, clearable: Clearable, today: date) -> ParkReport:
    """`park` is a row of `for_report`; `clearable` the debts today. Four queries."""
    start, sums = _start_and_sums(park.movements)
    partners, found = _partners(park, quarter)
    # What was posted and taken back within the quarter cancels itself.
    moved = [Moved(kind, it) for kind, it in sums.items() if it and (kind != TAKEN_BACK or it.change)]
    return ParkReport(
        park=park,
        quarter=quarter,
        today=today,
        start=start,
        end=start + sum(one.change for one in moved),
        moved=moved,
        partners=[_far(row, park, quarter) for row in found],
        pairs_moved=found[0].all_moved if found else 0,
        pairs_open=found[0].all_open if found else 0,
        late=late_decisions(Q(home=park), Q(host=park), today),
        back=ways_back(park, park.position, park.position + park.coming, partners, clearable, today),
    )


def _start_and_sums(packed: Iterable[Mapping[str, Any]]) -> tuple[int, Sums]:
    """The position before the quarter, and the quarter's months by kind.

    What was taken back later counts before the quarter as it stood then.
    """
    start, within = 0, []
    for row in packed:
        if row["before"]:
            start += row["gained"] - row["lost"]
        else:
            within.append(kinds.sums_of(row["cause"], row["gained"], row["lost"]))
    return start, kinds.together(within)


def _partners(park: Park, quarter: Quarter) -> tuple[Partners, list[Any]]:
    """The pairs with postings until the quarter's end, farthest from zero then first; one query."""
    mine = Case(When(low=park, then=F("balance")), default=-F("balance"), output_field=IntegerField())
    posted = Posting.objects.filter(pair=OuterRef("pk"), day__lte=quarter.last)
    in_quarter = Exists(posted.filter(day__gte=quarter.first))
    is_open = in_quarter & (Q(closed_until__isnull=True) | Q(closed_until__lt=quarter.last))
    rows: Any = (
        Pair.objects.of_park(park)
        .filter(Exists(posted))
        .select_related("low", "high")
        .annotate(
            mine=mine,
            end=_balance(posted, park),
            start=_balance(posted.filter(day__lt=quarter.first), park),
            moved=in_quarter,
            all_moved=Window(Count(Case(When(in_quarter, then=1)))),
            all_open=Window(Count(Case(When(is_open, then=1)))),
            owed_by=Window(Count(Case(When(Q(mine__gt=0), then=1)))),
            owes_to=Window(Count(Case(When(Q(mine__lt=0), then=1)))),
        )
        .order_by(Abs("end").desc(), "pk")[:LOOKED_AT]
    )
    found = list(rows)
    today = [Partner(row, park, row.mine, 0, 0) for row in found]
    sides = {name: getattr(found[0], name) if found else 0 for name in ("owed_by", "owes_to")}
    return Partners(today, len(today), **sides), found


def _balance(postings: QuerySet[Posting], park: Park) -> Coalesce:
    """Their sum from the park's side."""
    rows = postings.order_by().values("pair").annotate(n=Sum(kinds.seen_from(park))).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def _far(row: Any, park: Park, quarter: Quarter) -> FarPartner:
    closed = row.closed_until is not None and row.closed_until >= quarter.last
    return FarPartner(row.partner_of(park), row.start, row.end, row.moved, closed)


def late_decisions(home: Q, host: Q, today: date) -> Late:
    """Applications past the agreed days that wait for a home park or a host; one query."""
    late: Any = (
        Landing.objects.filter(home & Q(state=State.SUBMITTED) | host & Q(state=State.NOMINATED), due_on__lt=today)
        .select_related("company", "home", "host")
        .annotate(number=Window(Count("pk")))
        .order_by("due_on", "pk")[:LATE]
    )
    found = list(late)
    return Late(found, found[0].number if found else 0)
