"""A park's quarter: position at its start and end, what moved it, who is far from balance, which decisions were late.

It is computed from postings by their day. Once the quarter is over everywhere it is written down once
(written_reports.py), and everything that shows it is drawn from that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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

from exchanges.clearing.clearable import Clearable
from exchanges.explaining import changes
from exchanges.explaining.changes import LABELS, TAKEN_BACK, Sum2, Sums
from exchanges.explaining.explaining import LOOKED_AT, Partner, Partners
from exchanges.explaining.ways_back import WaysBack, ways_back
from exchanges.landings.late import Late
from exchanges.landings.models import FreeRentMonth
from exchanges.ledger.models import Pair, Posting
from exchanges.ledger.queries import sum_of
from parks.park.models import Park
from softlanding.kernel.packing import packed
from softlanding.kernel.quarters import Quarter

FAR = 5  # partners told by name
# What the books of earlier quarters gained after their reports were written.
SINCE_THEN, SINCE_THEN_LABEL = "since_then", "Posted into earlier quarters after their report"


@dataclass(frozen=True)
class Named:
    """A park by the code and name it had when it was told of."""

    code: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Moved:
    """One kind of postings in the quarter; months from the park's side."""

    kind: str
    sums: Sum2

    @property
    def label(self) -> str:
        return SINCE_THEN_LABEL if self.kind == SINCE_THEN else LABELS[self.kind]

    @property
    def change(self) -> int:
        return self.sums.change

    @property
    def says(self) -> str:
        """ "+3", "−5"; "0 (+2 and −2)" where both sides moved."""
        return both_ways(self.sums.gained, self.sums.lost)


@dataclass(frozen=True)
class FarPark:
    """A park or partner with its balance before the quarter and at its end; > 0 it, or the park told of, is owed."""

    park: Named
    start: int
    end: int


@dataclass(frozen=True)
class ParkReport:
    """Balances in months, > 0 the park is owed. `end` == `start` + the changes of `moved`.

    `start` is what the report of the quarter before said at its end, where there is one. `written`: the day on which it
    was written down for good; None: it is reckoned anew each time it is read. `root`: the number, day and hash of the
    newest root of all books at that moment (none: empty).
    """

    park: Named
    quarter: Quarter
    start: int
    end: int
    moved: list[Moved]
    partners: list[FarPark]  # farthest from zero at the end first
    pairs_moved: int  # with a posting in the quarter
    late: Late = field(default_factory=Late)
    is_over: bool = False
    written: date | None = None
    root: tuple[str, ...] = ()

    @property
    def change(self) -> int:
        return self.end - self.start

    @property
    def far(self) -> list[FarPark]:
        return [one for one in self.partners if one.end][:FAR]

    @property
    def sums(self) -> Sums:
        return changes.together([{one.kind: one.sums} for one in self.moved if one.kind != SINCE_THEN])


def words_of(n: int) -> str:
    """A change with its sign: "+3", "−5", "0"."""
    return f"{'+' if n > 0 else '−' if n < 0 else ''}{abs(n):,}"


def both_ways(gained: int, lost: int) -> str:
    """What two sides come to: "+3"; "0 (+2 and −2)" where both moved."""
    both = f" (+{gained:,} and −{lost:,})" if gained and lost else ""
    return words_of(gained - lost) + both


def for_report(parks: QuerySet[Park], quarter: Quarter) -> QuerySet[Park, Any]:
    """Parks with everything `park_report` reads of them: sums by kind, position today, months promised."""
    outer = OuterRef("pk")
    rows = (
        Posting.objects.filter(Q(debtor=outer) | Q(creditor=outer), day__lte=quarter.last)
        .annotate(before=LessThan(F("day"), Value(quarter.first)), cause=changes.cause_of(quarter.last))
        .order_by()
        .values("before", "cause")
        .annotate(**changes.both_ways(outer))
    )
    return parks.annotate(
        movements=packed(rows, before="before", cause="cause", gained="gained", lost="lost"),
        position=sum_of(Pair.objects.all(), "low") - sum_of(Pair.objects.all(), "high"),
        coming_sent=_reserved("home"),
        coming_hosted=_reserved("landing__host"),
    )


def _reserved(by: str) -> Coalesce:
    rows = FreeRentMonth.objects.reserved().filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def park_report(park: Any, quarter: Quarter, opening: int | None = None) -> tuple[ParkReport, Partners]:
    """`park` is a row of `for_report`; `opening` what the report before said at its end. One query.

    Beside it the partners as they are today, for whoever looks for ways back.
    """
    start, sums = _start_and_sums(park.movements)
    partners, found = _partners(park, quarter)
    # What was posted and taken back within the quarter cancels itself.
    moved = [Moved(kind, it) for kind, it in sums.items() if it and (kind != TAKEN_BACK or it.change)]
    first = start if opening is None else opening
    if start != first:
        moved.insert(0, Moved(SINCE_THEN, Sum2(max(0, start - first), max(0, first - start))))
    report = ParkReport(
        park=Named(park.code, park.name),
        quarter=quarter,
        start=first,
        end=first + sum(one.change for one in moved),
        moved=moved,
        partners=[
            FarPark(Named(partner.code, partner.name), row.start, row.end)
            for row in found
            if (partner := row.partner_of(park)) and (row.start or row.end)
        ],
        pairs_moved=found[0].all_moved if found else 0,
    )
    return report, partners


def ways_of(park: Any, partners: Partners, clearable: Clearable, today: date) -> WaysBack:
    """The ways back of the day it is read; `park` is a row of `for_report`. Two queries."""
    return ways_back(park, park.position, (park.coming_sent, park.coming_hosted), partners, clearable, today)


def _start_and_sums(packed: Iterable[Mapping[str, Any]]) -> tuple[int, Sums]:
    """The position before the quarter, and the quarter's months by kind.

    What was taken back later counts before the quarter as it stood then.
    """
    start, within = 0, []
    for row in packed:
        if row["before"]:
            start += row["gained"] - row["lost"]
        else:
            within.append(changes.sums_of(row["cause"], row["gained"], row["lost"]))
    return start, changes.together(within)


def _partners(park: Park, quarter: Quarter) -> tuple[Partners, list[Any]]:
    """The pairs with postings until the quarter's end, farthest from zero then first; one query."""
    mine = Case(When(low=park, then=F("balance")), default=-F("balance"), output_field=IntegerField())
    posted = Posting.objects.filter(pair=OuterRef("pk"), day__lte=quarter.last)
    in_quarter = Exists(posted.filter(day__gte=quarter.first))
    rows: Any = (
        Pair.objects.of_park(park)
        .filter(Exists(posted))
        .select_related("low", "high")
        .annotate(
            mine=mine,
            end=_balance(posted, park),
            start=_balance(posted.filter(day__lt=quarter.first), park),
            all_moved=Window(Count(Case(When(in_quarter, then=1)))),
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
    rows = postings.order_by().values("pair").annotate(n=Sum(changes.seen_from(park))).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)
