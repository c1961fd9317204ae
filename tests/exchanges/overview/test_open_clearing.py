"""What an open clearing asks for is offered nowhere a second time; what is left beside it is counted everywhere."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.cache import cache

from exchanges.agreements.terms import Direction
from exchanges.clearing import versions
from exchanges.clearing.asked import waiting_months
from exchanges.clearing.clearable import clearable_today
from exchanges.explaining.applications import applications
from exchanges.ledger.models import Pair
from parks.park.models import Park
from softlanding.kernel.quarters import quarter_of
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.clearing.making import (
    admin,
    everybody_agrees,
    network,
    owe,
    propose,
    propose_groups,
    refuse,
    rejoin,
)
from tests.exchanges.overview import judging
from tests.pages.reading_figures import Network, plain

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SOUTH = [("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)]  # a circle of 3 x 3 months
NORTH = [("Lyon", "Oslo", 2), ("Oslo", "Graz", 2), ("Graz", "Lyon", 2)]  # and one of 3 x 2
REPORT = f"/network/report/{quarter_of(TODAY).code}/"
WAITS = "The clearing proposed on 23 November 2026 waits for answers; it would cancel 3 months of what Porto owes"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def read(address: str, park: Park | None = None) -> str:
    return Network(people.browser_of(cast.manager_of(park) if park else admin())).text(address)


def html(address: str, park: Park | None = None) -> str:
    client = people.browser_of(cast.manager_of(park) if park else admin())
    return client.get(address).content.decode()


def newly(says: str) -> None:
    """What can be newly cleared, counted a second way, is what is offered."""
    months = int(says)
    assert months == judging.largest_clearing(TODAY) == versions.proposable(TODAY).total
    button = f"Clear {months} month" if months else "Clear "
    assert (button in read("/network/")) == bool(months)
    assert f"\nmonths circles could cancel | {months} |" in read("/network/all/figures.csv")


def test_what_an_open_clearing_asks_for_is_not_offered_again() -> None:
    porto = network(SOUTH)["Porto"]
    newly("9")
    assert "a clearing would cancel 9 and leave 3" in read(REPORT)
    clearing = propose()
    newly("0")
    says = "9 months wait for answers in the clearing proposed on 23 November 2026."
    page = html("/network/")
    assert f'<a href="{clearing.get_absolute_url()}">See the proposal</a>' in page
    assert f"{says} See the proposal No other circle can be cleared today" in plain(page)
    assert "9 months wait for answers in a clearing." in plain(page)  # the first sentence of the page
    assert "months that wait for answers in a clearing | 9 |" in read("/network/all/figures.csv")
    told = f"{says} See the proposal Beside that no circle of the 12 months owed today can be cleared."
    assert told in read(REPORT)
    assert f"{says} Beside that" in read(f"{REPORT}report.pdf").replace("• ", "")
    for address in ("", "why/", f"report/{quarter_of(TODAY).code}/"):
        page = html(f"/network/{porto.code}/{address}", porto)
        assert WAITS in plain(page) and clearing.get_absolute_url() in page, address
        assert "After the largest clearing today" not in plain(page), address
    assert "Beside that no circle of debts runs through Porto today" in read(f"/network/{porto.code}/why/", porto)
    stays = "8 months with Turin (5) and Malaga (3) stay, because a clearing waits for an answer of Porto or the other"
    assert stays in read(f"/network/{porto.code}/why/", porto)
    everybody_agrees(clearing)
    newly("0")
    assert "wait for answers" not in read("/network/") and "No circle can be cleared today" in read("/network/")


def test_what_is_left_beside_an_open_clearing_is_counted() -> None:
    porto = network(SOUTH)["Porto"]
    propose()
    lyon = network(NORTH)["Lyon"]
    newly("6")
    page = read("/network/")
    assert "6 months can be cleared in circles besides" in page
    assert "9 months wait for answers in a clearing; circles could cancel 6 more today." in page
    assert "Of 18 months owed today a new clearing would cancel 6 and leave 12." in read(REPORT)
    assert "Circles could cancel 2 of what it owes today." in read(f"/network/{lyon.code}/", lyon)
    why = read(f"/network/{lyon.code}/why/", lyon)
    assert "waits for answers" not in why and "it would owe 0 months and be owed 0." in why
    propose()
    newly("0")
    found = waiting_months()
    assert found and (found.months, found.url) == (15, "/clearing/history/")
    assert found.says == "15 months wait for answers in 2 clearings, the first proposed on 23 November 2026."
    of_porto = waiting_months(porto)
    assert of_porto and (of_porto.months, of_porto.clearings) == (3, 1)


def test_a_park_that_refused_is_left_out_until_it_takes_part_again() -> None:
    turin = network(SOUTH + NORTH)["Turin"]
    newly("15")
    south = next(it for it in propose_groups() if it.total == 9)
    following = refuse(south, turin)
    newly("0")  # the northern circle waits still
    assert waiting_months().months == 6  # type: ignore[union-attr]
    assert "6 months wait for answers in the clearing" in read("/network/")
    assert "Turin does not take part in clearing there" in read(f"/network/{turin.code}/why/", turin)
    rejoin(following, turin)
    newly("9")


@pytest.mark.parametrize("is_refused", [False, True])
def test_an_application_closes_no_circle_through_a_park_that_takes_no_part(is_refused: bool) -> None:
    """Graz and Malaga are even: 2 months of Graz at Malaga would close Malaga, Porto, Graz, if Graz took part."""
    parks = network([("Malaga", "Porto", 2), ("Porto", "Graz", 2)])
    malaga, graz = parks["Malaga"], parks["Graz"]
    cast.agreed(graz, malaga, Direction(6, places=2))
    cast.nominated(cast.company("Donau", graz, "Lea Lang"), malaga, date(2027, 2, 1), 2)

    def left() -> tuple[int, int]:
        [row] = applications(malaga, -2, clearable_today(TODAY, malaga), TODAY).rows
        return row.left_now, row.left_after

    assert left() == (2, 0)
    network_of_graz(graz)
    clearing = propose()
    if is_refused:
        refuse(clearing, graz)
    assert left() == (2, 2)


def network_of_graz(graz: Park) -> None:
    """A circle of its own that a clearing can ask for."""
    bern, linz = cast.park("Bern", "Bern Manager"), cast.park("Linz", "Linz Manager")
    for one, other in ((graz, bern), (bern, linz), (linz, graz)):
        cast.agreed(one, other, Direction(48, places=9), limit_at=None)
        owe(one, other, 1)
    assert Pair.objects.exclude(balance=0).count() == 5
