"""What a direction still gives, from the packed terms, months and stays of a row of `queries.with_figures`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from psycopg2.extras import DateRange

from exchanges.landings.availability import Available, Headroom, available, until_limit
from exchanges.landings.figures import YEARS_AHEAD, history_of, of_home, periods_of, quota_of
from exchanges.landings.quota import History
from exchanges.landings.records import restrictions_on
from parks.park.states import ParkState

KEPT = 2_000  # directions of a day, some kilobytes each


def terms_in(pair: Any, home_id: int) -> Mapping[str, Any] | None:
    """The packed terms in force of one direction of a row of `with_figures`."""
    return next((row for row in pair.terms if row["home"] == home_id), None)


@dataclass(frozen=True)
class Direction:
    """What one direction gives on a day: `room` is what is left of it, None without an agreement in force."""

    room: Headroom | None
    history: History
    used: Mapping[int, int]
    reserved: Mapping[int, int]
    today: date

    @cached_property
    def this_year(self) -> Available:
        return self._in(self.today.year)

    @cached_property
    def next_year(self) -> Available:
        return self._in(self.today.year + 1)

    def _in(self, year: int) -> Available:
        if self.room:
            return available(self.room, year)
        return Available(quota_of(self.history, year, self.used, self.reserved, self.today))


def direction_in(pair: Any, home_id: int, today: date) -> Direction:
    """One direction of a row of `with_figures`. Reckoned once for the same figures: a park may have hundreds."""
    coming = sum(row["months"] * (-1 if row["home"] == home_id else 1) for row in pair.reserved)
    owed = pair.balance if pair.low_id == home_id else -pair.balance
    facts: dict[str, Any] = {
        name: [row for row in getattr(pair, name) if row["home"] == home_id]
        for name in ("terms", "ruled", "used", "reserved", "stays")
    }
    restriction = restriction_in(pair, home_id, today) if facts["terms"] else ""
    return _direction(json.dumps({"restriction": restriction, **facts}), home_id, owed + coming, today)


@lru_cache(maxsize=KEPT)
def _direction(facts: str, home_id: int, projected: int, today: date) -> Direction:
    """Of its packed lines and why it gives months only under an exception, as JSON."""
    found = json.loads(facts)
    history = history_of(found["ruled"], home_id)
    used, reserved = of_home(found["used"], home_id), of_home(found["reserved"], home_id)
    if not found["terms"]:
        return Direction(None, history, used, reserved, today)
    room = room_of(found["terms"][0], history, used, reserved, periods_of(found["stays"]), projected, today)
    return Direction(replace(room, restriction=found["restriction"]), history, used, reserved, today)


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
    return direction_in(pair, home_id, today).room


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
