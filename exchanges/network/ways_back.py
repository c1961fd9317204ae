"""How a park comes nearer to zero, each way computed exactly: partners with room, applications, circles, standing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from exchanges.clearing.debts import network_debts
from exchanges.landings.records import record_of
from exchanges.network.clearable import Applications, Clearable, applications
from exchanges.network.explaining import Partners
from exchanges.network.partner_ways import PartnerWays, partner_ways
from exchanges.network.rings import Rings, rings_of
from exchanges.policy.models import PolicyVersion
from exchanges.policy.standing import Record, Standing, judge
from parks.models import Park
from softlanding.kernel import words


@dataclass(frozen=True)
class WaysBack:
    """`position` today and `projected` with everything promised, in months, > 0 the park is owed."""

    park: Park
    position: int
    projected: int
    partners: PartnerWays
    applications: Applications
    rings: Rings
    clearable: Clearable
    standing: Standing | None = None

    @property
    def is_even(self) -> bool:
        return not self.position and not self.projected

    @property
    def helps(self) -> bool:
        """Whether anything does."""
        return bool(self.partners.ways or self.applications.rows or self.rings.rings)

    @property
    def lead(self) -> str:
        """Where it goes by itself, and which direction brings it back."""
        if self.is_even:
            return f"{self.park} is even with the network; nothing needs to change."
        says = words.balance(self.projected) if self.projected else "is even"
        if self.projected == self.position:
            start = "Nothing else is promised."
        else:
            start = f"With everything promised it {says}."
        if self.projected < 0:
            return f"{start} It comes nearer to zero by hosting companies of parks it owes, or by sending fewer."
        if self.projected > 0:
            return f"{start} It comes nearer to zero by sending companies to parks that owe it."
        return f"{start} Nothing more is needed."

    @property
    def together(self) -> str:
        """What all partners with room could do at once."""
        reach = min(abs(self.projected), sum(way.months for way in self.partners.ways))
        after = self.projected + (reach if self.projected < 0 else -reach)
        if len(self.partners.ways) < 2:
            return ""
        return f"Together {words.months(reach)}: after them {self.park} {words.balance(after) if after else 'is even'}."

    @property
    def left(self) -> tuple[int, int]:
        """Months the park owes, and is owed, after the largest clearing today."""
        return self.clearable.left_of(self.park.pk)


def ways_back(park: Any, partners: Partners, policy: PolicyVersion | None, today: date) -> WaysBack:
    """Five queries. `park` is a row with records (`r_position` and the like); without a policy nothing is judged."""
    record: Record = record_of(park)
    clearable = Clearable(network_debts(today))
    projected = record.projected
    of_all = partners.owes_to if projected < 0 else partners.owed_by
    return WaysBack(
        park=park,
        position=record.position,
        projected=projected,
        partners=partner_ways(park, partners.rows, of_all, projected, today),
        applications=applications(park, projected, clearable),
        rings=rings_of(park, clearable),
        clearable=clearable,
        standing=judge(record, policy) if policy else None,
    )
