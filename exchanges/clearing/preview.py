"""What a clearing would do today, for the whole network or for one park; what a refusal would cost. Reads, freezes
nothing; what was computed is kept until a balance, an agreement, a park or the day is another."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from exchanges.clearing.answers import ClearingRefusal
from exchanges.clearing.debts import network_debts
from exchanges.clearing.models import Clearing
from exchanges.clearing.planning import Plan, Ring
from exchanges.clearing.queries import CircleRow, DebtRow, circle_row, position_of
from exchanges.clearing.reasons import cost_of_absence, rests_of, shape_of
from exchanges.clearing.telling import network_says, position_says, some, why_not_more
from exchanges.clearing.versions import hash_of, parks_out, proposable
from exchanges.ledger.freshness import DEBTS, moment
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.beams import Beam
from softlanding.kernel.paging import Slices

LONGEST = 25  # circles and balances of a park that are shown where there is no second page


@dataclass(frozen=True)
class Part:
    """What vanishes of the network's debts, or of one park's: `months` of the `owed`."""

    months: int
    owed: int
    partners: int  # parks affected, the one it is shown to left out
    groups: int  # independent ones, answered and posted apart
    circles: int
    lines: int
    says: str  # why not more
    content: str  # the hash of what is shown, for a proposal of just this
    debts: list[DebtRow]  # of a park, those that fall most
    net: int = 0  # of a park: its balance with all partners, which stays
    as_agreed: int = 0  # of the network: what would vanish if no park had refused a clearing


@dataclass(frozen=True)
class Preview:
    """`park`: whose part it is, None for the whole."""

    park: Park | None
    part: Part
    circles: Slices[CircleRow]  # in plain words

    @property
    def is_long(self) -> bool:
        """Whether there are debts that are not shown."""
        return self.part.lines > LONGEST


def of(park: Park | None, today: date) -> Preview:
    """What could be proposed now. One statement while nothing is another; else all debts are read and cleared anew."""
    seen, whose = moment(DEBTS), park.pk if park else "all"
    plan = cache(lambda: seen.keep("clearing plan", today, lambda: _solved(today)))

    def circles(first: int, last: int) -> list[CircleRow]:
        what = f"clearing circles {whose} {first} {last}"
        return seen.keep(what, today, lambda: _told(_rings(plan(), park)[first:last], park))

    part = seen.keep(
        f"clearing part {whose}", today, lambda: _of_park(plan(), park) if park else _of_network(plan(), today)
    )
    return Preview(park, part, Slices(part.circles, circles))


def _solved(today: date) -> Plan:
    """The plan with its circles: whoever looks at a part of it next finds them."""
    plan = proposable(today)
    _ = plan.rings
    return plan


def _rings(plan: Plan, park: Park | None) -> list[Ring]:
    return plan.rings_of(park.pk) if park else plan.rings


def _told(rings: list[Ring], park: Park | None) -> list[CircleRow]:
    names = _names({line.debtor for ring in rings for line in ring.lines})
    return [circle_row(ring, names, park.pk if park else None) for ring in rings]


def _of_network(plan: Plan, today: date) -> Part:
    shape = shape_of(plan)
    says = network_says(shape, plan.total, _names({shape.hub} if shape.hub else set()))
    return Part(
        months=plan.total, owed=plan.gross, partners=len(plan.parts), groups=len(plan.groups),
        circles=len(plan.rings), lines=len(plan.lines), says=says, content=hash_of(plan.lines, today), debts=[],
        as_agreed=_as_agreed(plan),
    )  # fmt: skip


def _as_agreed(plan: Plan) -> int:
    """The total as if no park had refused a clearing."""
    if not any(debt.stays_away for debt in plan.debts):
        return plan.total
    return Plan([debt.as_agreed for debt in plan.debts], plan.without).total


def _of_park(plan: Plan, park: Park) -> Part:
    """Parks the park has nothing to do with are not even named."""
    rings, rests, lines = plan.rings_of(park.pk), rests_of(park.pk, plan), plan.lines_of(park.pk)
    partners = {one for line in lines for one in (line.debtor, line.creditor)} - {park.pk}
    shown = lines[:LONGEST]
    named = {one for it in shown for one in (it.debtor, it.creditor)} | {rest.partner for rest in rests}
    parks = Park.objects.only("code", "name").in_bulk(named)
    says = why_not_more(rests, {rest.partner: parks[rest.partner].name for rest in rests}, bool(rings))
    owed = sum(it.debt.months for it in plan.debts if it.debt.debtor == park.pk)
    is_owed = sum(it.debt.months for it in plan.debts if it.debt.creditor == park.pk)
    return Part(
        months=plan.parts.get(park.pk, 0), owed=owed, net=is_owed - owed,
        partners=len(partners), groups=len(plan.touching([park.pk])), circles=len(rings), lines=len(lines), says=says,
        content="",
        debts=[
            DebtRow(parks[it.debtor], parks[it.creditor], it.owed, it.months, None, parks[park.pk]) for it in shown
        ],
    )  # fmt: skip


def _names(parks: set[int]) -> dict[int, str]:
    return dict(Park.objects.filter(pk__in=parks).values_list("pk", "name"))


def position(park: Park | None, months: int | None = None) -> dict[str, Any]:
    """A park's net position, which a clearing leaves as it is: in words and as a beam. `months`: where it is known."""
    if park is None:
        return {}
    months = position_of(park) if months is None else months
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
    cost = cost_of_absence(network_debts(today), parks_out(clearing), park.pk, now)
    hit = list(cost.parks.items())
    parks = Park.objects.in_bulk([pk for pk, _ in hit[:MOST_LISTED]])
    others = [(parks[pk], months) for pk, months in hit[:MOST_LISTED]]
    return Price(cost.total, cost.left, others, max(0, len(hit) - MOST_LISTED))


@dataclass(frozen=True)
class LeftOut:
    """Parks that refused a clearing and are not counted until they say that they take part again.

    `months` more could be cancelled with them, by what their agreements allow.
    """

    refusals: list[ClearingRefusal]
    months: int

    @property
    def says(self) -> str:
        names = some(refusal.park.name for refusal in self.refusals)
        parks, are = (words.plural(len(self.refusals), "park"), "is" if len(self.refusals) == 1 else "are")
        more = f"{words.months(self.months)} more" if self.months else "Nothing more"
        with_them = "with it" if len(self.refusals) == 1 else "with them"
        return f"{parks} refused last time and {are} left out: {names}. {more} could be cancelled {with_them}."


def left_out(part: Part) -> LeftOut | None:
    """Of the whole network's part; None when no park stays away."""
    refusals = list(ClearingRefusal.objects.filter(ended_at=None).select_related("park").order_by("park__name"))
    if not refusals:
        return None
    return LeftOut(refusals, max(0, part.as_agreed - part.months))


def refusal_of(park: Park | None) -> ClearingRefusal | None:
    """What the park refused, while it stays away."""
    if park is None:
        return None
    return ClearingRefusal.objects.filter(park=park, ended_at=None).select_related("clearing", "by").first()
