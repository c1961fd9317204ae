"""The catalogue's pages, as each kind of person meets them."""

from typing import Any

import pytest

from parks.catalogue import actions
from parks.catalogue.forms import Languages
from parks.catalogue.models import Sector, Service
from tests import cast
from tests.asking import get

pytestmark = pytest.mark.django_db

LIST = "/parks/catalogue/"
NOTARY = {"name": "Notary", "element": "professional", "what_it_is": "Deeds", "suits": "both"}


@pytest.fixture
def nadia() -> Any:
    return cast.browser_of(cast.network_admin())


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_list_shows_everything_to_everybody_signed_in_and_buttons_to_network_admins(nadia) -> None:
    assert cast.browser_of(None).get(LIST).status_code == 302
    anna = cast.manager_of(cast.park("Porto Digital"), "Anna Lund")
    page = text(cast.browser_of(anna).get(LIST))
    for shown in ("Space and infrastructure", "Co-working desk", "NACE Rev. 2.1", "Photonics and optics", "both kinds"):
        assert shown in page, shown
    for button in ("Add a service", "Rename", "Retire<"):
        assert button not in page and button in text(nadia.get(LIST)), button


def test_the_list_asks_little_and_nothing_twice(nadia) -> None:
    nadia.get(LIST)
    _, asked = get(nadia, LIST)
    assert len(asked.statements) <= 6, asked.statements


def test_add_service_and_find_it_on_the_page(nadia) -> None:
    answer = nadia.post(f"{LIST}add-service/", NOTARY)
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}#notary")
    assert 'id="notary"' in text(nadia.get(LIST))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "co-WORKING desk"}, "“Co-working desk” stands in the catalogue already"),
        ({"name": ""}, "This field is required"),
        ({"element": "catering"}, "Select a valid choice"),
        ({"name": "x" * 81}, "at most 80"),
        ({"name": "a\x00b"}, "a sign nobody can see"),
    ],
)
def test_add_service_says_what_is_wrong_and_keeps_what_was_typed(nadia, typed, sentence) -> None:
    before = Service.objects.count()
    page = nadia.post(f"{LIST}add-service/", {**NOTARY, **typed})
    assert page.status_code == 200 and sentence in text(page) and "Deeds" in text(page)
    assert Service.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"divisions": "62, IT"}, "“IT” is no division of NACE Rev. 2.1"),
        ({"parent": "0"}, "Select a valid choice"),
        ({"name": "SOFTWARE"}, "“Software” stands in the catalogue already"),
    ],
)
def test_add_sector_says_what_is_wrong(nadia, typed, sentence) -> None:
    page = nadia.post(f"{LIST}add-sector/", {"name": "Quantum", **typed})
    assert page.status_code == 200 and sentence in text(page)


def test_add_sector_reads_divisions_and_words(nadia) -> None:
    group = Sector.objects.get(key="digital")
    typed = {"name": "Quantum computing", "parent": group.pk, "divisions": "62, 72", "words": "Quantum; Qubits"}
    assert nadia.post(f"{LIST}add-sector/", typed).status_code == 303
    made = Sector.objects.get(key="quantum_computing")
    assert (made.parent, made.divisions, made.words) == (group, ["62", "72"], ["quantum", "qubits"])


def test_the_page_of_an_entry_renames_it_and_shows_its_history(nadia) -> None:
    url = f"{LIST}services/coworking/"
    opened = nadia.get(url)
    assert "nobody has changed it yet" in text(opened) and "No park offers it." in text(opened)
    values = {field.html_name: field.value() or "" for field in opened.context["form"]}
    answer = nadia.post(url, {**values, "name": "Shared desk", "read": opened.context["read"]})
    assert answer["Location"] == f"{LIST}#coworking"
    assert "The network changed it" in text(nadia.get(url)) and "Shared desk" in text(nadia.get(LIST))


def test_a_second_admin_is_told_what_the_first_one_wrote(nadia) -> None:
    url, nora = f"{LIST}sectors/photonics/", cast.browser_of(cast.network_admin("Nora Berg"))
    pages = nadia.get(url), nora.get(url)
    values = {field.html_name: field.value() or "" for field in pages[0].context["form"]}
    values |= {"divisions": "26", "read": pages[0].context["read"]}
    assert nadia.post(url, {**values, "name": "Photonics"}).status_code == 303
    told = text(nora.post(url, {**values, "name": "Optics"}))
    assert "saved this after you had opened it" in told and "Photonics" in told and "Optics" in told


def test_retire_says_who_uses_it_and_restore_takes_it_back(nadia) -> None:
    cast.park("Porto Digital", sector_keys=["photonics"])
    url = f"{LIST}sectors/photonics/"
    assert "1 park names it. Where it is used it stays" in text(nadia.get(f"{url}retire/"))
    assert nadia.post(f"{url}retire/").status_code == 303
    assert 'Photonics and optics <span class="badge idle">retired</span>' in text(nadia.get(LIST))
    assert "In its own words" not in text(nadia.get("/parks/porto-digital/"))
    assert "Photonics and optics" in text(nadia.get("/parks/porto-digital/"))
    stale = nadia.post(f"{url}retire/", follow=True)
    assert "no longer applies" in text(stale)
    assert nadia.post(f"{url}restore/").status_code == 303
    assert Sector.objects.get(key="photonics").retired_at is None


def test_retiring_a_group_in_use_is_refused_with_its_sectors(nadia) -> None:
    page = nadia.post(f"{LIST}sectors/electronics/retire/")
    assert page.status_code == 200 and "has 3 sectors that can be chosen" in text(page)


@pytest.mark.parametrize(
    "address", ["services/nothing/", "sectors/coworking/", "offices/coworking/retire/", "%00/x/retire/"]
)
def test_entries_that_are_none_do_not_exist(nadia, address) -> None:
    assert nadia.get(LIST + address).status_code in (400, 404)


def test_a_park_cannot_take_the_catalogues_address() -> None:
    from parks.park.actions import next_code

    assert next_code("Catalogue", "ES") == "catalogue-2"


def test_a_park_keeps_a_retired_sector_and_chooses_no_other(nadia) -> None:
    porto = cast.park("Porto Digital", sector_keys=["photonics"])
    for key in ("photonics", "nuclear"):
        actions.retire(Sector.objects.get(key=key), by=cast.person(f"Admin {key}"), now=cast.NOW)
    anna = cast.browser_of(cast.manager_of(porto, "Anna Lund"))
    url = "/parks/porto-digital/edit/"
    typed = {"time_zone": "UTC", "sector_keys": ["photonics", "software"]}
    refused = anna.post(url, {**typed, "sector_keys": ["nuclear"]})
    assert "“nuclear” is no sector that can be chosen" in text(refused)
    assert anna.post(url, typed).status_code == 303
    porto.refresh_from_db()
    assert porto.sector_keys == ["software", "photonics"]
    assert "Software, Photonics and optics" in text(anna.get("/parks/porto-digital/"))


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("English, pt; PORTUGUESE", ["en", "pt"]), ("", []), ("Māori", ["mi"])],
)
def test_languages_are_read_by_name_or_code(typed, codes) -> None:
    assert Languages(required=False).clean(typed) == codes


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("Portugese", "“Portugese” is no language the portal knows. Did you mean Portuguese?"), ("qqq", "or its code")],
)
def test_an_unknown_language_is_refused_with_a_sentence(typed, sentence) -> None:
    with pytest.raises(Exception, match=sentence):
        Languages(required=False).clean(typed)
