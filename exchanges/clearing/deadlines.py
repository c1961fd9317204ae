"""By when a clearing, or its undoing, is answered: each park by its own clock, which whoever reads it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, OuterRef, QuerySet, TextField, Value

from exchanges.clearing.models import Clearing, ClearingPart
from exchanges.clearing.states import State
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.calendar import clock_said, clocks_said, local_day


@dataclass(frozen=True)
class Deadline:
    """`clock`: whose day it is, empty where it ends for all parks at once; `today`: where whoever reads it counts."""

    day: date
    clock: str
    today: date

    @property
    def said(self) -> str:
        """ "14 December 2026 (each in its own time zone)"."""
        return words.day_by(self.day, self.clock)


def zones_of_each() -> ArraySubquery:
    """The time zones of the parks that a clearing of the outer query affects, each once."""
    return ArraySubquery(_zones(ClearingPart.objects.filter(clearing=OuterRef("pk"))))


def zones_beside() -> Func:
    """The same of a part of the outer query, in one text with commas: those of all parks of its clearing."""
    zones = ArraySubquery(_zones(ClearingPart.objects.filter(clearing=OuterRef("clearing"))))
    return Func(zones, Value(","), function="array_to_string", output_field=TextField())


def zones_of(parts: QuerySet[ClearingPart]) -> list[str]:
    """The time zones of the parks of these parts, each once."""
    return list(_zones(parts))


def zones_of_parks(parks: Iterable[int]) -> list[str]:
    """The same of parks (their ids)."""
    return list(Park.objects.filter(pk__in=parks).order_by().values_list("time_zone", flat=True).distinct())


def _zones(parts: QuerySet[ClearingPart]) -> QuerySet[ClearingPart, str]:
    return parts.order_by().values_list("park__time_zone", flat=True).distinct()


def day_asked(clearing: Clearing) -> date:
    """The day to answer by what is asked now: the clearing itself, or the undoing that is proposed."""
    return clearing.undo_by if clearing.state == State.UNDOING and clearing.undo_by else clearing.answer_by


def deadline_of(clearing: Clearing, zones: list[str], now: datetime, park: Park | None, answers: bool) -> Deadline:
    """As somebody of `park` reads it (None: of the network). `answers`: whether it is this park that must answer.

    The days left are counted where the reader is; for the network where the day ends last.
    """
    day = day_asked(clearing)
    clock = clock_said(day, park.time_zone, zones) if park and answers else clocks_said(day, zones, zones)
    today = min((local_day(now, zone) for zone in ([park.time_zone] if park else zones)), default=now.date())
    return Deadline(day, clock, today)


def dated(clearings: Iterable[Any], now: datetime, park: Park | None) -> list[Any]:
    """Clearings with their `zones`, each given its `deadline` as it stands in a list that people of `park` read."""
    found = list(clearings)
    for one in found:
        one.deadline = deadline_of(one, one.zones, now, park, answers=False)
    return found
