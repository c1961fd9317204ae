"""The pages of a statement: its periods, its verbs as people press them, the list, and Today."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from exchanges.ledger.models import Pair
from exchanges.statements.models import BalanceStatement, StatementStep
from exchanges.statements.periods import quarter, up_to
from parks.park.models import Park
from softlanding.accounts.models import User
from tests import cast as people
from tests.asking import get
from tests.exchanges import cast
from tests.exchanges.statements.making import AUGUST, Q1, Q2, Q3, confirm, dispute, post, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PAGE = "/balances/MÁLA/PORT/"


def browser(who: Park | User) -> Client:
    return people.browser_of(cast.manager_of(who) if isinstance(who, Park) else who)


@pytest.fixture
def books(pair, malaga, porto) -> Pair:
    """Two months in spring, one in August, one in October."""
    for day, months in ((date(2026, 5, 4), 2), (AUGUST, 1), (date(2026, 10, 6), 1)):
        post(malaga, porto, day, months)
    return Pair.objects.select_related("low", "high").get(pk=pair.pk)


def test_a_period_has_its_opening_its_lines_and_its_closing(books, malaga, porto) -> None:
    context = browser(malaga).get(f"{PAGE}2026-Q3/").context
    assert (context["opening"], context["closing"]) == (-2, -3)
    assert [(line.day, line.debtor, line.change, line.after) for line in context["lines"]] == [(AUGUST, malaga, -1, -3)]
    mirrored = browser(porto).get("/balances/PORT/MÁLA/2026-Q3/").context
    assert (mirrored["opening"], mirrored["closing"], mirrored["lines"][0].change) == (2, 3, 1)
    assert mirrored["case"].content.hash == context["case"].content.hash
    everything = browser(malaga).get(PAGE).context
    assert (everything["opening"], everything["closing"], len(everything["lines"])) == (0, -4, 3)
    page = browser(malaga).get(f"{PAGE}2026-Q3/").content.decode()
    assert context["case"].content.hash in page and "softlanding network" in page


@pytest.mark.parametrize(
    ("name", "earlier", "later"),
    [
        ("2026-Q3", "2026-Q2", "2026-Q4"), ("2026-Q2", None, "2026-Q3"), ("2026-Q4", "2026-Q3", None),
        ("2026", None, None), ("to-2026-Q3", "to-2026-Q2", None), ("2027-Q1", "2026-Q4", None),
    ],
)  # fmt: skip
def test_neighbours_are_one_press_away(books, malaga, name, earlier, later) -> None:
    context = browser(malaga).get(f"{PAGE}{name}/").context
    found = [one.name if (one := context[side]) else None for side in ("earlier", "later")]
    assert found == [earlier, later]


def test_the_choice_of_a_period_and_old_links_lead_to_its_address(books, malaga) -> None:
    client = browser(malaga)
    for query, place in (("?period=2026-Q3", "2026-Q3/"), ("?year=2025", "2025/"), ("?period=all", "")):
        answer = client.get(f"{PAGE}{query}")
        assert (answer.status_code, answer["Location"]) == (303, f"/balances/M%C3%81LA/PORT/{place}")
    for odd in ("2026-Q5", "nope", "26", "to-2026", "²"):
        assert client.get(f"{PAGE}{odd}/").status_code == 404
        assert client.get(f"{PAGE}?year={odd}").status_code == 200
    assert client.get("/statements/MÁLA/PORT/all/confirm/").status_code == 404


def test_two_managers_confirm_and_the_page_says_how_it_stands(books, malaga, porto) -> None:
    one, other = browser(malaga), browser(porto)
    confirming = one.get("/statements/MÁLA/PORT/2026-Q2/confirm/")
    assert "all books of both parks up to <b>" in confirming.content.decode()
    answer = one.post(
        "/statements/MÁLA/PORT/2026-Q2/confirm/", confirming.context["form"].initial | parks(malaga), follow=True
    )
    assert answer.redirect_chain == [("/balances/M%C3%81LA/PORT/2026-Q2/", 303)]
    page = answer.content.decode()
    assert "Málaga confirmed it; it waits for Porto." in page and "The books are closed once the partner" in page
    assert answer.context["verbs"] and {name for name, _ in answer.context["verbs"]} == {"dispute"}
    form = other.get("/statements/PORT/MÁLA/2026-Q2/confirm/").context["form"]
    closed = other.post("/statements/PORT/MÁLA/2026-Q2/confirm/", form.initial | parks(porto), follow=True)
    text = closed.content.decode()
    assert "Both parks confirmed it. The books up to 30 June 2026 are closed since 23 November 2026." in text
    assert closed.context["verbs"] == [] and closed.redirect_chain[0][0] == "/balances/PORT/M%C3%81LA/2026-Q2/"
    assert "Closed with the books up to 30 June 2026" in one.get(f"{PAGE}2026-Q1/").content.decode()
    assert "Both parks confirmed the books up to 30 June 2026." in one.get(PAGE).content.decode()


def parks(park: Park) -> dict[str, int]:
    return {"park": park.pk}


def test_a_posting_that_came_meanwhile_is_said_and_the_second_press_confirms_what_is_shown(
    books, malaga, porto
) -> None:
    client, url = browser(malaga), "/statements/MÁLA/PORT/2026-Q3/confirm/"
    data = client.get(url).context["form"].initial | parks(malaga)
    post(porto, malaga, date(2026, 9, 1), text="Came late")
    answer = client.post(url, data)
    text = answer.content.decode()
    assert "The statement changed since you opened this page: 1 posting was added. Read it again" in text
    assert "Confirm 2 postings" in text and not BalanceStatement.objects.exists()
    again = dict(answer.context["form"].data.items())
    assert client.post(url, again).status_code == 303
    assert BalanceStatement.objects.get().content_hash == answer.context["content"].hash != data["content_hash"]


def test_what_cannot_be_confirmed_says_why_and_has_no_button(books, malaga) -> None:
    client = browser(malaga)
    page = client.get("/statements/MÁLA/PORT/2026-Q4/confirm/").content.decode()
    assert "lasts until 31 December 2026; today is 23 November 2026" in page and "<button" not in page.split("<main")[1]
    statement = client.get(f"{PAGE}2026-Q4/")
    assert "It can be answered from 1 January 2027" in statement.content.decode() and statement.context["verbs"] == []
    data = {"content_hash": statement.context["case"].content.hash, "counted": 4, **parks(malaga)}
    pressed = client.post("/statements/MÁLA/PORT/2026-Q4/confirm/", data)
    assert pressed.status_code == 200 and "lasts until" in pressed.content.decode()


def test_dispute_needs_a_reason_and_is_withdrawn(books, malaga, porto) -> None:
    client, url = browser(porto), "/statements/PORT/MÁLA/2026-Q3/dispute/"
    data = client.get(url).context["form"].initial | parks(porto)
    assert "This field is required" in client.post(url, data).content.decode()
    page = client.post(url, data | {"reason": "Lumen <b>left</b>"}, follow=True).content.decode()
    assert "Porto disputes it." in page and "Lumen &lt;b&gt;left" in page
    assert (
        "is disputed, and confirming this one would fix" in browser(malaga).get(f"{PAGE}to-2026-Q3/").content.decode()
    )
    done = client.post("/statements/PORT/MÁLA/2026-Q3/withdraw/", parks(porto), follow=True).content.decode()
    assert "The dispute is withdrawn" in done and "withdrew its dispute" in done
    stale = client.get("/statements/PORT/MÁLA/2026-Q3/withdraw/", follow=True)
    assert "This is open now, so “Withdraw the dispute” no longer applies" in stale.content.decode()


@pytest.mark.parametrize(
    "odd", [{"counted": "-1"}, {"counted": "9" * 30}, {"content_hash": ""}, {"content_hash": "x" * 99}, {}]
)
def test_odd_answers_are_no_answer(books, malaga, odd) -> None:
    client, url = browser(malaga), "/statements/MÁLA/PORT/2026-Q3/confirm/"
    data = {**client.get(url).context["form"].initial, **parks(malaga), **odd} if odd else {}
    assert client.post(url, data).status_code == 200 and not StatementStep.objects.exists()


def test_a_void_confirmation_is_said_on_the_page(books, malaga, porto) -> None:
    confirm(books, Q3, malaga)
    post(malaga, porto, date(2026, 7, 7))
    context = browser(porto).get("/balances/PORT/MÁLA/2026-Q3/")
    assert "1 posting came since, so that no longer counts" in context.content.decode()
    assert "Neither park has confirmed it." in context.content.decode()


def test_who_manages_both_parks_answers_for_either(books, malaga, porto) -> None:
    both = cast.member(malaga, cast.manager_of(porto))
    client, url = people.browser_of(User.objects.get(pk=both.pk)), "/statements/MÁLA/PORT/2026-Q3/confirm/"
    for park in (malaga, porto):
        form = client.get(url).context["form"]
        assert client.post(url, form.initial | parks(park)).status_code == 303
    assert BalanceStatement.objects.get().state == "closed"


def test_the_list_says_for_whom_each_quarter_waits(books, malaga, porto) -> None:
    songdo = cast.park("Songdo", "Kim Ji")
    post(songdo, malaga, date(2026, 2, 1), 4)
    post(songdo, porto, date(2026, 2, 1), 4)
    confirm(Pair.objects.between(songdo, malaga), up_to(Q1), malaga, songdo)
    confirm(books, Q2, porto)

    def rows(who: Park | User, query: str = "") -> list[tuple[str, str, str, int, int]]:
        found = browser(who).get(f"/statements/{query}").context["rows"]
        return [(it.partner, it.period.name, it.state, it.closing, it.later) for it in found]

    assert rows(malaga) == [
        ("Porto", "2026-Q2", "waits for us", -2, 1), ("Songdo", "2026-Q2", "waits for us", 4, 1),
        ("Songdo", "to-2026-Q1", "closed", 4, 0),
    ]  # fmt: skip
    assert rows(porto) == [
        ("Songdo", "2026-Q1", "waits for us", 4, 2), ("Málaga", "2026-Q2", "waits for the partner", 2, 1),
    ]  # fmt: skip
    dispute(books, Q2, malaga)
    assert rows(malaga, "?show=disputed") == [("Porto", "2026-Q2", "disputed", -2, 0)]
    assert rows(malaga, "?q=PÓRTO&year=2026") == [("Porto", "2026-Q2", "disputed", -2, 0)]
    assert rows(malaga, "?year=2025") == [] and len(rows(malaga, "?show=us")) == 1
    admin = browser(people.network_admin()).get("/statements/")
    said = [(it.park, it.partner, it.state, it.waits_for) for it in admin.context["rows"]]
    assert ("Porto", "Songdo", "open", "waits for Porto and Songdo") in said and len(said) == 4
    for query in ("?show=nope", "?year=x", "?year=99999", "?page=x", "?q=%F0%9F%98%80", "?q=" + "a" * 500):
        assert browser(malaga).get(f"/statements/{query}").status_code == 200


def test_an_even_quarter_without_postings_waits_for_nobody(pair, malaga, porto) -> None:
    post(malaga, porto, date(2026, 2, 1))
    post(porto, malaga, date(2026, 3, 1))
    confirm(pair, Q1, malaga, porto)
    assert [it.state for it in browser(malaga).get("/statements/").context["rows"]] == ["closed"]
    post(malaga, porto, date(2026, 8, 1))
    assert [it.period.name for it in browser(malaga).get("/statements/?show=us").context["rows"]] == ["2026-Q3"]


def todos(who: Park | User) -> list[str]:
    return [todo.headline for todo in browser(who).get("/").context["it"].todos]


def waited(who: Park | User) -> list[str]:
    return [one.headline for one in browser(who).get("/").context["it"].waited]


def test_today_asks_for_the_oldest_open_quarter_of_each_pair(books, malaga, porto) -> None:
    songdo = cast.park("Songdo", "Kim Ji")
    post(malaga, songdo, date(2026, 8, 1))
    assert todos(malaga) == [
        "Confirm the statement with Porto, 2nd quarter 2026",
        "Confirm the statement with Songdo, 3rd quarter 2026",
    ]
    (first, _) = browser(malaga).get("/").context["it"].todos
    assert first.text.endswith("One later quarter is open too.") and first.since == date(2026, 7, 1) and first.days == 7
    assert browser(malaga).get(first.url).status_code == 200
    deputy = cast.member(malaga, cast.person("Dora Paz"), "deputy")
    assert todos(deputy) == [] and todos(cast.manager_of(songdo)) == [
        "Confirm the statement with Málaga, 3rd quarter 2026"
    ]
    confirm(books, Q2, malaga)
    assert todos(malaga) == ["Confirm the statement with Songdo, 3rd quarter 2026"]
    assert waited(malaga) == ["Porto to confirm the statement, 2nd quarter 2026"] == waited(deputy)
    confirm(books, Q2, porto)
    assert "Confirm the statement with Porto, 3rd quarter 2026" in todos(malaga) and waited(malaga) == []
    post(malaga, porto, date(2026, 7, 1))
    confirm(books, Q3, malaga)
    assert waited(malaga) == ["Porto to confirm the statement, 3rd quarter 2026"]
    post(malaga, porto, date(2026, 7, 2))
    assert "Confirm the statement with Porto, 3rd quarter 2026" in todos(malaga), (
        "what it confirmed is no longer what it says"
    )


def test_today_tells_of_disputes(books, malaga, porto) -> None:
    dispute(books, Q2, porto)
    assert todos(malaga) == ["Porto disputes the statement, 2nd quarter 2026"] and todos(porto) == []
    assert waited(porto) == ["Málaga to settle your dispute, 2nd quarter 2026"]
    (todo,) = browser(malaga).get("/").context["it"].todos
    assert todo.url == "/balances/M%C3%81LA/PORT/2026-Q2/"
    post(porto, malaga, date(2026, 6, 1))
    assert todos(porto) == ["Read the statement with Málaga again, 2nd quarter 2026"] and waited(porto) == []


def test_a_quarter_waits_from_the_day_after_it(books, malaga, porto) -> None:
    confirm(books, Q3, malaga, porto)
    with time_machine.travel(cast.at(2026, 12, 31), tick=False):
        assert todos(malaga) == []
    with time_machine.travel(cast.at(2027, 1, 1), tick=False):
        assert todos(malaga) == ["Confirm the statement with Porto, 4th quarter 2026"]


def many_pairs(park: Park, start: int, count: int) -> None:
    found = Park.objects.bulk_create(
        Park(code=f"N{n}", name=f"Park {n:04}", country="ES", state="admitted") for n in range(start, start + count)
    )
    for one in found:
        post(one, park, AUGUST, reference=f"many/{one.code}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE exchanges_pair, exchanges_posting")


def test_lists_and_today_ask_the_same_for_thirty_and_three_hundred_pairs(malaga) -> None:
    admin, asked = people.network_admin(), []
    for start, count in ((0, 30), (30, 270)):
        many_pairs(malaga, start, count)
        for who, url in (
            (cast.manager_of(malaga), "/statements/"),
            (admin, "/statements/?q=park"),
            (cast.manager_of(malaga), "/"),
        ):
            client = people.browser_of(who)
            client.get("/me/")
            response, one = get(client, url)
            shown = len(response.context.get("rows") or response.context["it"].todos)
            assert shown >= 25 and one.rows <= 3 * shown + 20, (url, one.rows)
            asked.append((url, len(one.statements)))
    assert set(asked[:3]) == set(asked[3:]) and max(n for _, n in asked) <= 10


def test_a_year_of_quarters_is_confirmed_one_after_another(pair, malaga, porto) -> None:
    post(malaga, porto, date(2025, 1, 1), 3)
    for number in (1, 2, 3, 4):
        assert todos(malaga) == [f"Confirm the statement with Porto, {quarter(2025, number).label}"]
        confirm(pair, quarter(2025, number), malaga, porto)
    _, bound = read(Pair.objects.select_related("low", "high").get(pk=pair.pk), Q1)
    assert bound["counted"] == 1 and todos(malaga) == ["Confirm the statement with Porto, 1st quarter 2026"]
    assert timedelta(days=89) == Q1.until - Q1.first
