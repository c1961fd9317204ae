"""Everything that waits, soonest first, in one statement: the rows of all rooms together."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from companies.rights import companies_seen_by
from exchanges.today.persons import Roles, places_acted_for
from exchanges.today.rooms import KINDS, ROOMS
from parks.rights import parks_seen_by
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.composed import composed
from softlanding.kernel.todos import Row, Rows, read, together


def waiting(user: User, today: date, now: datetime, most: int) -> list[Row]:
    """What this person, her parks and companies must do next, soonest first; at most `most` rows."""
    who, at = (user.pk, now) if is_network_admin(user) else (None, None)  # what waits for others depends on neither
    places = places_acted_for(user)
    rows = _waiting(who, at, *places, roles=Roles.of(user, places), today=today, most=most)
    return read(rows, KINDS)


def waited_for(user: User, today: date, most: int) -> list[Row]:
    """What others must do before this person, her park or her company can go on."""
    places = parks_seen_by(user), companies_seen_by(user)
    rows = _waited_for(user.pk, *places, roles=Roles.of(user, places), today=today, most=most)
    return read(rows, KINDS)


# The day is part of the shape: deadlines are reckoned from it.


@composed
def _waiting(
    pk: int | None, now: datetime | None, parks: list[int], companies: list[int], *, roles: Roles, today: date,
    most: int,
) -> QuerySet[Any, Any]:  # fmt: skip
    return together(waiting_rows(roles.person(pk, parks, companies), today, now), most)


@composed
def _waited_for(
    pk: int, parks: list[int], companies: list[int], *, roles: Roles, today: date, most: int
) -> QuerySet[Any, Any]:
    return together(waited_rows(roles.person(pk, parks, companies), today), most)


def waiting_rows(user: User, today: date, now: datetime | None) -> list[Rows]:
    """Of every room; `now` only for a network admin."""
    found = [rows for room in ROOMS for rows in room.waiting(user, today)]
    return found + [rows for room in ROOMS for rows in room.for_network(user, today, now)] if now else found


def waited_rows(user: User, today: date) -> list[Rows]:
    """The same of what she waits for."""
    return [rows for room in ROOMS for rows in room.waited_for(user, today)]
