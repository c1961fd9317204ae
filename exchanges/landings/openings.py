"""Where residents of a park could land, and why not: agreement, months, places and tolerance in one query."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from psycopg2.extras import DateRange

from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.queries import directions_in_force
from exchanges.landings.availability import Available, Headroom, available, together
from exchanges.landings.figures import (
    YEARS_AHEAD,
    headroom,
    history_of,
    of_home,
    periods_of,
    promised_stays,
    quota_of,
    reserved_by_year,
    ruled_ever,
    used_by_year,
)
from exchanges.landings.places import has_place, present_on
from exchanges.landings.quota import History, QuotaYear, Ruled, ruling_on, turn_of
from exchanges.landings.records import restrictions_on
from exchanges.policy.queries import asks_exceptions, months_excepted
from parks.park.models import Park
from parks.park.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.calendar import stay_ends
from softlanding.kernel.composed import composed


@dataclass(frozen=True)
class OpenPark:
    """A partner of a home park, as its residents need to know it; months are whole free-rent months.

    `terms` are those in force today (`version.agreement.pair` is loaded); `turn` those both signed that will open a
    direction which is closed now, or close an open one. `projected` is the home park's balance with this partner once
    everything promised has begun: > 0 is owed, < 0 owes. `free_from` is the first day from which a place is free for
    the shortest stay; None: none before the agreement ends. `room` is what can still be had.
    """

    park: Park
    terms: DirectionTerms
    this_year: QuotaYear
    next_year: QuotaYear
    places_free: int  # today
    free_from: date | None
    decision_days: int
    projected: int
    room: Headroom
    turn: Ruled | None = None
    turns_on: date | None = None  # the first day on which a month can begin by them, or none any more

    @property
    def is_closed(self) -> bool:
        """Both parks have agreed on no months at all for this direction, now or later."""
        return self.terms.months_per_year == 0 and self.turn is None

    @property
    def opens(self) -> date | None:
        """The first day on which a direction that is closed now gives months."""
        return None if self.terms.months_per_year else self.turns_on

    @property
    def closes(self) -> date | None:
        """The first day on which a direction that is open now gives none."""
        return self.turns_on if self.terms.months_per_year else None

    @property
    def until(self) -> date:
        """The last day on which a month could begin: of the agreement, or before the direction closes."""
        return min(self.last_day, self.closes - timedelta(days=1)) if self.closes else self.last_day

    @property
    def at_first(self) -> Ruled:
        """What rules on the first day that counts: today, or when the direction opens."""
        return self.room.ruled_on(self.room.since)

    @property
    def last_day(self) -> date:
        """Of the agreement; where the direction opens under a later one, of that."""
        return self.room.last_day

    @cached_property
    def years(self) -> tuple[Available, Available]:
        """What can still begin in this exchange year and the next."""
        return available(self.room, self.this_year.year), available(self.room, self.next_year.year)

    @cached_property
    def months_left(self) -> int:
        """What can still begin in this exchange year and the next together."""
        return together(self.room, (self.this_year.year, self.next_year.year)) if self.has_room else 0

    @property
    def years_with_room(self) -> list[Available]:
        """The exchange years in which a month can still begin."""
        return [it for it in self.years if it.months]

    @property
    def has_room(self) -> bool:
        return bool(self.years_with_room)

    def limit_allows(self, quota: QuotaYear) -> bool:
        """Rule 9: with a month more the projected debt is within the limit, or the year within the floor."""
        until, floor = self.room.until_limit_on(self._first_in(quota)), self.room.floor_on(self._first_in(quota))
        return until is None or until > 0 or quota.promised + 1 <= floor

    def limit_in(self, quota: QuotaYear) -> int | None:
        """The limit that rules when the first month of an exchange year could begin."""
        return self.room.ruled_on(self._first_in(quota)).limit

    def _first_in(self, quota: QuotaYear) -> date:
        return max(self.room.since, date(quota.year, 1, 1))


def openings(home: Park, today: date, hosts: Sequence[Park] | None = None) -> list[OpenPark]:
    """Every partner with an agreement in force, closed or full ones included, by name; one query.

    Where the policy asks exceptions of restricted parks, two more say whether the home park is one.
    """
    ids = None if hosts is None else [park.pk for park in hosts]
    return _openings(list(_from(home.pk, today, ids)), home, today)


def openings_at(host: Park, today: date, homes: Sequence[Park] | None = None) -> list[OpenPark]:
    """The same from the other side: what residents of each partner could use at `host`; one query.

    `park` is the host in each; the partner is `terms.home`, and `projected` is the partner's balance.
    """
    ids = None if homes is None else [park.pk for park in homes]
    return _openings(list(_to(host.pk, today, ids)), None, today)


def _openings(rows: Sequence[Any], home: Park | None, today: date) -> list[OpenPark]:
    """Of directions from `home`, or (None) each from its own home park."""
    homes = {terms.home_id for terms in rows}
    found = restrictions_on(homes, today, asked=any(terms.restricts for terms in rows))
    return [_opening(terms, home or terms.home, today, found.get(terms.home_id, "")) for terms in rows]


@composed
def _from(home_id: int, today: date, host_ids: list[int] | None) -> QuerySet[DirectionTerms]:
    """The directions in force of residents of a park, to some hosts or (None) to all."""
    rows = _directions(today).filter(home=home_id, host__state=ParkState.ADMITTED).order_by("host__name", "pk")
    return rows if host_ids is None else rows.filter(host__in=host_ids)


@composed
def _to(host_id: int, today: date, home_ids: list[int] | None) -> QuerySet[DirectionTerms]:
    """The same to a park, from some homes or from all, which are loaded."""
    rows = _directions(today).filter(host=host_id, home__state=ParkState.ADMITTED).order_by("home__name", "pk")
    return (rows if home_ids is None else rows.filter(home__in=home_ids)).select_related("home")


def _directions(today: date) -> QuerySet[DirectionTerms]:
    """The directions in force with all that an opening tells."""
    return (
        directions_in_force(today)
        .select_related("host", "version__agreement__pair")
        .annotate(
            ruled=ruled_ever("version__agreement__pair"),
            used=used_by_year("version__agreement__pair"),
            reserved=reserved_by_year("version__agreement__pair"),
            stays=promised_stays(today),
            excepted=months_excepted("version__agreement__pair", "home", today),
            restricts=asks_exceptions(),
        )
    )


def closes_says(home: Park, host: Park, day: date) -> str:
    """From when on a direction that is open gives nothing, as both have signed."""
    return f"From {words.day(day)} on residents of {home} have no months at {host}."


def open_to(home: Park, today: date) -> list[OpenPark]:
    """The partners where a month of residents of `home` can still begin in this exchange year or the next."""
    return [opening for opening in openings(home, today) if opening.has_room]


def _opening(terms: Any, home: Park, today: date, restriction: str) -> OpenPark:
    packed: dict[str, list[dict[str, int]]] = {name: getattr(terms, name) for name in ("used", "reserved")}
    pair = terms.version.agreement.pair
    used, reserved = of_home(packed["used"], home.pk), of_home(packed["reserved"], home.pk)
    history = history_of(terms.ruled, home.pk)
    owed_to_come = sum(row["months"] * (-1 if row["home"] == home.pk else 1) for row in packed["reserved"])
    periods = periods_of(terms.stays)
    turn, turns_on = turn_of(history, today)
    opens = turns_on if turns_on and not terms.months_per_year else today
    years = range(today.year, opens.year + YEARS_AHEAD + 1)
    quotas = {year: quota_of(history, year, used, reserved, today) for year in years}
    projected = pair.balance_of(home) + owed_to_come
    room = headroom(terms, history, quotas, periods, opens, projected, terms.excepted, restriction)
    if turn and turn.lasts and opens > today:
        room = replace(room, last_day=turn.lasts)
    first = today.year if opens.year <= today.year + 1 else opens.year  # the year before it opens has nothing to tell
    return OpenPark(
        park=terms.host,
        terms=terms,
        this_year=quotas[first],
        next_year=quotas[first + 1],
        places_free=max(0, terms.places - present_on(periods, today)),
        free_from=_free_from(terms, history, room),
        decision_days=terms.version.decision_days,
        projected=projected,
        room=room,
        turn=turn,
        turns_on=turns_on,
    )


def _free_from(terms: DirectionTerms, history: History, room: Headroom) -> date | None:
    """The first day from which the shortest stay finds a place on each of its days, by the terms that rule then."""
    starts: set[date] = {
        room.since,
        *(period.upper for period in room.stays if period.upper > room.since),
        *(one.first for one in history if one.first > room.since),
    }
    for start in sorted(starts):
        ruled = ruling_on(history, start)
        end = stay_ends(start, ruled.shortest if ruled else terms.min_months)
        if end > room.last_day + timedelta(days=1):
            return None
        is_open = ruled.months if ruled else terms.months_per_year
        if is_open and has_place(room.stays, DateRange(start, end), history, terms.places):
            return start
    return None
