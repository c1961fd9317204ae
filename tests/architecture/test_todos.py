"""A kind of thing that waits is a Kind and its rows in a room's todos.py; what a half-added one lacks is named here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, get_type_hints

import pytest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from companies.company.queries import waiting_claims
from exchanges.today.persons import Roles
from exchanges.today.rooms import KINDS, ROOMS
from softlanding.accounts.models import User
from softlanding.kernel.todos import Asked, Awaited, Kind, Rows, Todos, rows_of
from tests.architecture.test_shape import APPS, ROOT
from tests.exchanges.cast import NOW

DAY = NOW.date()
# What a column of a type may hold, and of a name: a text may be a key in an address.
VALUES: dict[Any, Any] = {str: "2", int: 2, bool: True, date: DAY}
NAMED = {"because": "waiver"}


def everybody() -> User:
    """Somebody for whom anything could wait: she runs a park, speaks for a company and is a network admin."""
    return Roles(("manager",), ("lead",), is_network_admin=True).person(1, [1], [2])


def lacking(room: Todos[User]) -> list[str]:
    """What is missing of each kind of a room."""
    try:
        asked = [*room.waiting(everybody(), DAY), *room.for_network(everybody(), DAY, NOW)]
        awaited = list(room.waited_for(everybody(), DAY))
    except TypeError as refused:
        return [str(refused)]
    found = [f"{name}: a place among the room's kinds" for name in sorted(_kinds(asked, awaited) - _names(room.kinds))]
    for kind in room.kinds:
        found += [
            f"{kind.name}: {lack}" for lack in _lacks(kind, kind.name in _kinds(asked), kind.name in _kinds(awaited))
        ]
    return found


def _kinds(*parts: Iterable[Rows]) -> set[str]:
    return {kind.name for rows in parts for part in rows for kind in part.kinds}


def _names(kinds: Iterable[Kind[Any]]) -> set[str]:
    return {kind.name for kind in kinds}


def _lacks(kind: Kind[Any], is_asked: bool, is_awaited: bool) -> Iterator[str]:
    if not (kind.says or kind.waited):
        yield "words"
    for words, is_given, whom in (
        (kind.says, is_asked, "whoever must act"),
        (kind.waited, is_awaited, "whoever waits for others"),
    ):
        if words and not is_given:
            yield f"rows for {whom}"
        elif is_given and not words:
            yield f"words for {whom}"
        elif words:
            yield from _unsaid(kind, words)


def _unsaid(kind: Kind[Any], words: Callable[[Any], Asked | Awaited]) -> Iterator[str]:
    """What its words lack of a row with everything, and of one with nothing that may be missing."""
    hints = get_type_hints(kind.columns)
    if odd := [name for name, hint in hints.items() if _type(hint) not in VALUES]:
        yield f"columns that can be read back: not {', '.join(odd)}"
        return
    whole = {name: NAMED.get(name, VALUES[_type(hint)]) for name, hint in hints.items()}
    bare = {name: None if hint != _type(hint) else whole[name] for name, hint in hints.items()}
    for columns in (whole, bare):
        try:
            said = words(kind.columns(**columns))
        except AttributeError as missing:
            yield f"the column {missing.name} of which its words speak"
            return
        except NoReverseMatch:
            yield "an address of its button"
            return
        empty = [name for name in ("headline", "verb", "who") if not getattr(said, name, "-")]
        yield from (f"a {name}" for name in empty)
        if not _leads_somewhere(said):
            yield "an address of its button" if isinstance(said, Asked) else "an address"
            return


def _type(hint: Any) -> Any:
    """What a column is, if it is anything."""
    return next((one for one in VALUES if hint in (one, one | None)), hint)


def _leads_somewhere(said: Asked | Awaited) -> bool:
    """Of what is awaited there may be no page."""
    if not said.url:
        return isinstance(said, Awaited)
    try:
        resolve(said.url.partition("?")[0])
    except Resolver404:
        return False
    return True


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.waiting.__module__)
def test_every_kind_of_a_room_is_whole(room: Todos[User]):
    assert lacking(room) == []


def test_no_two_kinds_share_a_name():
    assert len(KINDS) == sum(len(room.kinds) for room in ROOMS)


def test_every_room_with_todos_is_one_of_todays():
    files = (path.relative_to(ROOT) for app in APPS for path in (ROOT / app).rglob("todos.py"))
    modules = {".".join(path.with_suffix("").parts) for path in files} - {"softlanding.kernel.todos"}
    assert all(import_module(name).TODOS in ROOMS for name in modules) and len(modules) == len(ROOMS)


@dataclass(frozen=True)
class Claim:
    company: int
    name: str


def of_claims(*kinds: Kind[Claim], **more: Any) -> Callable[[User, date], list[Rows]]:
    given = {"since": "created_at", "company": "company_id", "name": "company__name", **more}
    return lambda user, today: [rows_of(waiting_claims(user), *kinds, **given)]


def visit(it: Claim) -> Asked:
    return Asked(f"Visit {it.name}", "", f"/companies/{it.company}/", "Visit")


def visited(it: Claim) -> Awaited:
    return Awaited(f"{it.name} to be visited", "", "Somebody")


def nowhere(it: Claim) -> Asked:
    return Asked(f"Visit {it.name}", "", "/nowhere/", "")


def to_no_page(it: Claim) -> Asked:
    return Asked(f"Visit {it.name}", "", reverse("companies:visit", args=[it.company]), "Visit")


def of_a_park(it: Any) -> Asked:
    return Asked(f"Visit {it.name} at {it.park}", "", "/", "Visit")


@dataclass(frozen=True)
class Timed:
    company: int
    name: str
    parts: list[str]


WHOLE, MUTE = Kind("visit", Claim, visit), Kind[Claim]("mute", Claim)
BOTH = Kind("visit", Claim, visit, visited)


@pytest.mark.parametrize(
    ("room", "lacks"),
    [
        (Todos((WHOLE,), of_claims(WHOLE)), []),
        (Todos((BOTH,), of_claims(BOTH), waited_for=of_claims(BOTH)), []),
        (Todos((WHOLE,)), ["visit: rows for whoever must act"]),
        (Todos((BOTH,), of_claims(BOTH)), ["visit: rows for whoever waits for others"]),
        (Todos((MUTE,)), ["mute: words"]),
        (Todos((MUTE,), of_claims(MUTE)), ["mute: words", "mute: words for whoever must act"]),
        (
            Todos((WHOLE,), of_claims(WHOLE), waited_for=of_claims(WHOLE)),
            ["visit: words for whoever waits for others"],
        ),
        (Todos((), of_claims(WHOLE)), ["visit: a place among the room's kinds"]),
        (
            Todos((it := Kind("visit", Claim, nowhere),), of_claims(it)),
            ["visit: a verb", "visit: an address of its button"],
        ),
        (
            Todos((it := Kind("visit", Claim, to_no_page),), of_claims(it)),
            ["visit: an address of its button"],
        ),
        (
            Todos((it := Kind("visit", Claim, of_a_park),), of_claims(it)),
            ["visit: the column park of which its words speak"],
        ),
        (
            Todos((WHOLE,), of_claims(WHOLE, park="park__name")),
            ["visit: its rows give park, not of Claim."],
        ),
        (
            Todos((it := Kind("visit", Timed, nowhere),), of_claims(it)),
            ["visit: its rows do not give parts of Timed."],
        ),
        (
            Todos((it := Kind("visit", Timed, nowhere),), of_claims(it, parts="company_id")),  # type: ignore[arg-type]
            ["visit: columns that can be read back: not parts"],
        ),
    ],
)
def test_a_kind_that_is_half_added_is_named(room: Todos[User], lacks: list[str]):
    assert lacking(room) == lacks
