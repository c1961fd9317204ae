"""With whom a park can come nearer to zero, and by how many months: the quota, the places and the limit as they are.

A park that owes comes nearer by hosting companies of parks it owes; a park that is owed by sending companies to parks
that owe it. Then the pair's debt falls and the park's with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from exchanges.landings.openings import OpenPark, openings, openings_at
from exchanges.landings.quota import QuotaYear
from exchanges.network.explaining import Partner
from parks.models import Park
from softlanding.kernel.calendar import month_begins, stay_ends

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
    quotas: list[QuotaYear]
    free_from: date
    limit: int | None

    @property
    def after(self) -> int:
        return self.projected + (self.months if self.hosts else -self.months)

    @property
    def quota_says(self) -> str:
        """ "5 left in 2026, 12 in 2027"."""
        parts = [f"{it.left}{' left' if i == 0 else ''} in {it.year}" for i, it in enumerate(self.quotas)]
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
    can = possible(opening)
    return PartnerWay(
        partner=row.partner,
        hosts=hosts,
        balance=row.balance,
        projected=projected,
        possible=can,
        months=max(0, min(can, pair, abs(position))),
        quotas=[it for it in opening.years_with_room if it.left],
        free_from=opening.free_from or date.min,
        limit=opening.terms.version.limit_at,
    )


def possible(opening: OpenPark) -> int:
    """The most months that offers from now on can promise in this year and the next; 0 without room.

    The quota left of each year, not more than its places can hold in what is left of it, and within the limit or,
    where the limit stands in the way, within the floor of each year.
    """
    version = opening.terms.version
    rooms = {it: min(it.left, _can_begin(opening, it.year)) for it in opening.years_with_room}
    within_floor = sum(max(0, min(room, version.floor_months - it.promised)) for it, room in rooms.items())
    everything = sum(rooms.values())
    if version.limit_at is None:
        return everything
    within_limit = max(0, version.limit_at + opening.excepted + opening.projected)
    return max(within_floor, min(everything, within_limit))


def _can_begin(opening: OpenPark, year: int) -> int:
    """Months that can begin in a year when every place is taken from the day one is free; the last ones end in time."""
    last = opening.terms.version.agreement.last_day or opening.terms.version.valid_until
    start = max(opening.free_from or last, date(year, 1, 1))
    k = 0
    while k < 12 and month_begins(start, k).year == year and stay_ends(start, k + 1) <= last + timedelta(days=1):
        k += 1
    return k * opening.terms.places


def _why_not(row: Partner, opening: OpenPark | None, way: PartnerWay | None) -> str:
    """In words; empty where what is promised already brings the pair to zero."""
    if opening is None:
        return "no agreement is in force"
    if opening.is_closed:
        return "the agreement gives this direction no months"
    if way and way.possible:
        return ""
    if not opening.months_left:
        return f"the quota of {opening.this_year.year} and {opening.next_year.year} is used up or promised"
    if opening.free_from is None:
        return "no place is free before the agreement ends"
    if not opening.has_room:
        return "the limit is reached"
    return "no month can begin before the agreement ends"
