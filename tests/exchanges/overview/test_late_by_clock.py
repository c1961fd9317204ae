"""Who is late is told alike everywhere, by the clock of the park that must answer: Los Angeles or Auckland.

Los Angeles had until 7 December, which ends there at 8 o'clock of the 8th in Greenwich; Auckland until 9 December, which
ends there at 11 o'clock of the 9th: by a clock in Greenwich the one would be late too early and the other too late.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from exchanges.agreements.terms import Direction
from exchanges.balances import standings
from exchanges.landings.late import late_today, late_when_it_ended
from exchanges.landings.models import Landing
from exchanges.landings.queries import late_decisions, overdue
from exchanges.landings.records import records, settled, with_levels
from exchanges.overview import figures
from exchanges.overview.contents import Scope
from exchanges.overview.lists import LISTS
from exchanges.policy.queries import in_force
from parks.park.models import Park
from softlanding.kernel.calendar import local_day
from tests.exchanges import cast
from tests.exchanges.cast import at

pytestmark = pytest.mark.django_db
Parks = tuple[Park, Park]
Told = Callable[[datetime, Parks], tuple[int, int]]  # how many answers are late: of the home park, of the host


@pytest.fixture
def parks() -> Parks:
    home, host = cast.park("Venice Beach", "Anna Lund"), cast.park("Waitemata", "Bea Ruiz")
    home.time_zone, host.time_zone = "America/Los_Angeles", "Pacific/Auckland"
    home.save()
    host.save()
    cast.agreed(home, host, Direction(6, places=2))
    start = date(2027, 3, 1)
    cast.submitted(cast.company("Lumen", home, "Cleo Dias"), host, start, 2)
    cast.nominated(cast.company("Nova", home, "Dana Wolf"), host, start, 2)
    Landing.objects.filter(state="submitted").update(due_on=date(2026, 12, 7))
    Landing.objects.filter(state="nominated").update(due_on=date(2026, 12, 9))
    return home, host


def both(found: Any) -> tuple[int, int]:
    states = [landing.state for landing in found]
    return states.count("submitted"), states.count("nominated")


def of_records(now: datetime, parks: Parks) -> tuple[int, int]:
    found = records(parks, in_force(), now)
    return found[parks[0].pk].overdue, found[parks[1].pk].overdue


def of_rows(rows: Any, parks: Parks) -> tuple[int, int]:
    found = {row.pk: row.r_overdue for row in rows}
    return found[parks[0].pk], found[parks[1].pk]


def of_each_alone(now: datetime, parks: Parks) -> tuple[int, int]:
    home, host = (records([it], in_force(), now)[it.pk].overdue for it in parks)
    return home, host


def of_settled(now: datetime, parks: Parks) -> tuple[int, int]:
    home, host = (before.overdue for _, before, _, _ in settled(dict.fromkeys(parks, (0, 0)), now))
    return home, host


def of_park_figures(now: datetime, parks: Parks) -> tuple[int, int]:
    home, host = (figures.park_figures(it, local_day(now, it.time_zone), now).late for it in parks)
    return home, host


def of_parks_lists(now: datetime, parks: Parks) -> tuple[int, int]:
    home, host = (late_decisions(now, it).count() for it in parks)
    return home, host


def of_a_list(now: datetime, parks: Parks) -> tuple[int, int]:
    return both(LISTS["landings"].filtered(Scope(now.date(), now), {"late": "on"}).qs)


def of_the_standings_list(now: datetime, parks: Parks) -> tuple[int, int]:
    return of_rows(LISTS["parks"].rows(Scope(now.date(), now)), parks)


PLACES: dict[str, Told] = {
    "todos": lambda now, parks: both(overdue(now)),
    "records": of_records,
    "records of each alone": of_each_alone,
    "levels": lambda now, parks: of_rows(with_levels(Park.objects.all(), in_force(), now), parks),
    "standings": lambda now, parks: of_rows(standings.parks_by_level(in_force(), now), parks),
    "settlements": of_settled,
    "late decisions": lambda now, parks: both(late_decisions(now)),
    "late decisions of a park": of_parks_lists,
    "figures of a park": of_park_figures,
    "report of the day": lambda now, parks: (late_today(parks[0], now).number, late_today(parks[1], now).number),
    "list of landings": of_a_list,
    "list of parks": of_the_standings_list,
}
HOURS = [
    (at(2026, 12, 8, 7), (0, 0)), (at(2026, 12, 8, 8), (1, 0)), (at(2026, 12, 9, 10), (1, 0)),
    (at(2026, 12, 9, 11), (1, 1)),
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_park_is_late_when_its_own_day_has_ended(parks, place) -> None:
    told = {now: PLACES[place](now, parks) for now, _ in HOURS}
    assert told == dict(HOURS)


def test_the_networks_figure_counts_each_by_its_clock(parks) -> None:
    late = [figures.network_figures(now.date(), now).late for now, _ in HOURS]
    assert late == [sum(numbers) for _, numbers in HOURS]


def test_the_networks_report_of_the_day_counts_the_days_where_the_park_is(parks) -> None:
    assert [late_today(None, now).number for now, _ in HOURS] == [0, 1, 1, 2]
    assert [one.days for one in late_today(None, at(2026, 12, 9, 11)).told] == [2, 1], "the 9th there, and the 10th"


@pytest.mark.parametrize(("last", "number"), [(date(2026, 12, 7), 0), (date(2026, 12, 8), 1), (date(2026, 12, 9), 2)])
def test_when_the_networks_day_ended_only_who_was_late_by_its_own_clock_is_told(parks, last, number) -> None:
    assert late_when_it_ended(None, last).number == number


def test_what_is_kept_is_kept_until_a_day_can_end(parks) -> None:
    """The overview's page is kept for a quarter of an hour of the clock; no time zone's midnight lies within one."""
    midnight = at(2026, 12, 8, 8)
    moments = (midnight - timedelta(minutes=1), midnight, midnight + timedelta(minutes=14))
    before, after, later = (Scope(now.date(), now).moment for now in moments)
    assert before < after == later
