"""How a park comes nearer to zero, each way computed exactly: partners with room, applications, circles."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from exchanges.clearing.clearable import Clearable
from exchanges.explaining.applications import Applications, applications
from exchanges.explaining.explaining import Partners
from exchanges.explaining.partner_ways import PartnerWays, partner_ways
from exchanges.explaining.rings import Rings, rings_of
from exchanges.landings.wording import promised_says
from parks.park.models import Park
from softlanding.kernel import words


@dataclass(frozen=True)
class WaysBack:
    """`position` today and `projected` with everything promised, in months, > 0 the park is owed."""

    park: Park
    position: int
    projected: int
    partners: PartnerWays
    applications: Applications
    clearable: Clearable
    coming: tuple[int, int] = (0, 0)  # months promised and not begun that it sends, and that it hosts

    @cached_property
    def rings(self) -> Rings:
        return rings_of(self.park, self.clearable.plan)

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
        start = f"With everything promised it {says}."
        if self.projected == self.position:
            start = promised_says(*self.coming)
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
    def after_clearing(self) -> str:
        """What the park would owe and be owed after the largest clearing that can be proposed today.

        Empty where nobody owes anything, and where a clearing waits that asks for all that could be cancelled.
        """
        if not self.clearable.debts or (self.clearable.waiting and not self.rings.cleared):
            return ""
        owes, owed = self.clearable.left_of(self.park.pk)
        return f"After the largest clearing today it would owe {words.months(owes)} and be owed {owed:,}."


def ways_back(
    park: Park, position: int, coming: tuple[int, int], partners: Partners, clearable: Clearable, today: date
) -> WaysBack:
    """`coming`: months promised and not begun that the park sends, and that it hosts.

    Two queries, and a third for the names in circles when somebody asks for them.
    """
    projected = position + coming[1] - coming[0]
    of_all = partners.owes_to if projected < 0 else partners.owed_by
    return WaysBack(
        park=park,
        position=position,
        projected=projected,
        partners=partner_ways(park, partners.rows, of_all, projected, today),
        applications=applications(park, projected, clearable, today),
        clearable=clearable,
        coming=coming,
    )
