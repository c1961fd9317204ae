"""The pages of parks, as each kind of person meets them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parks.park import actions
from parks.park.models import Membership, Park
from parks.park.queries import Facets, facets
from softlanding.notices.models import Notice
from tests import cast

pytestmark = pytest.mark.django_db

ODD = [
    "?page=x", "?page=-1", "?page=99999999999999999999", "?sort=nope", "?country=ZZZ", "?sector=%27", "?q=" + "a" * 1000,
    "?page=%00", "?q=%00", "?q=%ff%fe", "?q=%25_%5C", "?sort=-companies&page=2", "?q=%F0%9F%98%80", "?country=ES&country=BR",
]  # fmt: skip


def names(response: object) -> list[str]:
    return [park.name for park in response.context["page_obj"]]  # type: ignore[attr-defined]


@pytest.fixture
def five_parks() -> None:
    cast.park("Łódź Tech", "PL", city="Łódź", sectors=["ICT"], founded=2005, resident_companies=40)
    cast.park(
        "Málaga TechPark",
        "ES",
        city="Málaga",
        sectors=["ICT", "energy"],
        founded=1992,
        resident_companies=600,
    )
    cast.park("Élan Park", "FR", city="Nantes", sectors=["Life sciences"])
    cast.park("Cyberparc", "CI", city="Abidjan", founded=2010)
    cast.park("Waiting Park", "ES", state="applied")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Cyberparc", "Élan Park", "Łódź Tech", "Málaga TechPark"]),
        ("?q=lodz", ["Łódź Tech"]),
        ("?q=MALAGA", ["Málaga TechPark"]),
        ("?q=life+nantes", ["Élan Park"]),
        ("?q=cote", ["Cyberparc"]),
        ("?q=spain", ["Málaga TechPark"]),
        ("?country=ES", ["Málaga TechPark"]),
        ("?sector=ICT", ["Łódź Tech", "Málaga TechPark"]),
        ("?sort=founded", ["Málaga TechPark", "Łódź Tech", "Cyberparc", "Élan Park"]),
        ("?sort=-companies", ["Málaga TechPark", "Łódź Tech", "Cyberparc", "Élan Park"]),
        ("?sort=country", ["Cyberparc", "Élan Park", "Łódź Tech", "Málaga TechPark"]),
        ("?sort=-country", ["Málaga TechPark", "Łódź Tech", "Élan Park", "Cyberparc"]),
        ("?sort=-name", ["Málaga TechPark", "Łódź Tech", "Élan Park", "Cyberparc"]),
    ],
)
def test_directory_finds_and_sorts_as_people_expect(five_parks, query, found) -> None:
    assert names(cast.browser_of(None).get("/parks/" + query)) == found


def test_filters_offer_what_occurs_in_the_network_now(five_parks) -> None:
    found = facets()
    assert [name for _, name in found.countries] == ["Côte d'Ivoire", "France", "Poland", "Spain"]
    assert found.sectors == ["energy", "ICT", "Life sciences"]
    cast.park("Ponta", "PT", sectors=["ict", "Sea"])
    assert ("PT", "Portugal") in facets().countries and facets().sectors == ["energy", "ICT", "Life sciences", "Sea"]
    admin = cast.network_admin()
    actions.edit(Park.objects.get(name="Ponta"), by=admin, now=cast.NOW, facts={"sectors": ["Sea"], "country": "IT"})
    assert ("IT", "Italy") in facets().countries and ("PT", "Portugal") not in facets().countries
    for park in Park.objects.admitted():
        actions.suspend(park, reason="Moves", by=admin, now=cast.NOW)
    assert facets() == Facets([], [])


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("who", [None, "admin"])
def test_odd_addresses_never_break_the_directory(five_parks, query, who) -> None:
    client = cast.browser_of(cast.network_admin() if who else None)
    assert client.get("/parks/" + query).status_code in (200, 400)


@pytest.mark.parametrize("address", ["/parks/%00/", "/parks/%ff/", "/parks/nowhere/", "/parks/" + "x" * 900 + "/"])
def test_odd_parks_do_not_exist(address) -> None:
    assert cast.browser_of(None).get(address).status_code in (400, 404)


@pytest.mark.parametrize("signed_in", [False, True])
def test_directory_asks_the_same_few_questions_for_10_and_1000_parks(signed_in) -> None:
    home = cast.park("Home")
    client = cast.browser_of(cast.manager_of(home, "Anna Lund") if signed_in else None)
    client.get("/parks/")
    counts = []
    for amount in (10, 1000):
        Park.objects.bulk_create(
            Park(
                code=f"{amount}-{n}",
                name=f"Park {n}",
                country=("ES", "BR", "FR")[n % 3],
                state="admitted",
                sectors=["ICT", f"S{n % 40}"],
            )
            for n in range(amount)
        )
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/parks/?q=park&sort=country").status_code == 200
        ours = [
            query["sql"]
            for query in asked
            if "usersessions" not in query["sql"] and not query["sql"].startswith(("SAVE", "REL"))
        ]
        counts.append(len(ours))
        assert len(set(ours)) == len(ours) or signed_in
    assert counts[0] == counts[1] <= 10


def test_detail_shows_what_is_known_and_nothing_else() -> None:
    cast.park(
        "Porto Digital",
        "BR",
        city="Recife",
        website="https://www.portodigital.org",
        time_zone="America/Recife",
    )
    page = cast.browser_of(None).get("/parks/porto-digital/").content.decode()
    assert "Recife, Brazil" in page and "portodigital.org" in page
    assert "Founded" not in page and "None" not in page


def test_a_park_that_is_not_admitted_is_seen_by_its_people_and_network_admins_only() -> None:
    waiting = cast.park("Waiting Park", state="applied")
    anna, stranger, admin = (
        cast.manager_of(waiting, "Anna Lund"),
        cast.person("Sam Stranger"),
        cast.network_admin(),
    )
    codes = [cast.browser_of(who).get("/parks/waiting-park/").status_code for who in (None, stranger, anna, admin)]
    assert codes == [404, 404, 200, 200]


def test_edit_changes_the_facts_and_writes_one_step() -> None:
    porto = cast.park("Porto Digital", "BR")
    client = cast.browser_of(cast.deputy_of(porto, "Dario Pérez"))
    facts = {
        "about": "A lab by the sea.",
        "sectors": "ICT, games; ict",
        "founded": "2000",
        "latitude": "-8",
        "longitude": "-34.9",
        "time_zone": "America/Recife",
    }
    for _ in range(2):
        assert client.post("/parks/porto-digital/edit/", facts).status_code == 303
    porto.refresh_from_db()
    assert (porto.sectors, porto.founded, porto.time_zone) == (["ICT", "games"], 2000, "America/Recife")
    assert [step.verb for step in porto.steps.all()] == ["edit"]
    assert "Dario Pérez" in client.get("/parks/porto-digital/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"founded": "1066"}, "Enter a year from 1900"),
        ({"latitude": "12"}, "both latitude and longitude"),
        ({"latitude": "95", "longitude": "0"}, "less than or equal to 90"),
        ({"sectors": "x" * 90}, "at most 80 fit"),
        ({"sectors": ",".join(f"s{n}" for n in range(13))}, "name the 12 most important"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice"),
    ],
)
def test_edit_says_what_is_wrong_and_keeps_what_was_typed(wrong, sentence) -> None:
    porto = cast.park("Porto Digital", "BR")
    page = cast.browser_of(cast.manager_of(porto, "Anna Lund")).post(
        "/parks/porto-digital/edit/", {"about": "Typed text", "time_zone": "UTC", **wrong}
    )
    shown = page.content.decode()
    assert page.status_code == 200 and sentence in shown and "Typed text" in shown
    porto.refresh_from_db()
    assert porto.about == ""


def test_apply_makes_a_waiting_park_with_its_manager_and_tells_the_network() -> None:
    cast.network_admin()
    founder = cast.person("Fay Founder")
    client = cast.browser_of(founder)
    facts = {"name": "中关村", "country": "CN", "city": "Beijing"}
    assert client.post("/parks/apply/", facts)["Location"] == "/parks/park-cn/"
    made = Park.objects.get()
    assert (made.state, made.time_zone) == ("applied", "Asia/Shanghai")
    assert Membership.objects.get().role == "manager"
    assert Notice.objects.get().recipient.name == "Nadia Novak"
    again = client.post("/parks/apply/", facts)
    assert "registered already" in again.content.decode() and Park.objects.count() == 1


def test_admit_then_suspend_with_a_reason_and_a_stale_button_says_how_it_stands() -> None:
    porto = cast.park("Porto Digital", "BR", state="applied")
    anna = cast.manager_of(porto, "Anna Lund")
    client = cast.browser_of(cast.network_admin())
    assert client.post("/parks/porto-digital/admit/").status_code == 303
    stale = client.post("/parks/porto-digital/admit/", follow=True)
    assert "no longer applies" in stale.content.decode()
    assert "This field is required" in client.post("/parks/porto-digital/suspend/", {}).content.decode()
    client.post("/parks/porto-digital/suspend/", {"reason": "No answer for a year."})
    porto.refresh_from_db()
    assert porto.state == "suspended"
    assert [(step.verb, step.acted_for, step.reason) for step in porto.steps.all()] == [
        ("admit", "The network", ""), ("suspend", "The network", "No answer for a year."),
    ]  # fmt: skip
    assert Notice.objects.filter(recipient=anna).count() == 2
    assert names(cast.browser_of(None).get("/parks/")) == []


def test_add_by_a_network_admin_is_in_the_network_at_once() -> None:
    client = cast.browser_of(cast.network_admin())
    page = client.post("/parks/add/", {"name": "Apply", "country": "ES", "latitude": "28.1", "longitude": "-15.4"})
    made = Park.objects.get()
    assert (page["Location"], made.code, made.state, made.time_zone) == (
        "/parks/apply-2/",
        "apply-2",
        "admitted",
        "Atlantic/Canary",
    )


def test_who_may_open_which_page_of_a_park() -> None:
    porto = cast.park("Porto Digital", "BR")
    people = {
        "visitor": None, "stranger": cast.person("Sam Stranger"), "deputy": cast.deputy_of(porto, "Dario Pérez"),
        "manager": cast.manager_of(porto, "Anna Lund"), "admin": cast.network_admin(),
    }  # fmt: skip
    table = {
        "/parks/": (200, 200, 200, 200, 200),
        "/parks/porto-digital/": (200, 200, 200, 200, 200),
        "/parks/porto-digital/edit/": (302, 404, 200, 200, 200),
        "/parks/porto-digital/suspend/": (302, 404, 403, 403, 200),
        "/parks/porto-digital/join/": (302, 200, 200, 200, 200),
        "/parks/add/": (302, 403, 403, 403, 200),
        "/parks/apply/": (302, 200, 200, 200, 200),
    }
    found = {
        address: tuple(cast.browser_of(who and cast.again(who)).get(address).status_code for who in people.values())
        for address in table
    }
    assert found == table
