"""The pages of a programme: what is typed is kept or told, what is written is read, and by whom."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from parks.catalogue.models import Service
from parks.park.models import Park
from parks.programmes.facts import IncentiveFacts, ServiceTerms, SpaceFacts
from parks.programmes.models import Programme, ProgrammeStep
from parks.programmes.queries import facts_of
from tests import cast
from tests.parks.programmes.test_queries import SERVICES, offering

pytestmark = pytest.mark.django_db
HERE = "/parks/porto-digital/"
EDIT, SPACES, CHECK = f"{HERE}programme/", f"{HERE}programme/spaces/", f"{HERE}programme/check/"


def porto() -> tuple[Park, Client]:
    park = cast.park("Porto Digital", "BR", website="https://porto.example.org/")
    return park, cast.browser_of(cast.manager_of(park, "Anna Lund"))


def as_shown(page: Any) -> dict[str, Any]:
    """What the browser would send back."""
    values = {field.html_name: field.value() for field in page.context["form"]}
    shown = {name: value for name, value in values.items() if value not in (None, False)}
    shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in shown.items()}
    return {**shown, "read": page.context["read"]}


def errors(page: Any) -> dict[str, list[str]]:
    assert page.status_code == 200
    return dict(page.context["form"].errors)


def test_forty_services_are_one_form_in_the_order_of_the_elements() -> None:
    _, anna = porto()
    page = anna.get(EDIT)
    rows = [row for element in page.context["form"].elements for row in element.rows]
    assert [row.service for row in rows] == list(Service.objects.order_by("position"))
    text = page.content.decode()
    assert text.count("Save the programme") == 4 and "A desk in a shared room with internet" in text
    assert text.count("<select name=") == 3 * len(rows) and "<details" in text


def test_what_is_typed_is_saved_and_the_parks_page_shows_it() -> None:
    park, anna = porto()
    typed = {
        "legal-how": "partner",
        "legal-terms": "8 hours",
        "legal-languages": "English, portuguese, es",
        "legal-partner": "Vera",
        "legal-partner_kind": "lawyer",
        "legal-partner_contact": "vera@example.org",
        "legal-suits": "experienced",
        "accounting-how": "paid",
        "accounting-price": "120",
        "accounting-currency": "eur",
        "accounting-terms": "a month",
        "visa-how": "included",
    }
    saved = anna.post(EDIT, typed, follow=True)
    assert "The programme is saved: 3 services offered, checked today." in saved.content.decode()
    assert facts_of(park).terms == {
        "legal": ServiceTerms(
            "partner", None, "", "8 hours", ("en", "pt", "es"), "experienced", "lawyer", "Vera", "vera@example.org"
        ),
        "accounting": ServiceTerms("paid", Decimal("120.00"), "EUR", "a month"),
        "visa": ServiceTerms("included"),
    }
    opened = anna.get(EDIT)
    assert anna.post(EDIT, as_shown(opened)).status_code == 303
    assert ProgrammeStep.objects.count() == 1, "what was read and sent back is no change"
    assert "legal advice" not in opened.content.decode() and "English, Portuguese, Spanish" in opened.content.decode()


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"legal-how": "paid", "legal-price": "5"}, "legal-currency", "Say in which currency the price is"),
        ({"legal-how": "paid", "legal-currency": "EUR"}, "legal-price", "Enter the price"),
        ({"legal-how": "paid", "legal-price": "-5", "legal-currency": "EUR"}, "legal-price", "A price is 0 or more."),
        ({"legal-how": "paid", "legal-price": "5", "legal-currency": "€"}, "legal-currency", "three letters"),
        (
            {"legal-how": "included", "legal-price": "5", "legal-currency": "EUR"},
            "legal-price",
            "included has no price",
        ),
        (
            {"legal-how": "included", "legal-languages": "English, Klingon"},
            "legal-languages",
            "“Klingon” is no language",
        ),
        ({"legal-how": "gladly"}, "legal-how", "gladly is not one of the available choices"),
        ({"legal-how": ["included", "paid"]}, "legal-how", "Legal advice came twice"),
        ({"legal-terms": "8 hours"}, "legal-how", "You wrote more about this"),
        ({"legal-how": "paid", "legal-terms": "x" * 201}, "legal-terms", "at most 200"),
        ({"fax-how": "included"}, "fax-how", "Fax room was retired from the catalogue"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_on_top_and_nothing_typed_is_lost(typed, name, sentence) -> None:
    park, anna = porto()
    Service.objects.create(key="fax", name="Fax room", element="space", what_it_is="A fax", retired_at=cast.NOW)
    page = anna.post(EDIT, {"visa-how": "included", "visa-terms": "both <b>papers</b>", **typed})
    (told,) = errors(page)[name]
    assert sentence in told and set(errors(page)) == {name}
    text = page.content.decode()
    assert f'href="#id_{name}"' in text and f'id="id_{name}_error"' in text
    assert "both &lt;b&gt;papers&lt;/b&gt;" in text and "<b>papers" not in text
    assert all(page.context["form"][key].value() in (value, value[-1]) for key, value in typed.items())
    assert facts_of(park).services == ()


def test_a_service_that_was_offered_goes_with_its_terms() -> None:
    park, anna = offering(), cast.browser_of(cast.manager_of(Park.objects.get(), "Anna Roth"))
    shown = as_shown(anna.get(EDIT))
    assert anna.post(EDIT, {**shown, "legal-how": ""}).status_code == 303
    assert set(facts_of(park).terms) == set(SERVICES) - {"legal"}


def test_a_retired_service_is_shown_only_where_it_is_offered() -> None:
    park = offering()
    other = cast.park("Turin", "IT")
    cast.retired("legal", "visa")
    there = cast.browser_of(cast.manager_of(park, "Anna Roth")).get(EDIT).content.decode()
    assert 'name="legal-how"' in there and 'name="visa-how"' not in there and "retired" in there
    elsewhere = cast.browser_of(cast.manager_of(other, "Carla Conti")).get("/parks/turin/programme/").content.decode()
    assert 'name="legal-how"' not in elsewhere


def test_the_second_who_saves_reads_both_texts_of_each_service() -> None:
    park, anna = porto()
    dario = cast.browser_of(cast.deputy_of(park, "Dario Pérez"))
    opened = as_shown(dario.get(EDIT))
    anna.post(EDIT, {"legal-how": "partner", "legal-terms": "8 hours", "visa-how": "included"})
    told = dario.post(EDIT, {**opened, "legal-how": "included", "visa-how": "included"})
    assert told.context["both"] == [{"field": "Legal advice", "now": "by a partner, 8 hours", "yours": "included"}]
    assert dario.post(EDIT, as_shown(told)).status_code == 303
    assert facts_of(park).terms["legal"] == ServiceTerms("included")


def test_spaces_incentives_and_grants_are_added_changed_and_removed() -> None:
    park, anna = porto()
    page = anna.get(SPACES)
    assert {name: len(rows) for name, rows in page.context["form"].lists.items()} == {
        "spaces": 2,
        "incentives": 2,
        "grants": 2,
    }
    typed = {
        "spaces-0-kind": "office",
        "spaces-0-people": "6",
        "spaces-0-free_from": "2027-03-01",
        "spaces-1-kind": "desk",
        "spaces-1-people": "1",
        "spaces-1-count": "20",
        "incentives-1-what": "Payroll social tax",
        "incentives-1-rate": "14 %",
        "grants-0-what": "Seed",
        "grants-0-up_to": "8000000",
        "grants-0-currency": "usd",
    }
    assert anna.post(SPACES, {**as_shown(page), **typed}).status_code == 303
    facts = facts_of(park)
    assert facts.spaces[0] == SpaceFacts("desk", 1, 20) and facts.spaces[1].people == 6
    assert (facts.incentives, facts.grants[0].up_to) == ((IncentiveFacts("Payroll social tax", "14 %"),), 8_000_000)
    page = anna.get(SPACES)
    assert len(page.context["form"].lists["spaces"]) == 4
    anna.post(SPACES, {**as_shown(page), "spaces-0-remove": "on", "spaces-1-people": "8"})
    assert [(one.kind, one.people) for one in facts_of(park).spaces] == [("office", 8)]


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"spaces-0-kind": "desk"}, "spaces-0-people", "how many workplaces"),
        ({"spaces-1-people": "4"}, "spaces-1-kind", "Choose the kind"),
        ({"spaces-0-kind": "desk", "spaces-0-people": "0"}, "spaces-0-people", "greater than or equal to 1"),
        ({"incentives-0-rate": "14 %"}, "incentives-0-what", "reduced or waived"),
        ({"grants-0-what": "Seed", "grants-0-up_to": "5"}, "grants-0-currency", "in which currency"),
        ({"grants-0-what": "Seed", "grants-0-currency": "EUR"}, "grants-0-up_to", "largest amount"),
        ({f"grants-{n}-what": "Seed" for n in range(13)}, "__all__", "These are 13 grants; a programme names 12"),
    ],
)
def test_a_row_that_cannot_be_is_told(typed, name, sentence) -> None:
    park, anna = porto()
    assert sentence in errors(anna.post(SPACES, typed))[name][0]
    assert not Programme.objects.filter(park=park).exists()


def test_the_button_says_that_all_is_true_today() -> None:
    park = offering()
    anna = cast.browser_of(cast.manager_of(park, "Anna Roth"))
    Programme.objects.update(checked_on="2024-01-01")
    for url in (EDIT, CHECK, HERE):
        assert "Checked on 1 January 2024, more than a year ago" in anna.get(url).content.decode()
    assert anna.post(CHECK).status_code == 303
    assert "more than a year ago" not in anna.get(HERE).content.decode()


def test_a_page_without_a_programme_says_so_plainly_and_invites_its_people() -> None:
    _, anna = porto()
    seen, own = cast.browser_of(None).get(HERE).content.decode(), anna.get(HERE).content.decode()
    assert "Porto Digital has not said yet which services" in seen and 'href="https://porto.example.org/"' in seen
    assert "Describe what you offer" in own and f'href="{EDIT}"' in own and "Describe what you offer" not in seen


def test_everybody_reads_the_programme_and_only_its_people_how_to_reach_partners() -> None:
    park = offering()
    own = cast.browser_of(cast.manager_of(park, "Anna Roth")).get(HERE).content.decode()
    other = cast.browser_of(cast.manager_of(cast.park("Turin", "IT"), "Carla Conti")).get(HERE).content.decode()
    seen = cast.browser_of(None).get(HERE).content.decode()
    admin = cast.browser_of(cast.network_admin()).get(HERE).content.decode()
    for text in (own, other, seen, admin):
        assert "Vera &amp; Gil, lawyer" in text and "€\u00a0120 a month" in text and "Payroll social tax" in text
    assert ["vera@example.org" in text for text in (own, admin, other, seen)] == [True, True, False, False]
    assert ["How complete your programme is" in text for text in (own, admin, other, seen)] == [
        True,
        True,
        False,
        False,
    ]
    assert "No service is offered under Training and mentoring." in own


def test_needs_are_marked_beside_their_services() -> None:
    from django.template.loader import render_to_string

    from parks.programmes.queries import programme_of

    programme = programme_of(offering(), cast.NOW.date())
    needs = {"legal": "must", "coworking": "wish", "visa": "must"}
    text = render_to_string("parks/programmes/_elements.html", {"programme": programme, "needs": needs})
    assert (text.count("your must"), text.count("your wish")) == (1, 1)
