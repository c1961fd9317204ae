"""The fact sheet on a park's page, and the pages that edit and check it."""

from datetime import date
from typing import Any

import pytest

from parks.fact_sheets.models import FactSheet
from parks.park.models import Park
from tests import cast
from tests.asking import get

pytestmark = pytest.mark.django_db

PAGE, EDIT, CHECK = (
    "/parks/porto-digital/",
    "/parks/porto-digital/fact-sheet/",
    "/parks/porto-digital/fact-sheet/check/",
)
WHOLE = {
    "getting_there": "Bus 25 stops at building 4.",
    "stays_begin": "Any day",
    "calendar": "Closed on public holidays.",
    "housing": "Flats from € 950 a month.\n\nThe desk holds six.",
    "visa": "The park files it.",
    "insurance": "Bring your own.",
    "accessibility": "Lifts everywhere.",
    "languages": "Portuguese, en",
    "contact_name": "Lucía Vera",
    "contact_role": "landing desk",
    "contact_email": "lucia@example.org",
    "memberships": "IASP, APTE",
    "social_links": "linkedin.com/company/porto\nhttps://porto.example/news",
    "video": "https://video.example/tour",
}


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto Digital", "BR", city="Recife")


@pytest.fixture
def anna(porto) -> Any:
    return cast.browser_of(cast.manager_of(porto, "Anna Lund"))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def visitor() -> str:
    return text(cast.browser_of(None).get(PAGE))


def test_what_is_entered_is_shown_and_what_is_empty_is_not(porto, anna) -> None:
    assert "Coming and living here" not in visitor()
    assert anna.post(EDIT, {"visa": "The park files it."}).status_code == 303
    shown = visitor()
    assert "Coming and living here" in shown and "The park files it." in shown and "Checked on" in shown
    for absent in ("Getting there", "Housing", "Insurance", "Accessibility", "Member of", "People who look after you"):
        assert absent not in shown, absent


def test_a_whole_sheet(porto, anna) -> None:
    assert anna.post(EDIT, WHOLE).status_code == 303
    sheet = FactSheet.objects.get()
    assert sheet.languages == ["pt", "en"] and sheet.memberships == ["IASP", "APTE"]
    assert sheet.social_links == ["https://linkedin.com/company/porto", "https://porto.example/news"]
    shown = visitor()
    for present in (
        "Bus 25 stops at building 4.",
        "<p>The desk holds six.</p>",
        "Stays begin: Any day",
        "Portuguese, English",
        "IASP, APTE",
        "Lucía Vera",
        "landing desk",
        "linkedin.com</a>",
        "Watch it at video.example",
    ):
        assert present in shown, present
    assert "<iframe" not in shown and "<video" not in shown


def test_addresses_of_people_are_shown_to_who_is_signed_in_or_to_all_where_the_park_says_so(porto, anna) -> None:
    anna.post(EDIT, WHOLE)
    stranger = cast.browser_of(cast.person("Sam Stranger"))
    assert "lucia@example.org" not in visitor() and "Sign in to see how to reach them" in visitor()
    assert "lucia@example.org" in text(stranger.get(PAGE))
    anna.post(EDIT, {**WHOLE, "contacts_public": "on"})
    assert "lucia@example.org" in visitor()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"languages": "English, Klingon"}, "“Klingon” is no language the portal knows"),
        ({"social_links": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"social_links": "ftp://files.example.org/a"}, "those begin with https://"),
        ({"social_links": " ".join(f"https://x{n}.example" for n in range(7))}, "These are 7; name the 6 most"),
        ({"video": "ftp://files.example.org/a"}, "those begin with https://"),
        ({"contact_email": "nobody"}, "Enter a valid email address"),
        ({"contact_name": "", "contact_email": "a@x.org"}, "Whose is “a@x.org”?"),
        ({"visa": "a\x00b"}, "a sign nobody can see"),
    ],
)
def test_edit_says_what_is_wrong_and_keeps_what_was_typed(porto, anna, typed, sentence) -> None:
    page = anna.post(EDIT, {**{key: value for key, value in WHOLE.items() if key not in typed}, **typed})
    assert page.status_code == 200 and sentence in text(page) and "Bus 25 stops" in text(page)
    assert not FactSheet.objects.exists()


def test_who_may_edit_is_told_what_is_missing(porto, anna) -> None:
    assert "Not said yet: how to get there, housing" in text(anna.get(PAGE))
    anna.post(EDIT, {**WHOLE, "insurance": "", "accessibility": ""})
    told = text(anna.get(PAGE))
    assert "Complete the fact sheet</a>. Not said yet: insurance, accessibility." in told
    assert "Complete the fact sheet" not in visitor()
    anna.post(EDIT, WHOLE)
    assert "Edit the fact sheet" in text(anna.get(PAGE))


def test_the_form_shows_what_stands_and_its_history(porto, anna) -> None:
    anna.post(EDIT, WHOLE)
    page = anna.get(EDIT)
    values = {field.html_name: field.value() for field in page.context["form"]}
    assert "Porto Digital changed its fact sheet" in text(page)
    assert 'value="Portuguese, English"' in text(page) and "linkedin.com/company/porto https" in text(page)
    typed = {name: value for name, value in values.items() if value}
    anna.post(EDIT, {**typed, "languages": "Portuguese, English", "social_links": WHOLE["social_links"]})
    assert FactSheet.objects.get().steps.count() == 1  # nothing became another


def test_a_second_editor_is_told_both_texts(porto, anna) -> None:
    dario = cast.browser_of(cast.deputy_of(porto, "Dario Pérez"))
    pages = anna.get(EDIT), dario.get(EDIT)
    anna.post(EDIT, {"languages": "pt", "read": pages[0].context["read"]})
    told = dario.post(EDIT, {"languages": "en", "read": pages[1].context["read"]})
    assert {(row["field"], row["now"], row["yours"]) for row in told.context["both"]} == {
        ("Languages of the team", "Portuguese", "English"),
    }
    assert FactSheet.objects.get().languages == ["pt"]


def test_check_shows_what_companies_read_and_says_it_was_checked(porto, anna) -> None:
    FactSheet.objects.create(park=porto, visa="The park files it.", checked_on=date(2024, 5, 4))
    assert "Checked on 4 May 2024, more than a year ago: may be out of date" in visitor()
    assert "The park files it." in text(anna.get(CHECK))
    answer = anna.post(CHECK, follow=True)
    assert "checked today" in text(answer) and "more than a year ago" not in visitor()


def test_what_public_pages_say_is_marked_and_only_network_admins_see_which(porto, anna) -> None:
    url = "https://porto.example/about"
    FactSheet.objects.create(park=porto, visa="Ask us.", read_on=date(2026, 11, 2), sources=[url])
    assert "From public pages, 2026, may be out of date" in visitor()
    assert url not in visitor() and url not in text(anna.get(PAGE))
    told = text(cast.browser_of(cast.network_admin()).get(PAGE))
    assert url in told and "1 public page, read on 2 November 2026" in told


def test_a_park_page_asks_the_same_however_much_the_sheet_says(porto, anna) -> None:
    client = cast.browser_of(None)
    client.get(PAGE)
    _, bare = get(client, PAGE)
    anna.post(EDIT, WHOLE)
    Park.objects.filter(pk=porto.pk).update(sector_keys=["software", "photonics"])
    page, full = get(client, PAGE)
    assert "Photonics and optics" in text(page) and "Bus 25 stops" in text(page)
    assert len(full.statements) == len(bare.statements) <= 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("malaga techpark", "“malaga techpark” is what people call Parque Tecnológico de Andalucía"),
        ("Torino", "“Torino” is what people call Torino"),
        ("x" * 26, "at most 25"),
    ],
)
def test_a_short_name_is_one_parks_only(porto, anna, typed, sentence) -> None:
    cast.park("Parque Tecnológico de Andalucía", short_name="Málaga TechPark")
    cast.park("Torino", "IT")
    url = "/parks/porto-digital/edit/"
    page = anna.post(url, {"time_zone": "UTC", "short_name": typed})
    assert page.status_code == 200 and sentence in text(page)
    added = cast.browser_of(cast.network_admin()).post(
        "/parks/add/", {"name": "N", "country": "ES", "short_name": typed}
    )
    assert added.status_code == 200 and sentence in text(added)
    for _ in range(2):
        assert anna.post(url, {"time_zone": "UTC", "short_name": "Porto"}).status_code == 303
    porto.refresh_from_db()
    assert porto.short_name == "Porto" and porto.steps.count() == 1
