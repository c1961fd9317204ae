"""Everything that waits, soonest first, in one statement: the rows of all rooms together."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from exchanges.today.persons import Roles, companies_of, parks_of
from exchanges.today.rooms import KINDS, ROOMS
from softlanding.accounts.models import User
from softlanding.kernel.composed import composed
from softlanding.kernel.todos import Row, Rows, read, together


def waiting(user: User, today: date, now: datetime, most: int) -> list[Row]:
    """What this person, her parks and companies must do next, soonest first; at most `most` rows."""
    who, at = (user.pk, now) if user.is_network_admin else (None, None)  # what waits for others depends on neither
    rows = _waiting(who, at, parks_of(user), companies_of(user), roles=Roles.of(user), today=today, most=most)
    return read(rows, KINDS)


def waited_for(user: User, today: date, most: int) -> list[Row]:
    """What others must do before this person, her park or her company can go on."""
    rows = _waited_for(user.pk, parks_of(user), companies_of(user), roles=Roles.of(user), today=today, most=most)
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
