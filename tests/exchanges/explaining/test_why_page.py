"""The page that answers "why do we owe so much", and the lists its numbers open."""

import csv
import io
import re
from datetime import date

import openpyxl
import pytest

from exchanges.agreements.terms import Direction
from exchanges.ledger.models import Because
from parks.park.models import Park
from tests import cast as people
from tests.asking import get
from tests.exchanges import cast
from tests.exchanges.explaining.making import owe


def browser_of(park: Park):
    return people.browser_of(cast.manager_of(park))


def page(park: Park, address: str = "why/") -> str:
    answer = browser_of(park).get(f"/network/{park.code}/{address}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_manager_reads_why_and_what_to_do(network) -> None:
    text = page(network.malaga)
    assert (
        "Why Málaga owes 5 months It sent 11 and hosted 7 months since 2024; it began owing 2 months; 1 was waived."
        in text
    )
    assert "You owe Porto 6 months, Porto owes Turin 5, Turin owes you 5: all three would fall by 5." in text
    assert "up to 5 months" in text and "waits for your decision" in text
    assert "5 → then 2" in text and "5 → then 6" in text, "what stays after clearing, of the park and of the network"
    assert "5 months with Songdo (4) and Porto (1) stay" in text


def test_a_network_admin_reads_the_same_of_any_park(network) -> None:
    browser = people.browser_of(people.network_admin())
    text = browser.get("/network/MÁLA/why/").content.decode()
    assert "Málaga owes Porto 6 months, Porto owes Turin 5, Turin owes Málaga 5" in text
    assert "waits for your decision" not in text and network.lumen.get_absolute_url() in text
    assert "/network/M%C3%81LA/why/" in browser.get("/balances/?view=parks").content.decode()


def test_every_link_opens(network) -> None:
    for park in (network.malaga, network.porto, network.turin, network.songdo):
        browser = browser_of(park)
        text = browser.get(f"/network/{park.code}/why/").content.decode()
        links = set(re.findall(r"<main.*</main>", text, re.S)) and re.findall(
            r'href="(/[^"#]+)"', text.split("<main")[1]
        )
        for link in set(links):
            assert browser.get(link.replace("&amp;", "&"), follow=True).status_code == 200, link
    assert "/network/M%C3%81LA/why/" in browser_of(network.malaga).get("/").content.decode()
    assert "/network/M%C3%81LA/why/" in browser_of(network.malaga).get("/balances/").content.decode()


def test_an_even_park_and_one_with_nothing(network) -> None:
    text = page(network.turin)
    assert "Turin is even with the network; nothing needs to change." in text and "Circles of debt" in text
    alone = page(cast.park("Alone", "Al One"))
    assert "Nothing is posted yet" in alone and "nothing needs to change" in alone
    assert "That is no fault" not in text + alone


def test_when_nothing_helps_it_says_so_kindly(db: None, now: None) -> None:
    hub, anna = cast.park("Hub", "Man Hub"), cast.park("Anna", "Man Anna")
    owe(hub, anna, 4)
    text = page(hub)
    assert "That is no fault: three other things may help." in text
    assert "A settlement" in text and "renew an agreement" in text and "The network" in text
    assert "No room now: Anna, no agreement is in force." in text


def test_the_standing_and_its_way_back(network) -> None:
    owe(network.malaga, network.porto, 20, day=date(2026, 11, 2))
    text = page(network.malaga)
    assert "Standing in the network restricted Host 19 months for partners and this is good again." in text


def test_overlong_and_foreign_names_do_not_break_it(network) -> None:
    Park.objects.filter(pk=network.malaga.pk).update(name="中关村 <b>&" + "x" * 190)
    assert "中关村 &lt;b&gt;&amp;xxx" in browser_of(network.porto).get("/network/PORT/why/").content.decode()


# The list of postings


def test_a_list_says_what_it_adds_up_to(network) -> None:
    answer = browser_of(network.malaga).get("/network/MÁLA/why/postings/?kind=sent&year=2025")
    assert [(row.day, row.partner, row.kind, row.change) for row in answer.context["rows"]] == [
        (date(2025, 2, 1), "Porto", "Sent", -7)
    ]
    assert '1 posting, together <span class="owes">−7</span> months' in answer.content.decode()
    text = page(network.malaga, "why/postings/?since=2026-07-01&until=2026-09-30&sort=-months&q=SÓNG")
    assert "1 posting, together −4 months" in text
    assert "takes back the posting of 1 April 2026" in page(network.malaga, "why/postings/?kind=taken_back")
    assert "Nothing fits these filters" in page(network.malaga, "why/postings/?year=1999")


def test_files_hold_what_the_filters_leave(network) -> None:
    owe(network.porto, network.malaga, 2, Because.ADJUSTMENT)
    browser = browser_of(network.malaga)
    rows = list(
        csv.DictReader(io.StringIO(browser.get("/network/MÁLA/why/postings.csv?kind=sent").content.decode("utf-8-sig")))
    )
    assert [int(row["months"]) for row in rows] == [-4, -7] and rows[0]["code of partner"] == "SONG"
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/network/MÁLA/why/postings.xlsx").content))
    lines = list(book.active.iter_rows(values_only=True))
    assert lines[0] == ("day", "text", "kind", "partner", "code of partner", "months")
    assert sum(line[-1] for line in lines[1:]) == -3
    assert browser.get("/network/PORT/why/postings.csv").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["page=x", "kind=nope", "year=abc", "year=99999999999999999999", "year=²", "year=2.5", "since=31.2.2027", "until=0001-01-01",
     "since=9999-12-31", "sort=nope", "sort=-", "q=" + "a" * 1000, "q=%25_%5C", "q=%00", "kind=sent&sort=-kind,day"],
)  # fmt: skip
def test_odd_addresses_give_a_page(network, query: str) -> None:
    browser = browser_of(network.malaga)
    for address in ("why/", "why/postings/", "why/postings.csv", "why/postings.xlsx"):
        assert browser.get(f"/network/MÁLA/{address}?{query}").status_code in (200, 400)


# What it asks of the database


def many_partners(hub: Park, first: int, last: int) -> None:
    """Partners with an agreement, postings both ways and an application each."""
    from tests.exchanges.explaining.growing import grow

    grow(hub, first, last)


ADDRESSES = ["why/", "why/postings/", "why/postings/?kind=sent&q=Park&sort=-months&page=2", "report/2026-Q3/"]


def test_pages_ask_the_same_for_10_and_1000(db: None, now: None) -> None:
    hub, anna = cast.park("Hub", "Man Hub"), cast.park("Anna", "Man Anna")
    cast.agreed(hub, anna, Direction(4))
    admin, manager = people.browser_of(people.network_admin()), browser_of(hub)
    browsers = [(manager, f"/network/HUB/{address}") for address in ADDRESSES] + [(admin, "/network/report/2026-Q3/")]
    asked = []
    for first, last in ((0, 10), (10, 1000)):
        many_partners(hub, first, last)
        for browser, address in browsers:
            browser.get("/me/")
            browser.get(address)  # the first reader of a closed quarter's report writes it down
            _, one = get(browser, address)
            asked.append((address, len(one.statements)))
            assert len(one.statements) <= 10, (address, one.statements)
    assert asked[: len(browsers)] == asked[len(browsers) :]
