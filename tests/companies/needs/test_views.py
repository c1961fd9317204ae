"""The page on which a company says what it needs, and the card that shows it."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from companies.company.models import Company
from companies.needs.models import Needs
from parks.catalogue.models import Service
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lumen() -> Company:
    return cast.company("Lumen Optics", kind="experienced", sectors=["Optics"])


@pytest.fixture
def lea(lumen: Company) -> Client:
    return cast.browser_of(cast.lead_of(lumen, "Lea Ferreira"))


def url(company: Company) -> str:
    return f"/companies/{company.pk}/needs/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def checked(response: Any) -> set[str]:
    """The boxes and buttons that are chosen, as "name=value"; a service's "no" and an open kind left out."""
    inputs = re.findall(r"<input[^>]*(?:checkbox|radio)[^>]*>", response.content.decode())
    of = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in inputs if re.search(r"\bchecked\b", one)]
    return {f"{one['name']}={one['value']}" for one in of if one["value"]}


USUAL = {
    f"service-{key}=must"
    for key in ("executive_office", "telepresence", "fast_internet", "legal", "certification", "translation")
}


def test_state_begins_with_what_the_profile_says(lumen, lea) -> None:
    page = lea.get(url(lumen))
    assert checked(page) == {"kind=experienced", "sectors=photonics", *USUAL}
    assert "what experienced companies usually need" in text(page)
    assert not Needs.objects.exists()


def test_state_shows_what_was_stated_and_no_longer_the_usual(lumen, lea) -> None:
    Needs.objects.create(company=lumen, wishes=["mentoring"], markets=["ES", "155"], languages=["pt"], months=3)
    page = lea.get(url(lumen))
    assert checked(page) == {"service-mentoring=wish"}
    assert all(f'value="{name}"' in text(page) for name in ("Spain", "Western Europe", "Portuguese", "3"))


def test_state_saves_and_comes_back_to_the_company(lumen, lea) -> None:
    typed = {
        "kind": "scaling",
        "service-legal": "must",
        "service-ip": "wish",
        "service-visa": "",
        "sectors": ["energy"],
        "markets": ["spain", "Western  europe", ""],
        "languages": ["PORTUGUESE", "english"],
        "people": "2",
        "starts_on": "2099-03-01",
        "months": "3",
    }
    answer = lea.post(url(lumen), typed)
    assert (answer.status_code, answer["Location"]) == (303, f"/companies/{lumen.pk}/")
    needs = Needs.objects.get()
    assert (needs.kind, needs.musts, needs.wishes, needs.sectors) == ("scaling", ["legal"], ["ip"], ["energy"])
    assert (needs.markets, needs.languages, needs.people, needs.months) == (["ES", "155"], ["pt", "en"], 2, 3)


def test_state_asks_for_nothing(lumen, lea) -> None:
    assert lea.post(url(lumen), {}).status_code == 303
    assert Needs.objects.get().says_nothing
    assert "Nothing in particular yet" in text(lea.get(f"/companies/{lumen.pk}/"))


def test_suggest_names_a_kind_keeps_what_was_typed_and_saves_nothing(lumen, lea) -> None:
    typed = {
        "suggest": "yes",
        "answers": ["again", "capital"],
        "service-legal": "must",
        "markets": ["Spian"],
        "months": "3",
    }
    page = lea.post(url(lumen), typed)
    assert "Scaling fits best: you said yes to a second or third company and venture capital." in text(page)
    assert checked(page) == {"answers=again", "answers=capital", "kind=scaling", "service-legal=must"}
    assert 'value="Spian"' in text(page) and 'value="3"' in text(page)
    assert not Needs.objects.exists()


def test_suggest_leaves_a_kind_that_was_chosen(lumen, lea) -> None:
    page = lea.post(url(lumen), {"suggest": "yes", "answers": ["again"], "kind": "experienced"})
    assert "Scaling fits best" in text(page)
    assert "kind=experienced" in checked(page) and "kind=scaling" not in checked(page)


def test_usual_sets_the_services_of_the_chosen_kind_and_saves_nothing(lumen, lea) -> None:
    typed = {"usual": "yes", "kind": "experienced", "service-ip": "must", "service-visa": "wish", "people": "4"}
    page = lea.post(url(lumen), typed)
    assert checked(page) == {"kind=experienced", *USUAL}
    assert 'value="4"' in text(page) and "Nothing is saved yet" in text(page)
    assert not Needs.objects.exists()


def test_usual_without_a_kind_asks_for_it_and_keeps_what_was_typed(lumen, lea) -> None:
    page = lea.post(url(lumen), {"usual": "yes", "service-ip": "must"})
    assert "Choose a kind above first" in text(page)
    assert checked(page) == {"service-ip=must"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"markets": ["Spian"]}, "“Spian” is no country or region the portal knows. Did you mean Spain?"),
        ({"languages": ["Qqqq"]}, "“Qqqq” is no language the portal knows. Choose from the list."),
        ({"service-sauna": "must"}, "The network's catalogue has no service “sauna”."),
        ({"sectors": ["alchemy"]}, "“alchemy” is no sector that can be chosen."),
        ({"starts_on": "2020-01-01"}, "This day has passed."),
        ({"months": "25"}, "less than or equal to 24"),
    ],
)
def test_state_refuses_what_no_list_holds_and_loses_nothing(lumen, lea, typed, sentence) -> None:
    page = lea.post(url(lumen), {"service-legal": "must", "people": "2", **typed})
    assert page.status_code == 200 and sentence in text(page)
    assert "service-legal=must" in checked(page) and 'value="2"' in text(page)
    assert not Needs.objects.exists()


def test_a_wished_day_that_has_passed_since_may_stay(lumen, lea) -> None:
    Needs.objects.create(company=lumen, starts_on="2020-01-01")
    assert lea.post(url(lumen), {"starts_on": "2020-01-01", "months": "2"}).status_code == 303


def test_a_retired_service_is_offered_only_where_it_was_chosen(lumen, lea) -> None:
    cast.retired("legal")
    assert "service-legal" not in text(lea.get(url(lumen)))
    Needs.objects.create(company=lumen, wishes=["legal"])
    assert "service-legal=wish" in checked(lea.get(url(lumen)))


def test_the_card_has_musts_first_and_who_may_change_them(lumen, lea) -> None:
    mine = f"/companies/{lumen.pk}/"
    assert "Say what you need" in text(lea.get(mine))
    max_moser = cast.browser_of(cast.member_of(lumen, "Max Moser"))
    assert "has not said it yet" in text(max_moser.get(mine))
    Needs.objects.create(company=lumen, musts=["translation", "legal"], wishes=["ip"], markets=["ES", "155"])
    for page in (text(lea.get(mine)), text(max_moser.get(mine))):
        assert "<dd>Legal advice, Translation</dd>" in page and "Spain, Western Europe" in page
        assert page.index("Legal advice, Translation") < page.index("Intellectual property")
    assert url(lumen) in text(lea.get(mine)) and url(lumen) not in text(max_moser.get(mine))


def test_a_park_that_vouches_reads_the_profile_not_the_needs(lumen) -> None:
    porto = cast.park("Porto Digital", "BR")
    cast.resident(lumen, porto)
    Needs.objects.create(company=lumen, musts=["legal"])
    anna = cast.browser_of(cast.manager_of(porto, "Anna Lund"))
    assert "Legal advice" not in text(anna.get(f"/companies/{lumen.pk}/"))
    assert anna.get(url(lumen)).status_code == 403


def test_the_companys_page_asks_nothing_twice(lumen, lea) -> None:
    Needs.objects.create(company=lumen, musts=["legal"], sectors=["energy"])
    lea.get(f"/companies/{lumen.pk}/")
    with CaptureQueriesContext(connection) as queries:
        lea.get(f"/companies/{lumen.pk}/")
    asked = [query["sql"] for query in queries]
    assert len(asked) == len(set(asked)) <= 10


def test_the_page_asks_the_same_however_much_was_chosen(lumen, lea) -> None:
    asked = []
    lea.get(url(lumen))  # what a connection prepares once is prepared
    for chosen in ([], [service.key for service in Service.objects.all()]):
        Needs.objects.update_or_create(company=lumen, defaults={"musts": chosen})
        with CaptureQueriesContext(connection) as queries:
            assert lea.get(url(lumen)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6
