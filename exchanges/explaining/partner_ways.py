"""With whom a park can come nearer to zero, and by how many months: the quota, the places and the limit as they are.

A park that owes comes nearer by hosting companies of parks it owes; a park that is owed by sending companies to parks
that owe it. Then the pair's debt falls and the park's with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exchanges.explaining.explaining import Partner
from exchanges.landings.availability import Available
from exchanges.landings.openings import OpenPark, openings, openings_at
from parks.park.models import Park

MOST = 10  # ways shown


@dataclass(frozen=True)
class PartnerWay:
    """`months` more with a partner that has room bring the park from `projected` to `after` with it.

    `projected` counts everything promised. All in months from the park's side; `side` is -1 when the park hosts.
    """

    partner: Park
    hosts: bool  # whether the park hosts the partner's companies; else it sends its own
    balance: int
    projected: int
    possible: int  # what quota, places and limit leave
    months: int  # of those, what brings the pair and the park nearer to zero
    years: list[Available]
    free_from: date
    limit: int | None

    @property
    def after(self) -> int:
        return self.projected + (self.months if self.hosts else -self.months)

    @property
    def quota_says(self) -> str:
        """ "5 left in 2026, 12 in 2027"."""
        parts = [f"{it.months}{' left' if i == 0 else ''} in {it.year}" for i, it in enumerate(self.years)]
        return ", ".join(parts)

    @property
    def limit_says(self) -> str:
        return f"within the limit of {self.limit}" if self.limit is not None else "no limit"


@dataclass(frozen=True)
class NoRoom:
    """A partner with whom it would help, and why it cannot be now."""

    partner: Park
    balance: int
    reason: str


@dataclass(frozen=True)
class PartnerWays:
    """`looked_at` of `of_all` partners on the side that counts were looked at, those farthest from zero."""

    ways: list[PartnerWay]
    without_room: list[NoRoom]
    looked_at: int = 0
    of_all: int = 0


def partner_ways(park: Park, partners: Sequence[Partner], of_all: int, projected: int, today: date) -> PartnerWays:
    """Ways with the partners on the park's own side of zero, nearest to zero first; one query.

    `partners` are its pairs, `projected` its position with everything promised; `of_all`: partners on that side.
    """
    hosts = projected < 0
    side = [row for row in partners if (row.balance < 0) == hosts and row.balance]
    if not projected or not side:
        return PartnerWays([], [], len(side), of_all)
    others = [row.partner for row in side]
    found = openings_at(park, today, others) if hosts else openings(park, today, others)
    by_partner = {(it.terms.home_id if hosts else it.park.pk): it for it in found}
    ways, none = [], []
    for row in side:
        opening = by_partner.get(row.partner.pk)
        way = _way(row, opening, hosts, projected) if opening else None
        if way and way.months:
            ways.append(way)
        elif why := _why_not(row, opening, way):
            none.append(NoRoom(row.partner, row.balance, why))
    ways.sort(key=lambda way: (-way.months, abs(way.after), way.partner.name))
    return PartnerWays(ways[:MOST], none[:MOST], len(side), of_all)


def _way(row: Partner, opening: OpenPark, hosts: bool, position: int) -> PartnerWay:
    projected = -opening.projected if hosts else opening.projected
    pair = -projected if hosts else projected  # what is left of this pair's debt
    can = opening.months_left
    return PartnerWay(
        partner=row.partner,
        hosts=hosts,
        balance=row.balance,
        projected=projected,
        possible=can,
        months=max(0, min(can, pair, abs(position))),
        years=opening.years_with_room,
        free_from=opening.free_from or date.min,
        limit=opening.terms.version.limit_at,
    )


def _why_not(row: Partner, opening: OpenPark | None, way: PartnerWay | None) -> str:
    """In words; empty where what is promised already brings the pair to zero."""
    if opening is None:
        return "no agreement is in force"
    if opening.is_closed:
        return "the agreement gives this direction no months"
    if way and way.possible:
        return ""
    if opening.room.restriction:
        return "its companies go only under an exception" if way and way.hosts else "only under an exception"
    if not opening.this_year.left and not opening.next_year.left:
        return f"the quota of {opening.this_year.year} and {opening.next_year.year} is used up or promised"
    if opening.free_from is None:
        return "no place is free before the agreement ends"
    if not any(opening.limit_allows(quota) for quota in (opening.this_year, opening.next_year) if quota.left):
        return "the limit is reached"
    return "no month can begin before the agreement ends"
