"""What is kept of the overview is never old: something happens, and it is seen at once."""

import re
from datetime import date

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from tests import cast as people
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
