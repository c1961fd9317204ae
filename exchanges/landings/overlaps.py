"""Other stays and applications of a company on the same days (rule 15), and how each side reads of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Func, OuterRef
from psycopg2.extras import DateRange

from exchanges.landings.models import Landing
from exchanges.landings.states import STAYS, State
from softlanding.kernel import words
from softlanding.kernel.calendar import stay_ends
from softlanding.kernel.packing import packed

SENT = (State.SUBMITTED, State.NOMINATED, State.OFFERED)  # asked for or offered, and not a stay
CAN_STILL_ACT = (State.DRAFT, *SENT, State.CONFIRMED)

SAYS = {
    State.SUBMITTED: "has applied to {where} for {days}",
    State.NOMINATED: "has applied to {where} for {days}",
    State.OFFERED: "is offered a stay at {where} from {days}",
    State.CONFIRMED: "has confirmed a stay at {where} from {days}",
    State.LANDED: "is at {where} from {days}",
    State.COMPLETED: "was at {where} from {days}",
}


@dataclass(frozen=True)
class Other:
    """Another landing of the company, as far as its days go; `days` end exclusively."""

    state: State
    host: str
    days: DateRange


def days_of(period: DateRange | None, wished_start: date | None, wished_months: int | None) -> DateRange | None:
    """The days promised, or wished as long as nothing is; None while a draft names none."""
    if period:
        return period
    return DateRange(wished_start, stay_ends(wished_start, wished_months)) if wished_start and wished_months else None


def others_packed() -> Func:
    """What else a landing's company applied for, is offered or has confirmed, packed into the landing's row."""
    found = Landing.objects.filter(company=OuterRef("company"), state__in=(*SENT, *STAYS)).exclude(pk=OuterRef("pk"))
    return packed(
        found.order_by("pk"), state="state", host="host__name", wished="wished_start", months="wished_months",
        start="period__startswith", end="period__endswith",
    )  # fmt: skip


def _other(row: Mapping[str, Any]) -> Other | None:
    first, last, wished = (date.fromisoformat(row[it]) if row[it] else None for it in ("start", "end", "wished"))
    days = days_of(DateRange(first, last) if first else None, wished, row["months"])
    return Other(State(row["state"]), row["host"], days) if days else None


def warnings_of(landing: Any, sides: Collection[str]) -> list[str]:
    """A sentence for each overlap, while somebody can still act. `landing` carries `others`, packed.

    A host alone does not read where else a company applies.
    """
    mine = days_of(landing.period, landing.wished_start, landing.wished_months)
    if mine is None or landing.state not in CAN_STILL_ACT:
        return []
    others = [other for other in map(_other, landing.others) if other and _overlap(other.days, mine)]
    return [_warning(landing, other, names_all=set(sides) != {"host"}) for other in others]


def _overlap(one: DateRange, other: DateRange) -> bool:
    return bool(one.lower < other.upper and other.lower < one.upper)


def _warning(landing: Landing, other: Other, names_all: bool) -> str:
    where = other.host if names_all or other.state in STAYS else "another park"
    span = f"{words.day(other.days.lower)} to {words.day(other.days.upper - timedelta(days=1))}"
    said = SAYS[other.state].format(where=where, days=span)
    return f"{landing.company} {said}. These days overlap, and a company has one stay at a time."


def asked_elsewhere(stay: Landing) -> list[Landing]:
    """What the company of a stay asked of other hosts, or is offered, on its days; one query."""
    found = Landing.objects.filter(company=stay.company_id, state__in=SENT).exclude(pk=stay.pk)
    with_days = [
        (one, days_of(one.period, one.wished_start, one.wished_months)) for one in found.select_related("host")
    ]
    return [one for one, days in with_days if days and _overlap(days, stay.period)]
