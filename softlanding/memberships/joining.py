"""Requests to join as things that wait, the same for parks and companies."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import TEXT, Asked, Awaited, Kind, Rows, rows_of


@dataclass(frozen=True)
class Request:
    """Somebody asks to join a park or a company, `key` in addresses."""

    person: str
    owner: str
    key: str


def asking_to_join(name: str, room: str) -> Kind[Request]:
    """The kind of a room: its URL namespace."""

    def says(it: Request) -> Asked:
        text = f"Whoever joins can see and do what the people of {it.owner} can."
        return Asked(f"{it.person} asks to join {it.owner}", text, path_to(f"{room}:people", it.key), "Answer")

    return Kind(name, Request, says, waited=_to_be_let_in)


def _to_be_let_in(it: Request) -> Awaited:
    return Awaited(f"{it.owner} to let you in", "", it.owner)


def requests(found: QuerySet[Any], kind: Kind[Request], owner: str, key: str) -> Rows:
    """Of memberships: `owner` and `key` name the field of the owner and that of its key in addresses."""
    person = Coalesce(NullIf("user__name", Value("")), "user__email")
    return rows_of(
        found, kind, since="created_at", person=person, owner=f"{owner}__name", key=Cast(key, TEXT)
    )  # fmt: skip
