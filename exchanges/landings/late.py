"""Decisions that parks had not taken in the agreed days: today, or when a day that is over ended."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from exchanges.agreements.ruling import packed_days, packed_on
from exchanges.landings.models import Landing, LandingStep
from exchanges.landings.queries import late_decisions
from exchanges.landings.states import State
from parks.park.models import Park
from softlanding.kernel.calendar import answer_day, has_ended, local_day

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


def late_today(park: Park | None, now: datetime) -> Late:
    """Applications past the agreed days that wait for a park, or (None) for any, as all pages count them; one query."""
    waiting: Any = late_decisions(now, park).select_related("company", "home", "host")
    return _told([(landing, landing.due_on, local_day(now, _decides(landing).time_zone)) for landing in waiting])


def late_when_it_ended(park: Park | None, last: date) -> Late:
    """Those that waited past the agreed day when `last` was over, by the steps until then; one query.

    Of an application that was answered since, the day is reckoned again from the terms that ruled when it was asked.
    """
    end = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(park.time_zone if park else "UTC"))
    later = LandingStep.objects.filter(landing=OuterRef("landing"), pk__gt=OuterRef("pk"))
    at_home, at_host = Q(to_state=State.SUBMITTED), Q(to_state=State.NOMINATED)
    if park:
        at_home, at_host = at_home & Q(landing__home=park), at_host & Q(landing__host=park)
    asked: Any = (
        LandingStep.objects.filter(at_home | at_host, at__lt=end)
        .filter(~Exists(later.filter(at__lt=end)))
        .annotate(moved=Exists(later), ruled=packed_days("landing__agreement"))
        .select_related("landing__company", "landing__home", "landing__host")
    )
    found = [(step.landing, _due(step), _decides(step.landing, step.to_state).time_zone) for step in asked]
    return _told(
        [(landing, due, local_day(end, zone)) for landing, due, zone in found if due and has_ended(due, end, zone)]
    )


def _due(step: Any) -> date | None:
    landing: Landing = step.landing
    if not step.moved:
        return landing.due_on
    zone = _decides(landing, step.to_state).time_zone
    terms = packed_on(step.ruled, local_day(step.at, zone))
    return answer_day(step.at, terms["decision_days"], zone) if terms else None


def _decides(landing: Landing, state: str = "") -> Park:
    """The park that must answer an application in its state, or in another."""
    return landing.home if (state or landing.state) == State.SUBMITTED else landing.host


def _told(found: list[tuple[Landing, date, date]]) -> Late:
    """Of landings with the day for the answer and the day that is today for whoever gives it."""
    found.sort(key=lambda it: (it[1], it[0].pk))
    told = [
        LateDecision(landing.company.name, landing.host.name, (today - due).days)
        for landing, due, today in found[:TOLD]
    ]
    return Late(told, len(found))
