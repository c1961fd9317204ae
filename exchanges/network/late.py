"""Decisions that parks had not taken in the agreed days: today, or when a day that is over ended."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from exchanges.landings.models import Landing, LandingStep
from exchanges.landings.states import State
from parks.models import Park
from softlanding.kernel.calendar import local_day

TOLD = 5  # by name


@dataclass(frozen=True)
class LateDecision:
    """An application of `company` to `host`, `days` past the day by which a park should have answered."""

    company: str
    host: str
    days: int


@dataclass(frozen=True)
class Late:
    """The longest late first, at most TOLD of `number`."""

    told: list[LateDecision] = field(default_factory=list)
    number: int = 0


def late_today(park: Park | None, today: date) -> Late:
    """Applications past the agreed days that wait for a park, or (None) for any; one query."""
    waiting = _waits_for(park, Landing.objects.filter(due_on__lt=today), "")
    return _told([(landing, landing.due_on) for landing in waiting.select_related("company", "host")], today)


def late_when_it_ended(park: Park | None, last: date) -> Late:
    """Those that waited past the agreed day when `last` was over, by the steps until then; one query.

    Of an application that was answered since, the day is reckoned again from the terms of its agreement.
    """
    end = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(park.time_zone if park else "UTC"))
    later = LandingStep.objects.filter(landing=OuterRef("landing"), pk__gt=OuterRef("pk"))
    asked: Any = (
        _waits_for(park, LandingStep.objects.filter(at__lt=end), "landing__", state="to_state")
        .filter(~Exists(later.filter(at__lt=end)))
        .annotate(moved=Exists(later))
        .select_related("landing__company", "landing__home", "landing__host", "landing__agreement__ruling")
    )
    found = [(step.landing, _due(step)) for step in asked]
    return _told([(landing, due) for landing, due in found if due and due <= last], last + timedelta(days=1))


def _waits_for(park: Park | None, rows: QuerySet[Any], landing: str, state: str = "state") -> QuerySet[Any]:
    """Rows in whose state a park must answer; `landing`: the way to it from a row."""
    home, host = Q(**{state: State.SUBMITTED}), Q(**{state: State.NOMINATED})
    if park:
        home, host = home & Q(**{f"{landing}home": park}), host & Q(**{f"{landing}host": park})
    return rows.filter(home | host)


def _due(step: Any) -> date | None:
    landing: Landing = step.landing
    if not step.moved:
        return landing.due_on
    if not (landing.agreement and landing.agreement.ruling):
        return None
    decides = landing.home if step.to_state == State.SUBMITTED else landing.host
    asked_on = local_day(step.at, decides.time_zone)
    return asked_on + timedelta(days=landing.agreement.ruling.decision_days)


def _told(found: list[tuple[Landing, date]], today: date) -> Late:
    found.sort(key=lambda it: (it[1], it[0].pk))
    told = [LateDecision(landing.company.name, landing.host.name, (today - due).days) for landing, due in found[:TOLD]]
    return Late(told, len(found))
