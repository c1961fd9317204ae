"""The pages of balances: who sees which, what they say, and the statement line by line."""

import csv
import io
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import time_machine

from exchanges.agreements import actions as agreements
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from parks.park.models import Park
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.consent import signed

WHO = {
    "visitor": lambda network: None,
    "nobody": lambda network: cast.person("Nina Neu"),
    "company": lambda network: cast.lead_of(network.ondas),
    "malaga": lambda network: cast.manager_of(network.malaga),
    "porto": lambda network: cast.manager_of(network.porto),
    "songdo": lambda network: cast.manager_of(network.songdo),
    "admin": lambda network: people.network_admin(),
}
SEEN = [
    ("", {"visitor": 302, "nobody": 404}),
    ("MÁLA/", {"visitor": 302, "nobody": 404, "company": 404, "porto": 404, "songdo": 404}),
    ("MÁLA/PORT/", {"visitor": 302, "nobody": 404, "company": 404, "songdo": 404}),
    ("PORT/MÁLA/", {"visitor": 302, "nobody": 404, "company": 404, "songdo": 404}),
    ("MÁLA/PORT/2026-Q3/", {"visitor": 302, "nobody": 404, "company": 404, "songdo": 404}),
    ("MÁLA/MÁLA/", dict.fromkeys(WHO, 404) | {"visitor": 302}),
    ("PORT/SONG/", dict.fromkeys(WHO, 404) | {"visitor": 302}),
    ("nowhere/", dict.fromkeys(WHO, 404) | {"visitor": 302}),
]


def page(user, url: str) -> str:
    response = people.browser_of(user).get(f"/balances/{url}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("url", "refused"), SEEN)
@pytest.mark.parametrize("who", WHO)
def test_who_sees_which_balance(network, who, url, refused) -> None:
    response = people.browser_of(WHO[who](network)).get(f"/balances/{url}")
    assert response.status_code == refused.get(who, 200)


def test_a_manager_reads_one_row_a_partner_farthest_from_zero_first(network) -> None:
    response = people.browser_of(cast.manager_of(network.malaga)).get("/balances/")
    rows = response.context["rows"]
    assert [(row.partner.name, row.balance) for row in rows] == [("Songdo", -5), ("Porto", 0)]
    assert "<h1>Málaga owes 5 months</h1>" in response.content.decode()
    sorted_by_name = people.browser_of(cast.manager_of(network.malaga)).get("/balances/?sort=partner&q=o")
    assert [row.partner.name for row in sorted_by_name.context["rows"]] == ["Porto", "Songdo"]
    found = people.browser_of(cast.manager_of(network.malaga)).get("/balances/?q=SÓNG")
    assert [row.partner.name for row in found.context["rows"]] == ["Songdo"]


def test_a_statement_lists_each_posting_with_the_balance_after_it(network) -> None:
    response = people.browser_of(cast.manager_of(network.malaga)).get("/balances/MÁLA/PORT/")
    lines = [(line.day, line.text, line.debtor.name, line.change, line.after) for line in response.context["lines"]]
    assert lines == [
        (date(2026, 11, 1), "Lumen, month 2 of 4", "Porto", 1, 0),
        (date(2026, 10, 1), "Lumen, month 1 of 4", "Porto", 1, -1),
        (date(2026, 4, 1), "Ondas, month 2 of 2", "Málaga", -1, -2),
        (date(2026, 3, 1), "Ondas, month 1 of 2", "Málaga", -1, -1),
    ]
    urls = [line.url for line in response.context["lines"]]
    browser = people.browser_of(cast.manager_of(network.malaga))
    assert all(browser.get(url).status_code == 200 for url in urls)
    mirrored = people.browser_of(cast.manager_of(network.porto)).get("/balances/PORT/MÁLA/").context
    assert [line.after for line in mirrored["lines"]] == [0, 1, 2, 1]
    assert mirrored["closing"] == 0 and mirrored["before"] == 0


def test_a_reversed_posting_is_shown_plainly(network) -> None:
    wrong = Posting.objects.filter(text__startswith="Ondas").latest("day")
    ledger.reverse(wrong, day=date(2026, 11, 20), reason="Ondas had left", reference="back/1", now=cast.NOW)
    text = page(cast.manager_of(network.malaga), "MÁLA/PORT/")
    assert "taken back on" in text and "takes back the posting of" in text
    context = people.browser_of(cast.manager_of(network.malaga)).get("/balances/MÁLA/PORT/").context
    assert context["it"].balance == 1 and [year.sent for year in context["years"]] == [1]


def test_a_year_has_its_own_opening_and_closing(network) -> None:
    entry = ledger.Entry(
        day=date(2025, 5, 1), debtor=network.porto, creditor=network.malaga, months=3, because=Because.ADJUSTMENT,
        reference="adjustment/1", text="=HYPERLINK(1)",
    )  # fmt: skip
    signed(entry)
    browser = people.browser_of(cast.manager_of(network.malaga))
    context = browser.get("/balances/MÁLA/PORT/2026/").context
    assert (context["before"], context["after"], len(context["lines"])) == (3, 3, 4)
    assert [(year.year, year.change, year.after) for year in context["years"]] == [(2026, 0, 3), (2025, 3, 3)]
    assert browser.get("/balances/MÁLA/PORT/2019/").context["lines"] == []
    for odd in ("x", "99999999999999", "%F0%9F%98%80", "-1", "0"):
        assert len(browser.get(f"/balances/MÁLA/PORT/?year={odd}").context["lines"]) == 5
    answer = browser.get("/statements/MÁLA/PORT/all/statement.csv")
    opening, *rows, closing = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert [int(row["balance of MÁLA"]) for row in (opening, *rows, closing)] == [0, 3, 2, 1, 2, 3, 3]
    assert rows[0]["text"] == "'=HYPERLINK(1)" and rows[0]["kind"] == "adjustment"
    assert sum(int(row["months"]) for row in rows) == 3


def test_a_company_reads_its_stays(network) -> None:
    text = page(cast.lead_of(network.vega), "")
    assert "Stays of Vega" in text and "0 months used and 2 months reserved, at one park." in text
    assert "Ondas" not in text and "2 reserved" in text
    assert "2 months used and 0 months reserved, at one park." in page(cast.lead_of(network.ondas), "")


def test_a_network_admin_reads_all_pairs_and_all_parks(network) -> None:
    admin = people.network_admin()
    browser = people.browser_of(admin)
    pairs = browser.get("/balances/").context["rows"]
    assert [(row.debtor.name, row.months) for row in pairs] == [("Málaga", 5), ("Málaga", 0)]
    parks = browser.get("/balances/?view=parks&sort=-balance").context["rows"]
    assert [(park.name, park.months) for park in parks] == [("Songdo", 5), ("Porto", 0), ("Málaga", -5)]
    assert [park.name for park in browser.get("/balances/?view=parks&side=owes").context["rows"]] == ["Málaga"]
    assert browser.get("/balances/?past=limit").context["rows"] == []
    assert len(browser.get("/balances/?q=malaga+songdo").context["rows"]) == 1


def test_what_is_kept_of_the_network_is_never_old(network) -> None:
    """A posting, an agreement's end and a new year are in the figures and the rows at once."""
    browser = people.browser_of(people.network_admin())

    def shown() -> tuple[int, int, int, list[int]]:
        context = browser.get("/balances/").context
        it, rows = context["figures"], context["rows"]
        assert it.pairs == len(rows) == context["page_obj"].paginator.count
        assert browser.get("/").context["it"].side.network == it
        return it.owed, it.hosted, it.pairs_past_limit, [row.months for row in rows]

    assert shown() == shown() == (5, 4, 0, [5, 0])
    entry = ledger.Entry(
        day=date(2026, 11, 20), debtor=network.porto, creditor=network.malaga, months=7, because=Because.STAY,
        reference="stay/9",
    )  # fmt: skip
    posting = ledger.post(entry, now=cast.NOW)
    assert shown() == (12, 11, 1, [7, 5])
    agreement = posting.pair.agreements.get()
    agreements.suspend(agreement, by=cast.manager_of(network.porto), park=network.porto, reason="-", now=cast.NOW)
    assert shown() == (12, 11, 0, [7, 5])
    agreements.resume(agreement, by=cast.manager_of(network.porto), park=network.porto, now=cast.NOW)
    ledger.reverse(posting, day=date(2026, 11, 21), reason="No", reference="back/9", now=cast.NOW)
    assert shown() == (5, 4, 0, [5, 0])
    ledger.post(replace(entry, reference="stay/10"), now=cast.NOW)
    assert shown() == (12, 11, 1, [7, 5])
    with time_machine.travel(cast.at(2027, 1, 1), tick=False):
        browser = people.browser_of(people.network_admin("Nils Nord"))
        assert shown() == (12, 0, 1, [7, 5])
    with time_machine.travel(cast.at(2029, 1, 1), tick=False):  # both agreements are over
        browser = people.browser_of(people.network_admin("Nora Nord"))
        assert shown() == (12, 0, 0, [7, 5])


def test_all_pairs_come_page_by_page_as_the_filters_sort_them(network) -> None:
    others = Park.objects.bulk_create(
        Park(code=f"p{n}", name=f"Park {n % 7}", country="PT", state="admitted") for n in range(60)
    )
    Pair.objects.bulk_create(
        Pair(low=low, high=high, balance=n % 9 - 4, postings_count=n % 5)
        for n, (low, high) in enumerate(pairwise(others))
    )
    wanted = list(Pair.objects.filter(postings_count__gt=0).select_related("low", "high"))
    wanted.sort(key=lambda pair: (-abs(pair.balance), pair.low.name, pair.pk))
    browser, found = people.browser_of(people.network_admin()), []
    for number in (1, 2):
        found += [(row.debtor, row.creditor) for row in browser.get(f"/balances/?page={number}").context["rows"]]
    assert len(wanted) > 25
    assert [set(it) for it in found] == [{pair.low, pair.high} for pair in wanted]


@pytest.mark.parametrize(
    "query", ["page=x", "page=-1", "sort=nope", "sort=-", "q=" + "a" * 1000, "q=%F0%9F%98%80", "past=nope", "view=nope",
              "view=parks&side=nope", "view=parks&sort=far", "q=%25_%5C", "page=99999999999999999999"],
)  # fmt: skip
def test_odd_addresses_give_a_page(network, query) -> None:
    assert people.browser_of(people.network_admin()).get(f"/balances/?{query}").status_code == 200
    assert people.browser_of(cast.manager_of(network.malaga)).get(f"/balances/?{query}").status_code == 200
    assert people.browser_of(cast.manager_of(network.malaga)).get(f"/balances/MÁLA/PORT/?{query}").status_code == 200
    assert people.browser_of(cast.lead_of(network.vega)).get(f"/balances/?{query}").status_code == 200
