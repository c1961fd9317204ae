"""Four parks owe each other in circles: proposal, refusal, recomputation, consent, posting; every step in the browser.

The books, in months, as an accountant would check them (each line: who owes whom):

    debt                 before   version 1   version 2   after
    Porto owes Turin        5        -4          -3          2
    Turin owes Malaga       4        -4          -3          1
    Malaga owes Porto       3        -3          -3          0
    Malaga owes Lyon        2        -1          refused     2
    Lyon owes Porto         1        -1          refused     1
    cancelled                        13           9
    owed in all            15                                6

    net position          Malaga -1, Porto -1, Turin 1, Lyon 1: the same before and after
"""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from exchanges.clearing.models import Clearing
from exchanges.landings.records import standings
from exchanges.ledger.checking import check
from exchanges.policy.queries import in_force
from softlanding.accounts.models import User
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import positions
from tests.exchanges.clearing.making import books, network, owe
from tests.stories.test_a_company_lands import Someone

pytestmark = pytest.mark.django_db
DEBTS = [
    ("Porto", "Turin", 5), ("Turin", "Malaga", 4), ("Malaga", "Porto", 3), ("Malaga", "Lyon", 2), ("Lyon", "Porto", 1),
]  # fmt: skip
BEFORE = {
    "Porto owes Turin": 5, "Turin owes Malaga": 4, "Malaga owes Porto": 3, "Malaga owes Lyon": 2, "Lyon owes Porto": 1,
}  # fmt: skip
AFTER = {"Porto owes Turin": 2, "Turin owes Malaga": 1, "Malaga owes Lyon": 2, "Lyon owes Porto": 1}
NET = {"Malaga": -1, "Porto": -1, "Turin": 1, "Lyon": 1}


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def agrees(who: Someone, url: str) -> str:
    page = who.opens(f"{url}agree/")
    return who.presses(f"{url}agree/", part_hash=hidden(page, "part_hash"), park=hidden(page, "park"))


def net(parks: dict[str, Any]) -> dict[str, int]:
    now = positions()
    return {name: now.get(park.pk, 0) for name, park in parks.items()}


def test_four_parks_clear_their_circles() -> None:
    parks = network(DEBTS)
    nora = Someone(people.network_admin("Nora Vik"))
    marta, paulo, toni, lea = (Someone(cast.manager_of(parks[name])) for name in ("Malaga", "Porto", "Turin", "Lyon"))
    assert (books(), net(parks)) == (BEFORE, NET)
    before = {
        pk: one.level for pk, one in standings(list(parks.values()), in_force(), cast.noon(date(2026, 12, 3))).items()
    }

    # On any day a network admin, and every park, sees what a clearing would cancel.
    page = nora.on(date(2026, 12, 1)).opens("/clearing/")
    assert "A clearing would cancel 13 of 15 months" in page and "In 2 circles among 4 parks" in page
    page = marta.on(date(2026, 12, 1)).opens("/clearing/")
    assert "A clearing would cancel 4 of the 5 months you owe" in page
    assert "You owe Porto 3 months, Porto owes Turin 5, Turin owes you 4: all three fall by 3." in page
    assert "You owe Lyon 2 months, Lyon owes Porto 1, Porto owes Turin 5, Turin owes you 4: all four fall by 1." in page
    assert "Your net position stays −1: over all partners you owe 1 month." in page
    assert "Propose" not in page

    # It is proposed, and each affected park finds it on its first page.
    page = nora.opens("/clearing/propose/")
    page = nora.presses("/clearing/propose/", answer_by="2026-12-15", read=hidden(page, "read"))
    assert "Clearing of 13 months, <time" in page and "0 of 4 parks agreed" in page
    first = Clearing.objects.get()
    url = first.get_absolute_url()
    assert "Agree to a clearing of 4 months" in marta.on(date(2026, 12, 2)).opens("/")
    assert "Your yes is noted" in agrees(toni.on(date(2026, 12, 2)), url)
    assert "Your yes is noted" in agrees(marta, url)

    # Lyon sees what its refusal costs, and does not take part all the same.
    page = lea.on(date(2026, 12, 3)).opens(f"{url}refuse/")
    assert "Without you 4 months stay owed; 9 months would still vanish." in page
    page = lea.presses(f"{url}refuse/", park=hidden(page, "park"), reason="We send nobody for a year")
    assert "Your park takes no part." in page
    second = Clearing.objects.get(version=2)
    url = second.get_absolute_url()
    assert (second.total, second.answers.count(), books()) == (9, 0, BEFORE)

    # Every other part changed, so all three are asked again and told why.
    page = toni.on(date(2026, 12, 4)).opens(url)
    assert "Lyon does not take part: “We send nobody for a year”" in page
    assert "Clearing for Turin: 3 months, <time" in page
    for who in (toni, paulo.on(date(2026, 12, 4)), marta.on(date(2026, 12, 4))):
        assert books() == BEFORE
        page = agrees(who, url)
    assert "All parks agreed: 9 months are cancelled in the books." in page

    # The books say what all agreed to; nobody's sum moved, no standing changed, and every hash holds.
    assert (books(), net(parks)) == (AFTER, NET)
    now = {
        pk: one.level for pk, one in standings(list(parks.values()), in_force(), cast.noon(date(2026, 12, 5))).items()
    }
    assert now == before and check().lie is None

    # The statement of a pair leads back to the clearing, and the history has its hash.
    page = paulo.opens("/balances/PORT/TURI/")
    assert f'<a href="{url}">Clearing of 9 months among 3 parks</a>' in page
    page = nora.on(date(2026, 12, 6)).opens(f"{url}?view=parks")
    assert second.content_hash[:12] in page and "Malaga Manager" in page and "Lyon (refused)" in page

    # Lyon is not counted before it says so itself; then it is.
    page = nora.opens("/clearing/")
    assert "A clearing would cancel nothing today" in page
    assert "1 park refused last time and is left out: Lyon. 4 months more could be cancelled with it." in page
    address = f"{first.get_absolute_url()}rejoin/"
    assert f'href="{address}">Take part again' in lea.on(date(2026, 12, 6)).opens("/clearing/")
    page = lea.presses(address, park=hidden(lea.opens(address), "park"))
    assert "Your park takes part again" in page and "Lyon takes part again" in page
    assert "A clearing would cancel 4 of 6 months" in nora.opens("/clearing/")


def at(day: date) -> Any:
    return time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=UTC), tick=False)


def test_a_clearing_is_undone_when_all_sign_that() -> None:
    parks = network(DEBTS[:3])
    nora: User = people.network_admin("Nora Vik")
    with at(date(2026, 12, 1)):
        client = people.browser_of(nora)
        page = client.get("/clearing/propose/").content.decode()
        client.post("/clearing/propose/", {"answer_by": "2026-12-15", "read": hidden(page, "read")})
        url = Clearing.objects.get().get_absolute_url()
        for name in ("Malaga", "Porto", "Turin"):
            agrees(Someone(cast.manager_of(parks[name])).on(date(2026, 12, 2)), url)
        assert Clearing.objects.get().state == "posted"
        owe(parks["Malaga"], parks["Porto"], 2)
        answer = client.post(
            f"{url}undo/", {"answer_by": "2026-12-20", "reason": "Turin's stay was entered twice"}, follow=True
        )
        assert "0 of 3 parks signed the undoing" in answer.content.decode()
        for name in ("Malaga", "Porto", "Turin"):
            manager = cast.manager_of(parks[name])
            browser: Client = people.browser_of(manager)
            assert "Sign or keep a clearing that may be undone" in browser.get("/").content.decode()
            answer = browser.post(f"{url}sign/", {"park": parks[name].pk}, follow=True)
        assert "All parks signed: the clearing is undone in the books." in answer.content.decode()
    assert books() == {"Porto owes Turin": 5, "Turin owes Malaga": 4, "Malaga owes Porto": 5}
    assert check().lie is None
