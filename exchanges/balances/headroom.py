"""What a direction still gives, from the packed terms, months and stays of a row of `queries.with_figures`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from psycopg2.extras import DateRange

from exchanges.landings.availability import Available, Headroom, available, until_limit
from exchanges.landings.figures import YEARS_AHEAD, history_of, of_home, periods_of, quota_of
from exchanges.landings.quota import History
from exchanges.landings.records import restrictions_on
from parks.park.states import ParkState


def terms_in(pair: Any, home_id: int) -> Mapping[str, Any] | None:
    """The packed terms in force of one direction of a row of `with_figures`."""
    return next((row for row in pair.terms if row["home"] == home_id), None)


def years_in(pair: Any, home_id: int, rooms: Mapping[int, Headroom], today: date) -> tuple[Available, Available]:
    """This exchange year and the next of one direction."""
    room = rooms.get(home_id)
    return year_in(pair, home_id, room, today.year, today), year_in(pair, home_id, room, today.year + 1, today)


def year_in(pair: Any, home_id: int, room: Headroom | None, year: int, today: date) -> Available:
    """An exchange year of one direction; `room`: what it still gives, None without an agreement in force."""
    if room:
        return available(room, year)
    used, reserved = of_home(pair.used, home_id), of_home(pair.reserved, home_id)
    return Available(quota_of(history_of(pair.ruled, home_id), year, used, reserved, today))


def read_restrictions(pairs: Sequence[Any], today: date) -> None:
    """For all rows of a list at once why a direction gives months only under an exception, by home park."""
    asked = [pair for pair in pairs if pair.restricts]
    found = restrictions_on({one for pair in asked for one in (pair.low_id, pair.high_id)}, today, asked=bool(asked))
    for pair in pairs:
        pair.restrictions = found


def restriction_in(pair: Any, home_id: int, today: date) -> str:
    """Why one direction of a row of `with_figures` does; empty: it does not."""
    if not hasattr(pair, "restrictions"):  # a page of one pair
        read_restrictions([pair], today)
    return str(pair.restrictions.get(home_id, ""))


def room_in(pair: Any, home_id: int, today: date) -> Headroom | None:
    """What a direction of a row of `with_figures` still gives; None without an agreement in force."""
    terms = terms_in(pair, home_id)
    if terms is None:
        return None
    used, reserved = of_home(pair.used, home_id), of_home(pair.reserved, home_id)
    coming = sum(row["months"] * (-1 if row["home"] == home_id else 1) for row in pair.reserved)
    owed = pair.balance if pair.low_id == home_id else -pair.balance
    stays = periods_of(row for row in pair.stays if row["home"] == home_id)
    room = room_of(terms, history_of(pair.ruled, home_id), used, reserved, stays, owed + coming, today)
    return replace(room, restriction=restriction_in(pair, home_id, today))


def room_of(
    terms: Mapping[str, Any], history: History, used: Mapping[int, int], reserved: Mapping[int, int],
    stays: Sequence[DateRange], projected: int, today: date,
) -> Headroom:  # fmt: skip
    """What packed terms still give; `projected`: the home park's balance once everything promised has begun."""
    takes_part = terms["home_state"] == terms["host_state"] == ParkState.ADMITTED
    years = range(today.year, today.year + YEARS_AHEAD + 1)
    return Headroom(
        since=max(today, date.fromisoformat(terms["begins"])),
        last_day=date.fromisoformat(terms["ends"]) - timedelta(days=1),
        quotas={year: quota_of(history, year, used, reserved, today) for year in years},
        places=terms["places"] if terms["months"] and takes_part else 0,
        shortest=terms["shortest"],
        longest=terms["longest"],
        stays=stays,
        until_limit=until_limit(terms["limit"], projected, terms["excepted"]),
        floor=terms["floor"],
        history=history if takes_part else (),
        projected=projected,
        excepted=terms["excepted"],
    )
