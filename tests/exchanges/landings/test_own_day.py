"""A park's standing is of its own day, whoever decides and wherever that is: Recife's 23 November is Seoul's 24th."""

from datetime import date

import pytest
import time_machine

from exchanges.agreements.terms import Direction
from exchanges.balances import standings
from exchanges.exceptions.views import position
from exchanges.landings.effects import effect_of
from exchanges.landings.positions import Move, in_network, position_of
from exchanges.landings.records import record_of, records, settled, standing_of, with_levels
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from exchanges.policy import actions as policy
from exchanges.policy.queries import in_force
from exchanges.policy.standing import Level
from exchanges.settlements.effects import effect_of as settling
from parks.park.models import Park
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 23)
HOURS = {at(2026, 11, 23, 16): (0, 14), at(2026, 11, 24, 3): (14, 14)}  # before and after Recife's day ends
START = date(2027, 3, 1)


def placed(name: str, manager: str, zone: str) -> Park:
    park = cast.park(name, manager)
    park.time_zone = zone
    park.save()
    return park


@pytest.fixture
def parks() -> tuple[Park, Park]:
    """Recife and Songdo each owe Turin 14 months, under agreements whose last day is 23 November."""
    recife, songdo = placed("Recife", "Rita Reis", "America/Recife"), placed("Songdo", "Soo Park", "Asia/Seoul")
    turin = cast.park("Turin", "Carla Conti")
    cast.agreed(recife, songdo, Direction(12, places=9), limit_at=None, alert_at=None)
    for park in (recife, songdo):
        cast.agreed(park, turin, Direction(12), limit_at=None, alert_at=None, valid=(date(2026, 1, 1), LAST))
        owed = ledger.Entry(date(2022, 3, 1), park, turin, 14, Because.STAY, f"class/{park.code}", "A class")
        ledger.post(owed, now=at(2022, 3, 1))
    return recife, songdo


@pytest.mark.parametrize(("now", "unagreed"), HOURS.items())
def test_every_reader_of_records_reckons_each_park_by_its_own_day(parks, now, unagreed) -> None:
    rules, rows = in_force(), with_levels(Park.objects.order_by("pk"), in_force(), now)
    found = records(parks, rules, now)
    listed = {row.pk: record_of(row) for row in rows}
    of_settlement = {park: before for park, before, _, _ in settled(dict.fromkeys(parks, (0, 0)), now)}
    board = {row.park: row.record for row in standings.rows(standings.parks_by_level(rules, now), rules)}
    for park, owed in zip(parks, unagreed, strict=True):
        for record in (found[park.pk], listed[park.pk], of_settlement[park], board[park]):
            assert record.unagreed == owed


@pytest.mark.parametrize("now", HOURS)
def test_a_decision_shows_the_standing_that_the_parks_own_page_shows(parks, now) -> None:
    recife, songdo = parks
    landing = cast.nominated(cast.company("Lumen", recife, "Cleo Dias"), songdo, START, 2)
    pair = Pair.objects.between(recife, songdo)
    places = [
        *effect_of(landing, START, 2, now).network, *in_network([Move(park) for park in parks], now),
        *position_of(pair, recife, now, None).network, *position(pair, recife, now).network,
        *settling(pair, recife, None, now).places,
    ]  # fmt: skip
    for place in places:
        assert place.now == standing_of(place.park, now), place.park
    assert {place.park for place in places} == set(parks)
    with time_machine.travel(now, tick=False):
        shown = people.browser_of(cast.manager_of(songdo)).get(f"{landing.get_absolute_url()}offer/").context["effect"]
    assert [place.now for place in shown.network] == [standing_of(songdo, now), standing_of(recife, now)]


def test_a_home_park_is_restricted_from_its_own_day_on(parks) -> None:
    """Net debt apart: only what is owed without an agreement restricts it here."""
    recife, songdo = parks
    values = {"restricted_by_exception": True, "alert_debt": 98, "restricted_debt": 99}
    policy.change(
        values=values, reason="Debts grew old", by=people.network_admin(), now=NOW
    )  # fmt: skip
    landing = cast.nominated(cast.company("Lumen", recife, "Cleo Dias"), songdo, START, 2)
    before, after = HOURS
    assert standing_of(songdo, before).level == Level.RESTRICTED, "the host's day has come"
    assert effect_of(landing, START, 2, before).refusal == ""
    assert "Recife is restricted in the network" in effect_of(landing, START, 2, after).refusal
    cast.offer(landing, START, 2, before)


def test_the_window_begins_and_ends_by_the_parks_own_day(parks) -> None:
    """What is posted in Seoul's night counts there, and not yet in Recife; a day leaves the window the same way."""
    recife, songdo = parks
    for number, (day, months) in enumerate([(date(2024, 11, 24), 2), (date(2026, 11, 24), 1)]):
        stay = ledger.Entry(day, recife, songdo, months, Because.STAY, f"stay/{number}", "A class")
        ledger.post(stay, now=at(2026, 11, 24))
    found = records(parks, in_force(), at(2026, 11, 23, 16))
    # Recife's day is the 23rd: it looks from 24 November 2024 until the 23rd; Songdo's from the 25th until the 24th.
    assert (found[recife.pk].sent, found[songdo.pk].hosted) == (2, 1)
    Park.objects.filter(pk=recife.pk).update(time_zone="Asia/Seoul")
    assert records([recife], in_force(), at(2026, 11, 23, 14))[recife.pk].sent == 2
    assert records([recife], in_force(), at(2026, 11, 23, 15))[recife.pk].sent == 1
