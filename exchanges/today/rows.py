"""A row of what waits, whatever its kind: the columns that all kinds share, in a query and as they are read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from softlanding.kernel.calendar import clock_said, clocks_said, local_day

ANSWER_DAYS = 14  # within which a request without a date of its own should be answered
TEXT, NUMBER, DAY = CharField(), IntegerField(), DateField()


@dataclass(frozen=True)
class Row:
    """One thing that waits. `due`: its own deadline; `by`: the day it is sorted under; a, b, c: names.

    `zone`: the time zone of whoever must act, by which `due` ends; empty where several must, each by its own. `other`:
    that of the other side, or those of all who take part, with commas; or empty.
    """

    kind: str
    pk: int
    key: str  # in addresses
    due: date | None
    since: date | None
    by: date
    a: str
    b: str
    c: str
    zone: str
    other: str
    n: int | None
    m: int | None
    first: date | None
    home: int | None
    host: int | None
    pair: int | None

    @property
    def clock(self) -> str:
        """Whose clock `due` goes by, "Los Angeles time"; empty where all sides' days end at once."""
        if not (self.due and self.other):
            return ""
        others = self.other.split(",")
        return clock_said(self.due, self.zone, others) if self.zone else clocks_said(self.due, others, others)

    @property
    def clock_says(self) -> str:
        """The same as a sentence that follows another one."""
        return f" The day ends by {self.clock}." if self.clock else ""

    def today(self, now: datetime, elsewhere: date) -> date:
        """The day where whoever must act is; `elsewhere` for what has no place."""
        return local_day(now, self.zone) if self.zone else elsewhere


def row_of(rows: QuerySet[Any], kind: Any, since: Any, **columns: Any) -> QuerySet[Any, Any]:
    """The columns of Row, in their order; a text names a field, as in every expression."""
    nothing = Value(None)
    due, since = Cast(columns.get("due", nothing), DAY), Cast(since, DAY)
    by = Cast(columns["by"], DAY) if "by" in columns else Coalesce(due, since + timedelta(days=ANSWER_DAYS))
    texts = {name: Cast(columns.get(name, Value("")), TEXT) for name in ("a", "b", "c", "zone", "other")}
    numbers = {name: Cast(columns.get(name, nothing), NUMBER) for name in ("n", "m", "home", "host", "pair")}
    first = Cast(columns.get("first", nothing), DAY)
    shown = {
        "kind": Cast(kind, TEXT), "id": F("pk"), "key": Cast(columns.get("key", Value("")), TEXT),
        "due": due, "since": since, "by": Cast(by, DAY), **texts, "n": numbers["n"], "m": numbers["m"],
        "first": first, "home": numbers["home"], "host": numbers["host"], "pair": numbers["pair"],
    }  # fmt: skip
    named = {f"w_{name}": expression for name, expression in shown.items()}
    found: QuerySet[Any, Any] = rows.order_by().annotate(**named).values_list(*named)
    return found
