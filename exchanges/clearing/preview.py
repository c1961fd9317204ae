"""What a clearing would do today, for the whole network or for one park; what a refusal would cost. Reads, freezes
nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from exchanges.clearing.debts import network_debts
from exchanges.clearing.models import Clearing
from exchanges.clearing.planning import Line, Plan, Ring, cost_of_absence, rests_of, shape_of
from exchanges.clearing.queries import CircleRow, DebtRow, position_of
from exchanges.clearing.telling import circle_says, network_says, position_says, why_not_more
from exchanges.clearing.versions import absences_of, hash_of
from parks.models import Park
from softlanding.kernel import words
from softlanding.kernel.beams import Beam


@dataclass(frozen=True)
class Preview:
    """A plan with the names of the parks in it; `park`: whose part it is, None for the whole."""

    plan: Plan
    today: date
    park: Park | None
    says: str  # why not more
    rings: list[Ring]
    parks: dict[int, Park]

    @property
    def months(self) -> int:
        """What vanishes: of the network's debts, or of the park's."""
        return self.plan.parts.get(self.park.pk, 0) if self.park else self.plan.total

    @property
    def owed(self) -> int:
        """Of how much: what the network owes, or the park."""
        if self.park is None:
            return self.plan.gross
        return sum(it.debt.months for it in self.plan.debts if it.debt.debtor == self.park.pk)

    @property
    def partners(self) -> int:
        """Parks affected, the one it is shown to left out."""
        if self.park is None:
            return len(self.plan.parts)
        return len({park for line in self.lines for park in (line.debtor, line.creditor)} - {self.park.pk})

    @property
    def lines(self) -> list[Line]:
        return self.plan.lines_of(self.park.pk) if self.park else self.plan.lines

    @property
    def content(self) -> str:
        """The hash of what is shown, for a proposal of just this."""
        return hash_of(self.plan, self.today)

    def circles(self, rings: Iterable[Ring]) -> list[CircleRow]:
        names, you = {pk: park.name for pk, park in self.parks.items()}, self.park.pk if self.park else None
        return [CircleRow(ring.months, circle_says(ring, names, you)) for ring in rings]

    def debts(self, lines: Iterable[Line]) -> list[DebtRow]:
        return [
            DebtRow(self.parks[it.debtor], self.parks[it.creditor], it.owed, it.months, None, self.park) for it in lines
        ]


def of_network(today: date) -> Preview:
    """Three statements."""
    plan = Plan(network_debts(today))
    shape = shape_of(plan)
    parks = Park.objects.in_bulk({*plan.parts, *([shape.hub] if shape.hub else [])})
    names = {pk: park.name for pk, park in parks.items()}
    return Preview(plan, today, None, network_says(shape, plan.total, names), plan.rings, parks)


def of_park(park: Park, today: date) -> Preview:
    """The same; parks the park has nothing to do with are not even named."""
    plan = Plan(network_debts(today))
    rings, rests = plan.rings_of(park.pk), rests_of(park.pk, plan)
    seen = {line.debtor for ring in rings for line in ring.lines} | {rest.partner for rest in rests}
    parks = {**Park.objects.in_bulk(seen - {park.pk}), park.pk: park}
    says = why_not_more(rests, {pk: it.name for pk, it in parks.items()}, bool(rings))
    return Preview(plan, today, park, says, rings, parks)


def position(park: Park | None) -> dict[str, Any]:
    """A park's net position, which a clearing leaves as it is: in words and as a beam."""
    if park is None:
        return {}
    months = position_of(park)
    return {"position": position_says(months), "position_beam": Beam(months, months, subject=park.name)}


@dataclass(frozen=True)
class Price:
    """What one park's refusal costs: `total` months that no longer vanish, `left` that still do, and whom it hits."""

    total: int
    left: int
    others: list[tuple[Park, int]]
    more: int  # parks hit beyond those listed

    @property
    def says(self) -> str:
        if not self.left:
            return f"Without you nothing is left of it: {words.months(self.total)} stay owed."
        return f"Without you {words.months(self.total)} stay owed; {words.months(self.left)} would still vanish."


MOST_LISTED = 25


def price_of_refusal(clearing: Clearing, park: Park, today: date) -> Price:
    """Computed on the balances of today, as the next version would be."""
    now = dict(clearing.parts.values_list("park_id", "months"))
    cost = cost_of_absence(network_debts(today), absences_of(clearing), park.pk, now)
    hit = list(cost.parks.items())
    parks = Park.objects.in_bulk([pk for pk, _ in hit[:MOST_LISTED]])
    others = [(parks[pk], months) for pk, months in hit[:MOST_LISTED]]
    return Price(cost.total, cost.left, others, max(0, len(hit) - MOST_LISTED))
