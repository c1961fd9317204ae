"""A stay's days begin and end at the host, whoever's day it is already: a host in Auckland with a home park in Los
Angeles, and the other way round. Auckland's day begins 21 hours before that of Los Angeles.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from companies.company.models import Company
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.landings import actions
from exchanges.landings.decisions import confirming
from exchanges.landings.effects import effect_of
from parks.park.models import Park
from softlanding.kernel.calendar import day_ends, local_day
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.agreements import making

pytestmark = pytest.mark.django_db
ZONES = ("Pacific/Auckland", "America/Los_Angeles")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST, LEAVES = date(2026, 12, 10), date(2027, 1, 10)  # on which the second month begins


@pytest.fixture(params=["host ahead", "home ahead"])
def parks(request: pytest.FixtureRequest) -> tuple[Park, Park]:
    """Home and host; six months a year each way."""
    made = [cast.park("Home", "Anna Lund"), cast.park("Host", "Bea Ruiz")]
    zones = ZONES if request.param == "home ahead" else ZONES[::-1]
    for park, zone in zip(made, zones, strict=True):
        park.time_zone = zone
        park.save()
    cast.agreed(*made, Direction(6, places=2))
    return made[0], made[1]


@pytest.fixture
def lumen(parks) -> Company:
    return cast.company("Lumen", parks[0], "Cleo Dias")


def begins(day: date, park: Park) -> datetime:
    return day_ends(day - DAY, park.time_zone)


def refused(ask: Callable[[datetime], object], now: datetime) -> str:
    """The field of the refusal; empty where it is allowed."""
    try:
        ask(now)
    except Refused as why:
        return why.field or "all"
    return ""


def test_a_day_has_come_when_it_has_come_at_the_host(parks, lumen) -> None:
    """To arrive, to post a month and to leave: not an hour before, and from its first moment on."""
    host = parks[1]
    landing = cast.confirmed(lumen, host, FIRST, 3)
    by = cast.manager_of(host)

    def check_in(now: datetime) -> object:
        return actions.check_in(landing, by=by, arrived_on=FIRST, now=now)

    def check_out(now: datetime) -> object:
        return actions.check_out(landing, by=by, left_on=LEAVES, reason="Called home", now=now)

    assert refused(check_in, begins(FIRST, host) - HOUR) == "arrived_on"
    assert refused(check_in, begins(FIRST, host)) == ""
    second = begins(LEAVES, host)
    assert refused(check_out, second - HOUR) == "left_on"
    assert [actions.daily(now)["begun"] for now in (second - HOUR, second)] == [0, 1]
    assert refused(check_out, second) == "" and cast.balance(host, parks[0]) == 2


def test_a_no_show_is_known_once_the_first_day_is_over_at_the_host(parks, lumen) -> None:
    host = parks[1]
    landing = cast.confirmed(lumen, host, FIRST, 3)

    def no_show(now: datetime) -> object:
        return actions.no_show(landing, by=cast.manager_of(host), reason="Nobody came", now=now)

    assert refused(no_show, begins(FIRST + DAY, host) - HOUR) == "all"
    assert refused(no_show, begins(FIRST + DAY, host)) == ""


def test_a_first_day_can_be_wished_and_offered_until_it_is_over_at_the_host(parks, lumen) -> None:
    home, host = parks
    over = begins(FIRST + DAY, host)
    other = cast.nominated(cast.company("Other", home, "Dora Diaz"), host, FIRST, 2)

    def submit(now: datetime) -> object:
        return cast.submitted(lumen, host, FIRST, 2, now)

    def offer(now: datetime) -> object:
        answer_by = max(FIRST, local_day(now, home.time_zone))
        return actions.offer(
            other, by=cast.manager_of(host), starts_on=FIRST, length=2, answer_by=answer_by, now=now
        )  # fmt: skip

    assert (refused(submit, over), refused(offer, over)) == ("wished_start", "starts_on")
    assert "has passed" in effect_of(other, FIRST, 2, over).refusal
    assert refused(submit, over - HOUR) == "" == effect_of(other, FIRST, 2, over - HOUR).refusal
    assert refused(offer, over - HOUR) in ("", "answer_by"), "the day may be over for the company that answers"


def test_an_offer_is_confirmed_on_its_last_day_at_the_home_park_and_no_longer(parks, lumen) -> None:
    home, host = parks
    landing = cast.offered(lumen, host, FIRST, 3)  # to be answered by the first day
    over = begins(FIRST + DAY, home)

    def confirm(now: datetime) -> object:
        return actions.confirm(landing, by=cast.lead_of(lumen), now=now)

    assert refused(confirm, over) == "all" and "This offer ended" in confirming(landing, over).refusal
    assert confirming(landing, over - HOUR).refusal == "" == refused(confirm, over - HOUR)


@pytest.mark.parametrize("days_after", [-1, 0, 1])
def test_days_to_decide_are_those_of_the_terms_that_rule_where_it_is_decided(parks, lumen, days_after) -> None:
    """From a day on a park has 30 days instead of 14: home and host each from when that day begins there."""
    home, host = parks
    agreement = making.amend(Agreement.objects.get(), home, decision_days=30, rules_from=FIRST)
    making.both_sign(agreement)
    for zone_of in (home, host):
        now = begins(FIRST, zone_of) + days_after * HOUR
        sent = cast.submitted(cast.company(f"For {zone_of}", home, f"Lead {zone_of}"), host, date(2027, 6, 1), 1, now)
        assert sent.due_on == due(now, home)
        assert actions.nominate(sent, by=cast.manager_of(home), now=now).due_on == due(now, host)


def due(now: datetime, park: Park) -> date:
    today = local_day(now, park.time_zone)
    return today + timedelta(days=30 if today >= FIRST else 14)
