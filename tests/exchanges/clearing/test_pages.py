"""The pages: what they say to whom, and how little they ask however long a clearing is."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from exchanges.bundles.actions import import_bundle
from exchanges.bundles.rows import read_bundle
from exchanges.clearing import actions, debts, fitting, preview, versions
from exchanges.clearing.debts import PairDebt, network_debts
from exchanges.clearing.models import Clearing
from exchanges.clearing.planning import Plan
from exchanges.ledger.models import Pair
from parks.park.models import Park
from tests import cast as people
from tests.asking import get, tell_planner
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.clearing.making import (
    admin,
    agree,
    everybody_agrees,
    network,
    owe,
    propose,
    propose_groups,
    refuse,
)

pytestmark = pytest.mark.django_db
ZARAGOZA = Path(__file__).parents[4] / "shared" / "data" / "network-zaragoza-2018"
TRIANGLE = [("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)]
MOST, SHOWN, FRAME = 10, 25, 20  # statements a page, rows a page, rows of the frame


def page_of(client: Client, url: str) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def of(park: Park) -> Client:
    return people.browser_of(cast.manager_of(park))


def test_a_star_can_clear_nothing_and_says_why() -> None:
    parks = network([("Hub", "Porto", 3), ("Turin", "Hub", 4), ("Lyon", "Hub", 1), ("Hub", "Oslo", 2)])
    page = page_of(people.browser_of(admin()), "/clearing/")
    assert "A clearing would cancel nothing today" in page
    assert "The network is a star: all 4 debts are between Hub and a partner" in page
    assert "Only stays" in page or "only stays the other way" in page
    assert "Propose a clearing" not in page
    page = page_of(of(parks["Turin"]), "/clearing/")
    assert "you owe 4 months and nobody owes you. A circle needs both." in page
    page = page_of(of(parks["Hub"]), "/clearing/")
    assert "following what is owed from you on never leads back to you" in page


@pytest.mark.skipif(not ZARAGOZA.is_dir(), reason="the real bundle is not here")
def test_the_real_star_can_clear_nothing_and_says_why() -> None:
    import_bundle(read_bundle(ZARAGOZA), now=NOW)
    with time_machine.travel(cast.at(2019, 10, 1), tick=False):
        page = page_of(people.browser_of(admin()), "/clearing/")
        assert "A clearing would cancel nothing today" in page
        assert "No park both owes and is owed: " in page and "as in a star" in page


def test_a_park_sees_its_own_part_and_nobody_elses() -> None:
    parks = network([*TRIANGLE, ("Lyon", "Oslo", 2), ("Oslo", "Rome", 2), ("Rome", "Lyon", 2)])
    first, clearing = propose_groups()
    page = page_of(of(parks["Lyon"]), clearing.get_absolute_url())
    assert "You owe Oslo 2 months, Oslo owes Rome 2, Rome owes you 2: all three fall by 2." in page
    for view in ("circles", "debts", "parks"):
        page = page_of(of(parks["Lyon"]), f"{clearing.get_absolute_url()}?view={view}")
        assert "Porto" not in page and "Malaga" not in page
    assert "Porto" not in page_of(of(parks["Lyon"]), f"{clearing.get_absolute_url()}debts.csv")
    assert of(parks["Lyon"]).get(first.get_absolute_url()).status_code == 404
    assert of(parks["Lyon"]).get(first.proposal.get_absolute_url()).status_code == 404
    csv = people.browser_of(admin()).get(f"{first.get_absolute_url()}debts.csv").content.decode("utf-8-sig")
    assert csv.splitlines()[0] == "owes,is owed,months owed,months cancelled,months left"
    assert "Porto,Turin,5,3,2" in csv.splitlines()


def test_a_park_that_only_was_in_an_earlier_version_reads_that_one() -> None:
    parks = network([*TRIANGLE, ("Malaga", "Lyon", 2), ("Lyon", "Oslo", 2), ("Oslo", "Malaga", 2)])
    first = propose()
    new = refuse(first, parks["Turin"])
    turin = of(parks["Turin"])
    assert "replaced by a newer version" in page_of(turin, first.get_absolute_url())
    assert turin.get(new.get_absolute_url()).status_code == 404
    assert f'href="{new.get_absolute_url()}"' in page_of(of(parks["Malaga"]), first.get_absolute_url())
    listed = {name: page_of(of(parks[name]), "/clearing/history/") for name in ("Turin", "Malaga")}
    assert first.get_absolute_url() in listed["Turin"] and new.get_absolute_url() not in listed["Turin"]
    assert new.get_absolute_url() in listed["Malaga"] and first.get_absolute_url() not in listed["Malaga"]


def test_who_runs_two_parks_answers_for_each_of_them() -> None:
    parks = network(TRIANGLE)
    clearing, anna = propose(), people.manager_of(parks["Malaga"], "Anna Lund")
    people.manager_of(parks["Porto"], "Anna Lund")
    client, url = people.browser_of(people.again(anna)), f"{clearing.get_absolute_url()}agree/"
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            form = client.get(url).context["form"]
            it = client.get(url).context["it"]
            assert client.post(url, {"park": it.park.pk, "part_hash": form.initial["part_hash"]}).status_code == 303
        assert "Your answer is given already" in page_of(client, url)
    assert sorted(clearing.answers.values_list("park__name", flat=True)) == ["Malaga", "Porto"]


def test_a_yes_to_a_page_of_yesterday_reads_the_new_version() -> None:
    parks = network([*TRIANGLE, ("Malaga", "Lyon", 2), ("Lyon", "Oslo", 2), ("Oslo", "Malaga", 2)])
    first, client = propose(), of(parks["Malaga"])
    with time_machine.travel(NOW, tick=False):
        part = client.get(f"{first.get_absolute_url()}agree/").context["it"].part_hash
        new = refuse(first, parks["Turin"])
        typed = {"park": parks["Malaga"].pk, "part_hash": part}
        page = client.post(f"{first.get_absolute_url()}agree/", typed, follow=True).content.decode()
        assert "This is replaced by a newer version now" in page and f'href="{new.get_absolute_url()}"' in page
        answer = client.post(f"{new.get_absolute_url()}agree/", typed)
        assert "What this park was shown is not what it would agree to" in answer.content.decode()
    assert not new.answers.exists()


def test_the_last_yes_after_a_balance_moved_leads_to_the_new_version() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    agree(clearing, parks["Malaga"])
    agree(clearing, parks["Turin"])
    owe(parks["Porto"], parks["Malaga"], 1)
    client, url = of(parks["Porto"]), f"{clearing.get_absolute_url()}agree/"
    with time_machine.travel(NOW, tick=False):
        assert "2 months today" in page_of(client, url)
        it = client.get(url).context["it"]
        page = client.post(url, {"park": it.park.pk, "part_hash": it.part_hash}, follow=True).content.decode()
    assert "it was not posted but computed anew" in page and "version 2" in page.lower()
    assert "Malaga owed Porto 3 months when this was frozen" in page


def test_the_history_of_a_posted_clearing() -> None:
    network(TRIANGLE)
    everybody_agrees(propose())
    client = people.browser_of(admin())
    assert "9 months" in page_of(client, "/clearing/history/")
    page = page_of(client, f"{Clearing.objects.get().get_absolute_url()}?view=parks")
    assert "In the books since" in page and "Turin Manager" in page and Clearing.objects.get().content_hash in page


# A hub in many triangles: its part is as long as a part can be.


def many(hub: Park, triangles: int, letter: str) -> None:
    parks = Park.objects.bulk_create(
        Park(code=f"{letter}{n:05}", name=f"Park {letter}{n}", country="ES", state="admitted")
        for n in range(2 * triangles)
    )
    pairs = []
    for first, second in zip(parks[::2], parks[1::2], strict=True):
        # hub owes first, first owes second, second owes hub; the hub has the lowest id.
        for low, high, balance in ((hub, first, -2), (first, second, -2), (hub, second, 2)):
            pairs.append(Pair(low=low, high=high, balance=balance))
    Pair.objects.bulk_create(pairs)
    tell_planner()


def willing(debts: list[PairDebt]) -> list[PairDebt]:
    return [
        replace(it, debt=replace(it.debt, consents=True), debtor_consents=True, creditor_consents=True, has_agreement=True)
        for it in debts
    ]  # fmt: skip


def consenting(today: date) -> list[PairDebt]:
    return willing(network_debts(today))


def frozen() -> Clearing:
    old = Clearing.objects.open().first()
    if old:
        actions.withdraw(old, reason="Next", by=admin(), now=NOW)
    plan = Plan(consenting(NOW.date()))
    (clearing,) = versions.write_proposal(plan, by=admin(), answer_by=date(2026, 12, 14), now=NOW)
    return clearing


VIEWS = ["", "?view=circles&page=2", "?view=debts&page=2", "?view=parks&page=2"]


def test_the_pages_of_a_clearing_ask_the_same_for_10_and_1000_lines() -> None:
    hub, asked = cast.park("Hub", "Hub Manager"), []
    for triangles, letter in ((15, "A"), (330, "B")):
        many(hub, triangles, letter)
        url, counts = frozen().get_absolute_url(), {}
        for who, user in (("admin", admin()), ("hub", cast.manager_of(hub))):
            client = people.browser_of(user)
            client.get("/me/")
            for address in [*(url + view for view in VIEWS), "/", "/clearing/history/"]:
                _, one = get(client, address)
                assert one.rows <= 3 * SHOWN + FRAME, (who, address, one.rows)
                assert len(one.statements) <= MOST, (who, address, one.statements)
                counts[who, address.removeprefix(url)] = len(one.statements)
        asked.append(counts)
    assert asked[0] == asked[1]
    assert Clearing.objects.open().get().lines.count() == 3 * 345


def test_pages_that_compute_read_every_debt_in_the_same_few_statements(monkeypatch) -> None:
    """The preview and the cost of a refusal need all debts of the network; nothing else grows."""
    for reader in (preview, versions):
        monkeypatch.setattr(reader, "network_debts", consenting)
    monkeypatch.setattr(fitting, "debts_of", lambda pairs, day: willing(debts.debts_of(pairs, day)))
    hub, asked = cast.park("Hub", "Hub Manager"), []
    for triangles, letter in ((15, "A"), (330, "B")):
        many(hub, triangles, letter)
        url, counts = frozen().get_absolute_url(), []
        addresses = {
            "admin": ["/clearing/", "/clearing/propose/"],
            "hub": ["/clearing/", f"{url}agree/", f"{url}refuse/"],
        }
        for who, user in (("admin", admin()), ("hub", cast.manager_of(hub))):
            client = people.browser_of(user)
            client.get("/me/")
            for address in addresses[who]:
                _, one = get(client, address)
                assert len(one.statements) <= MOST, (who, address, one.statements)
                counts.append(len(one.statements))
        asked.append(counts)
    assert asked[0] == asked[1] and debts.network_debts is network_debts
