"""Why a park is open or closed to somebody, in words with the numbers in them. Pure: figures come in."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from exchanges.landings.availability import Available
from exchanges.landings.effects import bar_of
from exchanges.landings.limits import excepted_says
from exchanges.landings.openings import OpenPark, closes_says
from exchanges.landings.quota import QuotaYear, Ruled
from parks.park.models import Park
from parks.park.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.calendar import stay_ends
from softlanding.kernel.pictures import MonthsBar


@dataclass(frozen=True)
class Openness:
    """What a park's page says to residents of `home`: a headline, the reasons, and the months of two years."""

    is_open: bool
    headline: str
    reasons: list[str]
    bars: list[MonthsBar] = field(default_factory=list)
    has_agreement: bool = False


def room_in_years(opening: OpenPark) -> str:
    """ "4 in 2026, 6 in 2027": months of the years with room, as a list's cell says them."""
    return ", ".join(f"{can.months} in {can.year}" for can in opening.years_with_room)


def cell_without_room(opening: OpenPark) -> str:
    """The same cell where no month can be had."""
    return "none without an exception" if opening.room.restriction else "none now"


def openness(
    opening: OpenPark | None, home: Park, host: Park, today: date, sees_debts: bool, coming: Ruled | None = None
) -> Openness:
    """`opening`: the terms in force from `home` to `host` with their figures; None without an agreement.

    `sees_debts`: whether it is a park's people who read it; an entrepreneur reads of months and days. `coming`: what
    rules first under an agreement that has not begun.
    """
    if host.state != ParkState.ADMITTED:
        return _closed(home, [f"{host} is {host.get_state_display()} and takes no part in exchanges now."])
    if opening is None:
        found = [f"{home} and {host} have no agreement in force."]
        return _closed(home, [*found, *([_begins(coming, home, host)] if coming else [])])
    if opening.is_closed:
        reason = f"The agreement of {home} and {host} gives residents of {home} no months at {host}."
        return _closed(home, [reason], has_agreement=True)
    bars = [bar_of(can.quota, can) for can in opening.years if can.quota.total or can.quota.promised]
    if opening.has_room:
        reasons = [_months(opening, home, host), _place(opening, today), _stay(opening, host)]
        reasons = [*_turn(opening, home, host), *_excepted(opening, home, sees_debts), *reasons]
        since = f" from {words.day(opening.opens)}" if opening.opens else ""
        return Openness(True, f"Open to companies of {home}{since}", reasons, bars, True)
    reasons = [*_turn(opening, home, host), *_obstacles(opening, home, host, sees_debts)]
    return _closed(home, reasons, bars, has_agreement=True)


def _turn(opening: OpenPark, home: Park, host: Park) -> list[str]:
    """That the direction opens, or closes, by what both parks have signed."""
    if opening.opens and opening.turn:
        return [
            f"Residents of {home} have no months at {host} now; from {words.day(opening.opens)} on they have "
            f"{words.months(opening.turn.months)} a year."
        ]
    if opening.closes:
        return [closes_says(home, host, opening.closes)]
    return []


def _begins(coming: Ruled, home: Park, host: Park) -> str:
    months = words.months(coming.months) if coming.months else "no months"
    return (
        f"The one both have signed begins on {words.day(coming.first)} and gives residents of {home} {months} a year "
        f"at {host}."
    )


def _excepted(opening: OpenPark, home: Park, sees_debts: bool) -> list[str]:
    """That the home park is restricted, where that is what keeps months from being had."""
    room = opening.room
    return [excepted_says(home, room.excepted, room.restriction if sees_debts else "")] if room.restriction else []


def _closed(
    home: Park, reasons: list[str], bars: list[MonthsBar] | None = None, has_agreement: bool = False
) -> Openness:
    return Openness(False, f"Closed to companies of {home} now", reasons, bars or [], has_agreement)


def _can(can: Available) -> str:
    """ "4 of 6 months"."""
    return f"{can.months} of {words.months(can.quota.total)}"


def _months(opening: OpenPark, home: Park, host: Park) -> str:
    """ "Málaga has 4 of 6 months left at Porto in 2026 and 6 of 6 months in 2027; the agreement lasts until ..."."""
    first, *later = [can for can in opening.years if can.quota.total]
    said = f"{home} has {_can(first)} left at {host} in {first.year}"
    if later:
        said += f" and {_can(later[0])} in {later[0].year}"
        if opening.months_left < first.months + later[0].months:
            said += f", {opening.months_left} together"
    return f"{said}; the agreement lasts until {words.day(opening.last_day)}."


def _place(opening: OpenPark, today: date) -> str:
    there_are = opening.at_first.places
    places = words.plural(there_are, "place")
    if opening.free_from and opening.free_from > today:
        there = "there is one place" if there_are == 1 else f"there are {places}"
        return f"From {words.day(opening.free_from)} a place is free for a stay; {there}."
    return f"{opening.places_free} of {places} {'is' if opening.places_free == 1 else 'are'} free today."


def _stay(opening: OpenPark, host: Park) -> str:
    least, most = opening.at_first.shortest, opening.at_first.longest
    length = words.months(most) if least == most else f"{least} to {words.months(most)}"
    return f"Companies stay {length}; {host} decides within {words.plural(opening.decision_days, 'day')}."


def _obstacles(opening: OpenPark, home: Park, host: Park, sees_debts: bool) -> list[str]:
    """Everything that stands in the way, each with its numbers and what would change it."""
    found = []
    years = [can.quota for can in opening.years if can.quota.total]
    if not any(quota.left for quota in years):
        said = words.listed([f"all {words.months(quota.total)} of {quota.year}" for quota in years])
        found.append(f"{said[0].upper()}{said[1:]} are promised." if said else _no_months(opening))
    if opening.room.restriction:
        found += _excepted(opening, home, sees_debts)
    elif any(quota.left for quota in years) and not any(quota.left and opening.limit_allows(quota) for quota in years):
        found.append(_past_limit(opening, home, host, years) if sees_debts else no_room(home, host))
    if opening.free_from is None and years:
        found.append(_no_place(opening))
    return found or [_no_stay_fits(opening, years)]


def _no_months(opening: OpenPark) -> str:
    """An exchange year gives no more than any of its days, so one in which the direction closes has none left."""
    if opening.closes:
        return (
            f"So no month of {opening.closes.year} is left: an exchange year gives no more than each of its days does."
        )
    return "The agreement ends before a stay could begin."


def _past_limit(opening: OpenPark, home: Park, host: Park, years: list[QuotaYear]) -> str:
    limit = opening.limit_in(next(quota for quota in years if quota.left))
    return (
        f"{home} owes {host} {words.months(-opening.projected)} with everything promised; the limit is {limit}. "
        f"Companies can go again once {host} has sent some the other way or the parks have settled."
    )


def no_room(home: Park, host: Park) -> str:
    """What the limit means to a company: no figure of it, and whom to ask."""
    return (
        f"The exchange of {home} and {host} has no room for another stay now, until companies have come the other way. "
        f"Ask {home} when yours can go."
    )


def _no_place(opening: OpenPark) -> str:
    least = opening.at_first.shortest
    ends = f"the agreement ends on {words.day(opening.last_day)}"
    if opening.closes:
        ends = f"the direction closes on {words.day(opening.closes)}"
    if stay_ends(opening.room.since, least) > opening.until + timedelta(days=1):
        return f"A stay lasts {words.months(least)} or longer, and {ends}."
    return f"No free place among {words.plural(opening.at_first.places, 'place')} before {ends}."


def _no_stay_fits(opening: OpenPark, years: list[QuotaYear]) -> str:
    """Months, a place and the limit would each allow one, but no whole stay."""
    left = words.listed([f"{quota.left} in {quota.year}" for quota in years if quota.left])
    return (
        f"No stay of {words.months(opening.at_first.shortest)} fits any more: {left} left of the quota, a place is "
        f"free from {words.day(opening.free_from or opening.room.since)}, and the agreement lasts until "
        f"{words.day(opening.last_day)}."
    )
