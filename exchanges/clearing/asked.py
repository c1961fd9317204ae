"""What open clearings ask for already, and so nobody can newly clear: how many months, and where to read of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import Func, OuterRef
from django.urls import reverse

from exchanges.clearing.models import Clearing, ClearingPart
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.packing import packed, unpacked


@dataclass(frozen=True)
class Waiting:
    """Months that open clearings ask for already: `of` one park, as many of what it is owed; None: of the network.

    `on`: the day on which the first of these clearings was proposed; `url` shows it, or all of them.
    """

    months: int
    clearings: int
    on: date
    url: str
    of: str | None = None

    @property
    def says(self) -> str:
        """ "14 months wait for answers in the clearing proposed on 17 November 2026." """
        first, wait = words.day(self.on), "waits" if self.months == 1 else "wait"
        if self.of:
            cancels = f"{words.months(self.months)} of what {self.of} owes and as many of what it is owed"
            return f"The clearing proposed on {first} waits for answers; it would cancel {cancels}."
        if self.clearings == 1:
            return f"{words.months(self.months)} {wait} for answers in the clearing proposed on {first}."
        clearings = words.plural(self.clearings, "clearing")
        return f"{words.months(self.months)} wait for answers in {clearings}, the first proposed on {first}."

    @property
    def see(self) -> str:
        return "See the proposal" if self.clearings == 1 else "See the proposals"


class Asked(NamedTuple):
    """An open clearing: the day on which it was proposed, and the months it asks for, of a park its own."""

    on: date
    clearing: int
    proposal: int
    months: int


def waiting_of(asked: Iterable[Asked], park: Park | None = None) -> Waiting | None:
    """What open clearings ask for already; None when there is none."""
    found = sorted(asked)
    if not found:
        return None
    first = found[0]
    url = reverse("exchanges:clearing:list")
    if len(found) == 1:
        url = reverse("exchanges:clearing:detail", args=[first.clearing])
    elif all(one.proposal == first.proposal for one in found):
        url = reverse("exchanges:clearing:proposal", args=[first.proposal])
    return Waiting(sum(one.months for one in found), len(found), first.on, url, park.name if park else None)


def packed_waiting() -> Func:
    """The same of a park, packed into its row: the part it has in an open clearing, of which there is one at most."""
    part = ClearingPart.objects.filter(park=OuterRef("pk"), clearing__in=Clearing.objects.open()).order_by()
    return packed(
        part, clearing="clearing_id", proposal="clearing__proposal_id", on="clearing__proposal__on", months="months"
    )


def unpacked_waiting(park: Any) -> Waiting | None:
    """`park` is a row with `waiting` packed."""
    return waiting_of([unpacked(Asked, it) for it in park.waiting], park)


def waiting_months(park: Park | None = None) -> Waiting | None:
    """The same, asked for alone. One query."""
    of, months = Clearing.objects.open(), "total"
    if park:
        of, months = of.filter(parts__park=park), "parts__months"
    return waiting_of(starmap(Asked, of.order_by().values_list("proposal__on", "pk", "proposal_id", months)), park)
