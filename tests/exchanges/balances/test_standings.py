"""The list of all parks' standings: what it shows is what each park's own page says; filters, order and files."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from exchanges.balances import standings
from exchanges.landings.records import standing_of
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from exchanges.policy.queries import in_force
from exchanges.policy.standing import Level
from parks.park.models import Park
from tests import cast as people
from tests.asking import get, tell_planner
from tests.exchanges import cast

TODAY = cast.NOW.date()


@pytest.fixture
def debtor(network) -> Park:
    """Turin sent 13 months and hosted none: restricted."""
    turin = cast.park("Turin", "Carla Conti")
    entry = ledger.Entry(day=date(2026, 3, 1), debtor=turin, creditor=network.songdo, months=13,
                         because=Because.STAY, reference="stay/1", text="A class")  # fmt: skip
    ledger.post(entry, now=cast.at(2026, 3, 1))
    return turin


@pytest.fixture
def admin(network):
    client = people.browser_of(people.network_admin())
    client.get("/me/")
    return client


def test_every_row_says_what_the_parks_own_page_says(debtor) -> None:
    policy = in_force()
    found = standings.rows(standings.parks_by_level(policy, cast.noon(TODAY)), policy)
    assert [row.park.name for row in found] == ["Turin", "Málaga", "Porto", "Songdo"]
    for row in found:
        own = standing_of(row.park, cast.noon(TODAY))
        assert (row.standing, row.park.level) == (own, own.level)
        assert (row.park.debt, row.park.late) == (row.record.debt, row.record.late_answers)
    assert (found[0].because, found[0].standing.label) == ("net debt and owes without an agreement", "restricted")
    assert found[0].refused == "no answers"
    assert {one.level: one.count for one in standings.counts(policy, cast.noon(TODAY))} == {
        Level.GOOD: 3, Level.ALERT: 0, Level.RESTRICTED: 1, Level.NOT_ACTIVE: 0,
    }  # fmt: skip


def test_the_page_filters_and_sorts(debtor, admin) -> None:
    def names(query: str) -> list[str]:
        return [row.park.name for row in admin.get(f"/balances/standings/{query}").context["rows"]]

    assert names("") == ["Turin", "Málaga", "Porto", "Songdo"]
    assert names("?level=2") == ["Turin"] and names("?level=1") == []
    assert names("?q=malaga") == ["Málaga"] and names("?level=7") == names("")
    assert names("?sort=park") == ["Málaga", "Porto", "Songdo", "Turin"]
    assert names("?sort=-debt")[0] == "Turin" and names("?sort=debt")[-1] == "Turin"
    page = admin.get("/balances/standings/").content.decode()
    assert 'href="/balances/TURI/"' in page and "13 months" in page


def test_the_files_hold_what_the_filters_leave(debtor, admin) -> None:
    text = admin.get("/balances/standings/standings.csv?level=2").content.decode().lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["name"], row["standing"], row["because of"], row["net debt"]) for row in rows] == [
        ("Turin", "restricted", "net debt and owes without an agreement", "13")
    ]
    book = load_workbook(io.BytesIO(admin.get("/balances/standings/standings.xlsx").content))
    sheet = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert sheet[0] == standings.HEAD and [row[1] for row in sheet[1:]] == ["Turin", "Málaga", "Porto", "Songdo"]
    assert admin.get("/balances/standings/standings.pdf", follow=True).status_code == 404


def test_a_thousand_parks_ask_as_few_questions_as_ten(network, admin) -> None:
    counts = []
    for start, count in ((0, 40), (40, 960)):
        parks = Park.objects.bulk_create(
            Park(code=f"p{n}", name=f"Park {n:04}", country="PT", state="admitted") for n in range(start, start + count)
        )
        Pair.objects.bulk_create(
            Pair(low=network.malaga, high=park, balance=n % 30 - 15) for n, park in enumerate(parks)
        )
        tell_planner()
        _, asked = get(admin, "/balances/standings/?sort=-debt")
        assert asked.rows <= 3 * 25 + 20
        counts.append(len(asked.statements))
    assert counts[0] == counts[1] <= 10


def test_a_park_without_any_exchange_is_shown_as_not_active_everywhere(network, admin) -> None:
    idle = cast.park("Idle", "Ida Idle")
    pages = ("/balances/standings/?level=-1", "/network/all/parks/?level=-1", "/balances/IDLE/", "/parks/IDLE/")
    for url in pages:
        page = admin.get(url).content.decode()
        assert "not active" in page, url
    assert [row.park.pk for row in admin.get(pages[0]).context["rows"]] == [idle.pk]
    shares = {one.level.label: one.count for one in standings.counts(in_force(), cast.noon(TODAY))}
    assert shares["not active"] == 1 and shares["good"] == 3
    assert "parks in not active standing,1" in admin.get("/network/all/figures.csv").content.decode()
    text = admin.get("/balances/standings/standings.csv?level=-1").content.decode()
    assert "IDLE,Idle" in text.replace('"', "") and ",not active," in text


def test_what_is_owed_without_an_agreement_waits_for_the_admin_and_is_counted(debtor, admin) -> None:
    today = admin.get("/").context["it"]
    row = next(todo for todo in today.todos if "without an agreement" in todo.headline)
    assert (row.headline, row.waits) == ("One pair of parks owes without an agreement", "13 months")
    assert row.text == "13 months are owed where no stay can bring them back. Ask for agreements, or for settlements."
    listed = admin.get(row.url)
    assert [(debt.debtor.name, debt.months, debt.is_unagreed) for debt in listed.context["rows"]] == [
        ("Turin", 13, True)
    ]
    assert "no agreement" in listed.content.decode()
    figures = listed.context["figures"]
    assert (figures.pairs_unagreed, figures.months_unagreed) == (1, 13)
    overview = admin.get("/network/").content.decode()
    assert "One pair of parks owes without an agreement" in overview and "within its limits" not in overview
    page = admin.get("/balances/TURI/").content.decode()
    assert "Owes 13 months to partners without an agreement in force; alert above 0" in page
