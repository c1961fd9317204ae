"""What is kept of the overview is never old: something happens, and it is seen at once."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.apps import apps

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from softlanding.kernel import pooling
from softlanding.kernel.freshness import Moment, tables_of
from tests import cast as people
from tests.asking import asking
from tests.exchanges import cast
from tests.exchanges.consent import signed, taken_back
from tests.exchanges.overview.reading import PAGES, text_of


def test_nothing_kept_is_ever_old(network):
    admin = people.browser_of(people.network_admin())

    def owed() -> int:
        shown = text_of(admin.get("/network/"))
        found = re.search(r"(\d+) months are owed", shown)
        assert found, shown
        return int(found[1])

    before = owed()
    assert owed() == before
    entry = ledger.Entry(
        day=date(2026, 11, 20), debtor=network.malaga, creditor=network.songdo, months=4, because=Because.ADJUSTMENT,
        reference="adjustment/1", text="Counted again",
    )  # fmt: skip
    posting = signed(entry)
    assert owed() == before + 4
    taken_back(posting, day=date(2026, 11, 21), reason="No", reference="r/1")
    assert owed() == before


def test_a_step_of_a_landing_is_seen_at_once(network):
    admin = people.browser_of(people.network_admin())
    assert count_of_state(admin, "nominated") == 1
    cast.offer(network.waits, date(2027, 1, 4), 3)
    assert (count_of_state(admin, "nominated"), count_of_state(admin, "offered")) == (0, 2)


def count_of_state(client, state: str) -> int:
    shown = client.get("/network/").content.decode()
    found = re.search(rf'state={state}">{state}</a>.*?<td class="n">(\d+)', shown, re.S)
    return int(found[1]) if found else 0


def test_an_empty_network_says_so(db):
    admin = people.browser_of(people.network_admin())
    assert "The network is in balance" in text_of(admin.get("/network/"))
    for page in (*PAGES, "parks/", "matrix/?region=southern-europe&q=x", "overview.pdf", "figures.csv"):
        assert admin.get(f"/network/all/{page}").status_code == 200, page


@pytest.fixture
def read(monkeypatch) -> Iterator[dict[str, set[str]]]:
    """What is kept, and the tables that are read to compute it and do not tell when it is old."""
    monkeypatch.setattr(pooling, "prepares", lambda: False)  # a prepared statement does not say what it reads
    keep, found = Moment.keep, {}
    tables = [model._meta.db_table for model in apps.get_models()]

    def keep_and_look(self, what, day, compute):
        def looked_at():
            with asking() as asked:
                computed = compute()
            named = {table for table in tables for sql in asked.statements if re.search(rf"\b{table}\b", sql)}
            found[what.split()[0]] = named - {*tables_of(self.packages)}
            return computed

        return keep(self, what, day, looked_at)

    monkeypatch.setattr(Moment, "keep", keep_and_look)
    return found


def test_nothing_is_kept_of_a_table_that_does_not_tell(network, read):
    everybody = ("/", "/parks/", "/clearing/", "/network/MÁLA/", "/network/MÁLA/overview.pdf")
    pages = ("/network/", *(f"/network/all/{page}" for page in (*PAGES, "figures.csv", "overview.pdf")))
    for person, hers in ((people.network_admin(), pages), (cast.manager_of(network.malaga), ())):
        browser = people.browser_of(person)
        for page in (*everybody, *hers):
            assert browser.get(page).status_code == 200, page
    assert {"overview", "matrix", "flows", "trend", "ages", "data", "figures", "clearing", "facets"} <= set(read)
    assert {what: tables for what, tables in read.items() if tables} == {}
