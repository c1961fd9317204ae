"""What waits, whatever it is: a room names its kinds of things with their words, and gives their rows.

    CLAIM = Kind("claim", Claim, says=verify, waited=to_be_verified)

    def waiting(user: User, today: date) -> list[Rows]:
        columns = {"company": "company_id", "name": "company__name", "park": "park__name"}
        return [rows_of(waiting_claims(user), CLAIM, since="created_at", **columns)]

    TODOS = Todos((CLAIM,), waiting)

The rows of all rooms are one statement (`together`): each gives what they are sorted by, and the columns of its own
kind in one object, which is read back into the kind's class.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from softlanding.kernel.calendar import clock_said, clocks_said, local_day
from softlanding.kernel.packing import unpacked

ANSWER_DAYS = 14  # within which a request without a date of its own should be answered
TEXT, DAY, NOWHERE = CharField(), DateField(), Value("")

Columns = TypeVar("Columns")
Person = TypeVar("Person")


@dataclass(frozen=True)
class Asked:
    """What somebody must do, in words: what hangs on it, and the button. `waits` stands in place of since when."""

    headline: str
    text: str
    url: str
    verb: str
    waits: str = ""


@dataclass(frozen=True)
class Awaited:
    """What others must do, in words: `who` they are; `url` may be empty."""

    headline: str
    url: str
    who: str


@dataclass(frozen=True)
class Kind(Generic[Columns]):
    """A kind of thing that waits.

    `columns`: a frozen dataclass of what its rows tell, texts, whole numbers, days and whether something is so. `says`:
    its words for whoever must act, `waited` for whoever waits for others; a kind that is only one of both has only one.
    """

    name: str
    columns: type[Columns]
    says: Callable[[Columns], Asked] | None = None
    waited: Callable[[Columns], Awaited] | None = None


@dataclass(frozen=True)
class Rows:
    """Rows of these kinds, as a part of the statement that reads all that waits."""

    kinds: tuple[Kind[Any], ...]
    query: QuerySet[Any, Any]


@dataclass(frozen=True)
class Todos(Generic[Person]):
    """What of a room waits for whom, by the day: `waiting` for a person who must act, `for_network` for a network admin
    besides, at a moment; `waited_for`: what others must do before a person can go on.
    """

    kinds: tuple[Kind[Any], ...]
    waiting: Callable[[Person, date], Sequence[Rows]] = lambda person, today: ()
    for_network: Callable[[Person, date, datetime], Sequence[Rows]] = lambda person, today, now: ()
    waited_for: Callable[[Person, date], Sequence[Rows]] = lambda person, today: ()


@dataclass(frozen=True)
class Row:
    """One thing that waits. `due`: its own deadline; `by`: the day it is sorted under; `its`: the columns of its kind.

    `zone`: the time zone of whoever must act, by which `due` ends; empty where several must, each by its own.
    `other_zones`: that of the other side, or those of all who take part, with commas; or empty.
    """

    kind: Kind[Any]
    pk: int
    due: date | None
    since: date | None
    by: date
    zone: str
    other_zones: str
    its: Any

    @property
    def asked(self) -> Asked:
        """In words, for whoever must act."""
        assert self.kind.says, self.kind.name
        return self.kind.says(self.its)

    @property
    def awaited(self) -> Awaited:
        """In words, for whoever waits for others."""
        assert self.kind.waited, self.kind.name
        return self.kind.waited(self.its)

    @property
    def clock(self) -> str:
        """Whose clock `due` goes by, "Los Angeles time"; empty where all sides' days end at once."""
        if not (self.due and self.other_zones):
            return ""
        others = self.other_zones.split(",")
        return clock_said(self.due, self.zone, others) if self.zone else clocks_said(self.due, others, others)

    def today(self, now: datetime, elsewhere: date) -> date:
        """The day where whoever must act is; `elsewhere` for what has no place."""
        return local_day(now, self.zone) if self.zone else elsewhere


def rows_of(
    found: QuerySet[Any, Any], *kinds: Kind[Any], since: Any, due: Any = None, by: Any = None, named: Any = None,
    zone: Any = NOWHERE, other_zones: Any = NOWHERE, **columns: Any,
) -> Rows:  # fmt: skip
    """`columns` gives each column of the kinds' class; a text names a field, as in every expression.

    `named` says which of several kinds a row is. Without a day of its own a thing should be done in ANSWER_DAYS from
    `since`, or `by`. Raises TypeError for columns that are not those of the class.
    """
    for kind in kinds:
        refuse_other_columns(kind, columns)
    due, since = Cast(due, DAY), Cast(since, DAY)
    by = Coalesce(due, since + timedelta(days=ANSWER_DAYS)) if by is None else by
    shown = {
        "kind": Cast(named or Value(kinds[0].name), TEXT), "id": F("pk"), "due": due, "since": since,
        "by": Cast(by, DAY), "zone": Cast(zone, TEXT), "other_zones": Cast(other_zones, TEXT),
        "its": JSONObject(**columns),
    }  # fmt: skip
    annotated = {f"todo_{name}": expression for name, expression in shown.items()}  # no field of a model is called so
    return Rows(kinds, found.order_by().annotate(**annotated).values_list(*annotated))


def refuse_other_columns(kind: Kind[Any], given: Iterable[str]) -> None:
    """Raise TypeError unless the rows of a kind give the columns of its class."""
    wanted, given = {field.name for field in fields(kind.columns)}, set(given)
    if missing := wanted - given:
        raise TypeError(f"{kind.name}: its rows do not give {', '.join(sorted(missing))} of {kind.columns.__name__}.")
    if more := given - wanted:
        raise TypeError(f"{kind.name}: its rows give {', '.join(sorted(more))}, not of {kind.columns.__name__}.")


def together(parts: Sequence[Rows], most: int) -> QuerySet[Any, Any]:
    """Rows of all kinds, soonest first, in one question; read them with `read`."""
    first, *others = (part.query for part in parts)
    return first.union(*others, all=True).order_by("todo_by", "todo_kind", "todo_id")[:most]


def read(rows: Iterable[Sequence[Any]], kinds: Mapping[str, Kind[Any]]) -> list[Row]:
    """The rows of `together`; `kinds` by name."""
    return [
        Row(kinds[name], pk, due, since, by, zone, other_zones, unpacked(kinds[name].columns, its))
        for name, pk, due, since, by, zone, other_zones, its in rows
    ]
