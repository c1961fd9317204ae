"""A park's postings, each under the one word a person would call it by, and what a set of them adds up to.

Months from the park's side: > 0 it came to be owed, < 0 it came to owe. Whatever the period, the changes of all kinds
add up to the change of the position.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, Func, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from exchanges.ledger.causes import CAUSES, Cause
from exchanges.ledger.models import Because, Posting
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.packing import packed

SENT, HOSTED, TAKEN_BACK = "sent", "hosted", "taken_back"
LABELS = {HOSTED: "Hosted", SENT: "Sent"}
EXPLAINED = {HOSTED: "months companies of partners were here", SENT: "months companies from here were at partners"}
for because, cause in CAUSES.items():
    if because != Because.STAY:
        LABELS[because.value], EXPLAINED[because.value] = cause.label, cause.explained
LABELS[TAKEN_BACK], EXPLAINED[TAKEN_BACK] = "Taken back", "postings that were mistakes, and what took them back"


def of_park(park: Park) -> QuerySet[Posting]:
    return Posting.objects.filter(Q(debtor=park) | Q(creditor=park))


def seen_from(park: Park) -> Case:
    """A posting's months from the park's side."""
    return Case(When(creditor=park, then=F("months")), default=-F("months"), output_field=IntegerField())


def cause_of(until: date | None = None) -> Case:
    """Why a posting was made, or that it was taken back.

    A posting that was taken back is no stay or waiver any more; it and its reversal are one kind whose sum is nought.
    With `until` only what was taken back by that day: so what is told of a period stays as it was told.
    """
    back = Q(reversal__isnull=False) & (Q(reversal__day__lte=until) if until else Q())
    return Case(
        When(Q(reverses__isnull=False) | back, then=Value(TAKEN_BACK)),
        default=Cast("because", CharField()),
        output_field=CharField(),
    )


def kind_of(park: Park) -> Case:
    """The kind of a posting, from the park's side; of those with `cause_of` as `cause`."""
    stay = Q(cause=Because.STAY)
    return Case(
        When(stay & Q(debtor=park), then=Value(SENT)),
        When(stay, then=Value(HOSTED)),
        default=F("cause"),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class Sum2:
    """Months a kind of postings brought a park, and months it took; both >= 0."""

    gained: int = 0
    lost: int = 0

    @property
    def change(self) -> int:
        return self.gained - self.lost

    def __add__(self, other: "Sum2") -> "Sum2":
        return Sum2(self.gained + other.gained, self.lost + other.lost)

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)


Sums = dict[str, Sum2]


def both_ways(park: Park | OuterRef) -> dict[str, Sum]:
    """Aggregates of postings that make a Sum2."""
    return {
        "gained": Sum("months", filter=Q(creditor=park), default=0),
        "lost": Sum("months", filter=Q(debtor=park), default=0),
    }


def packed_years() -> Func:
    """For a row that is a park: [{year, cause, gained, lost}] of everything posted; read it with `by_year`."""
    park = OuterRef("pk")
    rows = (
        Posting.objects.filter(Q(debtor=park) | Q(creditor=park))
        .annotate(cause=cause_of())
        .order_by()
        .values("day__year", "cause")
        .annotate(**both_ways(park))
    )
    return packed(rows, year="day__year", cause="cause", gained="gained", lost="lost")


def by_year(rows: Iterable[Mapping[str, Any]]) -> dict[int, Sums]:
    """{exchange year: {kind: months}}."""
    found: dict[int, Sums] = {}
    for row in rows:
        found.setdefault(row["year"], {}).update(sums_of(row["cause"], row["gained"], row["lost"]))
    return found


def sums_of(cause: str, gained: int, lost: int) -> Sums:
    """Months of one cause under their kinds: a stay was hosted on one side and sent on the other."""
    if cause == Because.STAY:
        return {HOSTED: Sum2(gained, 0), SENT: Sum2(0, lost)}
    return {cause: Sum2(gained, lost)}


def together(parts: Iterable[Sums]) -> Sums:
    """Every kind, in the order of LABELS, summed; kinds with nothing are there with nought."""
    found = dict.fromkeys(LABELS, Sum2())
    for sums in parts:
        for kind, months in sums.items():
            found[kind] += months
    return found


def _opening(it: Sum2) -> list[str]:
    parts = [f"with {words.months(it.gained)} owed to it"] if it.gained else []
    parts += [f"owing {words.months(it.lost)}"] if it.lost else []
    return [f"it began {' and '.join(parts)}"] if parts else []


def _each(it: Sum2, cause: Cause) -> list[str]:
    return [text.format(were=_were(n), n=n) for n, text in ((it.gained, cause.gained), (it.lost, cause.lost)) if n]


def _were(n: int) -> str:
    return f"{n} was" if n == 1 else f"{n} were"


def clauses(sums: Sums) -> list[str]:
    """What happened beside the stays, in words: "3 were waived", "it waived 2"; nothing for what cancels itself."""
    found = _opening(sums[Because.OPENING])
    for cause in sorted(CAUSES.values(), key=lambda it: not it.forgives):
        its = sums[cause.because] if cause.gained else Sum2()
        if its and cause.because == Because.CLEARING and not its.change:
            found.append(f"{_were(its.gained)} cleared in circles on both sides")
        else:
            found += _each(its, cause)
    return found


def stays(sums: Sums) -> str:
    """ "it sent 41 and hosted 25 months"."""
    sent, hosted = sums[SENT].lost, sums[HOSTED].gained
    if sent and hosted:
        return f"it sent {sent} and hosted {words.months(hosted)}"
    if sent or hosted:
        return f"it {'sent' if sent else 'hosted'} {words.months(sent or hosted)}"
    return ""
