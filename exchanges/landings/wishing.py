"""What can still be had from the day a company wishes, beside its application (rule 27)."""

from dataclasses import dataclass, replace
from datetime import date

from exchanges.landings.availability import Available, NewStay, available, could_be_offered, together
from exchanges.landings.effects import bar_of
from exchanges.landings.limits import excepted_says
from exchanges.landings.models import Landing
from exchanges.landings.openings import closes_says, openings
from softlanding.kernel import words
from softlanding.kernel.pictures import MonthsBar


@dataclass(frozen=True)
class WishRoom:
    """Sentences for the company, which reads of months and days; the bars are of the years it could come in."""

    says: list[str]
    bars: list[MonthsBar]


def wish_room(landing: Landing, today: date) -> WishRoom:
    """Of the day the company wishes, or of today; one query."""
    opening = next(iter(openings(landing.home, today, [landing.host])), None)
    if opening is None or opening.is_closed:
        return WishRoom([f"{landing.home} and {landing.host} have agreed on no months now."], [])
    wished = max(today, landing.wished_start or today)
    since = max(opening.room.since, wished)
    if opening.closes and since >= opening.closes:
        return WishRoom([closes_says(landing.home, landing.host, opening.closes)], [])
    room = replace(opening.room, since=since)
    years = [can for can in (available(room, year) for year in (since.year, since.year + 1)) if can.until]
    if not years:
        return WishRoom([f"The agreement ends on {words.day(opening.last_day)}, before the day you wish."], [])
    both = together(room, [can.year for can in years])
    at_once = f", {both} together" if both < sum(can.months for can in years) else ""
    begin = f"{words.listed([_can(can) for can in years])} can still begin{at_once}, until {words.day(opening.until)}"
    says = [f"From {words.day(since)} on, {begin}."]
    if landing.wished_start and landing.wished_months:
        fits = could_be_offered(room, NewStay(wished, landing.wished_months))
        stay = f"{words.months(landing.wished_months)} from {words.day(wished)}"
        says.append(f"Your {stay} {_fits(fits, landing.wished_months)} as things stand.")
    if opening.closes:
        says.append(closes_says(landing.home, landing.host, opening.closes))
    if room.restriction:
        says.append(excepted_says(landing.home, room.excepted))
    return WishRoom(says, [bar_of(can.quota, can) for can in years])


def _can(can: Available) -> str:
    """ "3 months in 2027"."""
    return f"{words.months(can.months) if can.months else 'no month'} in {can.year}"


def _fits(fits: bool, months: int) -> str:
    if months == 1:
        return "fits" if fits else "does not fit"
    return "fit" if fits else "do not fit"
