"""What is kept of the preview is never old: whatever it is made of changes, and the page says so at once."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.cache import cache

from exchanges.agreements.terms import Direction
from exchanges.clearing import versions
from exchanges.clearing.planning import Plan
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Pair
from parks.park import actions as park_actions
from parks.park.models import Park
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.agreements import making as agreements
from tests.exchanges.cast import NOW
from tests.exchanges.clearing.making import admin, network, owe

pytestmark = pytest.mark.django_db
TRIANGLE = [("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def page(park: Park | None = None) -> str:
    user = cast.manager_of(park) if park else admin()
    answer = people.browser_of(user).get("/clearing/")
    assert answer.status_code == 200
    return answer.content.decode()


def cancels(park: Park | None = None) -> tuple[int, int]:
    """Months it would cancel, of those owed; (0, 0) when it would cancel nothing."""
    found = re.search(r"<h1>A clearing would cancel (\d+) of (?:the )?(\d+) months", page(park))
    return (int(found[1]), int(found[2])) if found else (0, 0)


def test_it_is_computed_once_while_nothing_happens(monkeypatch) -> None:
    solved: list[Plan] = []
    monkeypatch.setattr(versions, "Plan", lambda *asked: solved.append(Plan(*asked)) or solved[-1])
    parks = network(TRIANGLE)
    assert [cancels(), cancels(), cancels(parks["Porto"])] == [(9, 12), (9, 12), (3, 5)]
    assert len(solved) == 1
    owe(parks["Malaga"], parks["Porto"], 1)
    assert [cancels(), cancels(parks["Porto"]), len(solved)] == [(12, 13), (4, 5), 2]


def test_a_posting_and_its_reversal_are_seen_at_once() -> None:
    parks = network(TRIANGLE)
    before = page(), page(parks["Turin"])
    posting = owe(parks["Malaga"], parks["Porto"], 1)
    assert (cancels(), cancels(parks["Turin"])) == ((12, 13), (4, 4))
    assert "Malaga owes Porto 4 months" in page() and "all three fall by 4" in page()
    ledger.reverse(posting, day=NOW.date(), reason="No", reference="back/1", now=NOW)
    assert (cancels(), cancels(parks["Turin"])) == ((9, 12), (3, 4))
    assert "all three fall by 3" in page() and "all three fall by 3" in before[0]


def test_an_agreements_change_is_seen_at_once() -> None:
    parks = network(TRIANGLE)
    malaga, porto = parks["Malaga"], parks["Porto"]
    assert cancels() == (9, 12)
    agreement = Pair.objects.between(malaga, porto).agreements.get()
    amended = agreements.amend(agreement, malaga, clearing={malaga.pk: False, porto.pk: True})
    assert cancels() == (9, 12)
    amended = agreements.sign(amended, malaga)
    assert cancels() == (9, 12)
    agreements.sign(amended, porto)
    assert cancels() == cancels(porto) == (0, 0)
    assert "3 months with Porto stay outside because you do not take part there" in page(malaga)
    assert "3 months with Malaga stay outside because Malaga does not take part" in page(porto)


def test_a_parks_standing_and_name_are_seen_at_once() -> None:
    parks = network(TRIANGLE)
    assert cancels() == (9, 12) and "Turin" in page()
    park_actions.edit(parks["Turin"], by=admin(), now=NOW, facts={"name": "Torino"})
    assert "Torino" in page() and "Turin" not in page()
    park_actions.suspend(parks["Turin"], reason="Away", by=admin(), now=NOW)
    assert cancels() == (0, 0)


def test_a_new_day_is_seen_at_once() -> None:
    parks = network(TRIANGLE[:2])
    turin, malaga = parks["Turin"], parks["Malaga"]
    owe(turin, malaga, 4)
    cast.agreed(turin, malaga, Direction(48, places=9), limit_at=None, valid=(date(2026, 11, 24), cast.FAR[1]))
    assert (cancels(), cancels(turin)) == ((0, 0), (0, 0))
    with time_machine.travel(cast.at(2026, 11, 24, 0), tick=False):
        assert (cancels(), cancels(turin)) == ((9, 12), (3, 4))


def test_each_page_of_circles_is_told() -> None:
    names = [(f"A{n}", f"B{n}", f"C{n}") for n in range(26)]
    network([side for a, b, c in names for side in ((a, b, 1), (b, c, 1), (c, a, 1))])
    told = []
    for number in (1, 2):
        client = people.browser_of(admin())
        rows = [client.get(f"/clearing/?page={number}").context["circles"] for _ in range(2)]
        assert rows[0] == rows[1]
        told += rows[0]
    assert len(told) == len({row.says for row in told}) == 26
