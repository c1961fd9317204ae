"""What is read of programmes: a park's own in two statements, a row a park for the fit of many."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parks.catalogue.models import Service
from parks.fact_sheets.models import FactSheet
from parks.park.checked_facts import is_old
from parks.park.models import Park
from parks.programmes import actions, queries
from parks.programmes.facts import GrantFacts, IncentiveFacts, ServiceTerms, SpaceFacts
from parks.programmes.models import Programme, ProgrammeService, Space
from parks.programmes.queries import ParkOffer
from tests import cast

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()
SERVICES = {
    "legal": ServiceTerms(
        "partner",
        terms="8 hours",
        languages=("en", "pt"),
        partner="Vera & Gil",
        partner_kind="lawyer",
        partner_contact="vera@example.org",
    ),
    "accounting": ServiceTerms("paid", Decimal("120.00"), "EUR", "a month"),
    "coworking": ServiceTerms("included", languages=("es",)),
}
SPACES = (SpaceFacts("desk", 1, 20), SpaceFacts("office", 6, 2, "Building 4", "furnished", date(2027, 3, 1)))
INCENTIVES = (IncentiveFacts("Payroll social tax", "14 %", "the only tax"),)
GRANTS = (GrantFacts("By stage", 8_000_000, "USD", "from a prototype on"),)


def offering(name: str = "Porto Digital") -> Park:
    """A park that offers something of each kind, with Anna Lund, who runs it."""
    park = cast.park(name, "BR")
    anna = cast.manager_of(park, "Anna Lund")
    actions.edit(park, services=SERVICES, by=anna, now=cast.NOW)
    actions.edit_spaces(park, spaces=SPACES, incentives=INCENTIVES, grants=GRANTS, by=anna, now=cast.NOW)
    return park


def test_a_programme_is_read_as_it_was_written_by_element_in_two_statements() -> None:
    park = offering()
    with CaptureQueriesContext(connection) as asked:
        facts = queries.facts_of(park)
    assert len([one for one in asked if not one["sql"].startswith("PREPARE")]) == 2
    assert (facts.terms, facts.spaces, facts.incentives, facts.grants) == (SERVICES, SPACES, INCENTIVES, GRANTS)
    assert [entry.key for entry, _ in facts.services] == ["coworking", "legal", "accounting"]  # the catalogue's order
    found = queries.programme_of(park, TODAY)
    assert found and found.checked == "Checked on 23 November 2026."
    lines = {element.label: [(line.what, line.how, line.below) for line in element.lines] for element in found.elements}
    assert lines == {
        "Space and infrastructure": [
            ("Co-working desk", "included", ("Spanish",)),
            ("Desk in a shared room", "20 workplaces", ()),
            ("Building 4", "2 × 6 workplaces", ("office", "furnished", "free from 1 March 2027")),
        ],
        "Access to funding": [
            ("Payroll social tax", "14 %", ("the only tax",)),
            ("By stage", "up to US$\u00a08,000,000", ("from a prototype on",)),
        ],
        "Professional support": [
            ("Legal advice", "by a partner", ("8 hours", "English, Portuguese")),
            ("Accounting and tax advice", "€\u00a0120 a month", ()),
        ],
    }


def test_a_park_that_says_nothing_has_no_programme() -> None:
    park = cast.park("Quiet")
    assert queries.programme_of(park, TODAY) is None
    Programme.objects.create(park=park)
    assert queries.programme_of(park, TODAY) is None


@pytest.mark.parametrize(
    ("checked_on", "old"),
    [(date(2025, 11, 23), False), (date(2025, 11, 22), True), (TODAY, False), (None, True)],
)
def test_facts_are_old_after_twelve_months(checked_on, old) -> None:
    assert is_old(checked_on, TODAY) is old


def test_offers_tell_services_people_and_languages_of_services_and_fact_sheet() -> None:
    full, sheet_only, silent = offering(), cast.park("Sheet"), cast.park("Silent")
    FactSheet.objects.create(park=full, languages=["en", "fr"])
    FactSheet.objects.create(park=sheet_only, languages=["ja"])
    cast.retired("legal")  # it stays where it is used
    assert queries.offers([full.pk, sheet_only.pk, silent.pk]) == {
        full.pk: ParkOffer(
            {"legal": "partner", "accounting": "paid", "coworking": "included"}, 6, frozenset({"en", "pt", "es", "fr"})
        ),
        sheet_only.pk: ParkOffer({}, None, frozenset({"ja"})),
        silent.pk: ParkOffer({}, None, frozenset()),
    }
    assert queries.offers([]) == {}


def test_offers_of_100_parks_with_all_services_are_one_statement() -> None:
    parks = Park.objects.bulk_create(
        Park(code=f"p{n}", name=f"Park {n}", country="ES", state="admitted") for n in range(100)
    )
    programmes = Programme.objects.bulk_create(Programme(park=park, checked_on=TODAY) for park in parks)
    services = list(Service.objects.all())
    ProgrammeService.objects.bulk_create(
        ProgrammeService(programme=programme, service=service, how="included", languages=["en"])
        for programme in programmes
        for service in services
    )
    Space.objects.bulk_create(
        Space(programme=programme, kind="desk", people=n) for programme in programmes for n in (1, 4)
    )
    with CaptureQueriesContext(connection) as asked:
        found = queries.offers(park.pk for park in parks)
    assert len(asked) == 1 and len(found) == 100
    assert {(len(one.services), one.people, one.languages) for one in found.values()} == {
        (len(services), 4, frozenset({"en"}))
    }


def test_history_tells_the_newest_first() -> None:
    park = offering()
    actions.check(park, by=cast.network_admin(), now=cast.NOW + timedelta(days=2))
    assert [line.sentence for line in queries.history(park)] == [
        "Porto Digital checked its programme",
        "Porto Digital changed the spaces and funding of its programme",
        "Porto Digital changed the services of its programme",
    ]
