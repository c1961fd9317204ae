"""How parks fit what a company needs, read from programmes, fact sheets and needs; and where the pages say it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.needs.models import Needs
from exchanges.directory import queries
from parks.fact_sheets.models import FactSheet
from parks.park.models import Park
from parks.programmes import actions
from parks.programmes.facts import ServiceTerms, SpaceFacts
from tests import cast as people
from tests.exchanges import cast

pytestmark = pytest.mark.django_db


def stated(network, **facts) -> Needs:
    """Ondas looks for legal advice and translation (musts) and a mentor, with 4 people, to sell in Europe."""
    asked = {
        "musts": ["translation", "legal"],
        "wishes": ["mentoring"],
        "people": 4,
        "languages": ["fr", "pt"],
        "markets": ["150"],
        "sectors": ["photonics", "energy"],
    }
    return Needs.objects.create(company=network.ondas, **{**asked, **facts})


def offering(park: Park, name: str, **services: str) -> None:
    anna = people.manager_of(park, name)
    terms = {key: ServiceTerms(how) for key, how in services.items()}
    actions.edit(park, services=terms, by=anna, now=people.NOW)


def fit_at(network, park: Park):
    company = queries.company_needs(network.ondas.pk)
    assert company is not None
    return queries.fits(company, [Park.objects.get(pk=park.pk)]).get(park.pk)


def test_a_fit_is_read_from_programme_fact_sheet_sectors_and_country(network) -> None:
    stated(network)
    offering(network.porto, "Anna Lund", legal="partner", mentoring="paid")
    anna = people.manager_of(network.porto, "Ana Sousa")
    actions.edit_spaces(
        network.porto,
        spaces=(SpaceFacts("office", 3, 2), SpaceFacts("desk", 1, 9)),
        incentives=(),
        grants=(),
        by=anna,
        now=people.NOW,
    )
    FactSheet.objects.create(park=network.porto, languages=["pt"])
    Park.objects.filter(pk=network.porto.pk).update(sector_keys=["energy", "software"], country="PT")
    found = fit_at(network, network.porto)
    # Services 50 x (3 x 0.6 + 1 x 0.4) / 7; one sector 12; space 15 x 3/4; Portuguese 10; Portugal lies in Europe 5.
    assert found.fit.parts == {
        "services": (pytest.approx(50 * 2.2 / 7), 50),
        "sectors": (12.0, 20),
        "space": (11.25, 15),
        "languages": (10.0, 10),
        "market": (5.0, 5),
    }
    assert found.fit.score == 54  # 15.71 + 12 + 11.25 + 10 + 5 = 53.96
    assert found.musts_say == "Missing must: Translation." and found.unstated_say == ""


def test_what_is_not_stated_is_left_out_and_said(network) -> None:
    stated(network, sectors=[], people=None, languages=[], markets=[])
    offering(network.songdo, "Kim Seo", legal="included", translation="reduced")
    found = fit_at(network, network.songdo)
    assert found.fit.score == 73 and found.musts_say == "Has all your musts."  # (3 + 2.1) / 7 = 0.7286
    assert found.unstated_say == (
        "You say nothing about sectors, space, languages and market; what you say is scaled to 100."
    )
    assert fit_at(network, network.porto).musts_say == "Missing musts: Legal advice and Translation."


def test_a_company_that_names_nothing_sees_no_fit(network) -> None:
    assert queries.company_needs(network.ondas.pk) is None
    Needs.objects.create(company=network.ondas, months=3)
    assert fit_at(network, network.porto) is None


def test_many_parks_are_one_statement(network) -> None:
    stated(network)
    company = queries.company_needs(network.ondas.pk)
    parks = [network.malaga, network.porto, network.songdo]
    with CaptureQueriesContext(connection) as asked:
        assert company and len(queries.fits(company, parks)) == 3
    assert len([one for one in asked if not one["sql"].startswith("PREPARE")]) == 1


def test_pages_say_the_fit_to_the_company_alone(network) -> None:
    lead = people.browser_of(cast.lead_of(network.ondas))
    assert "State what you need" in lead.get("/parks/PORT/").content.decode()
    assert "Fit of 100" not in lead.get("/parks/").content.decode()
    stated(network, sectors=[], people=None, languages=[], markets=[])
    offering(network.porto, "Anna Lund", legal="included", translation="reduced")
    page = lead.get("/parks/PORT/").content.decode()
    assert "How it fits" in page and "<dt>Services</dt><dd>36.4 of 50</dd>" in page and "your must" in page
    assert "Has all your musts." in page and "Change what you need" in page
    rows = lead.get("/parks/").content.decode()
    assert 'data-label="Fit of 100">73</td>' in rows and rows.count('data-label="Fit of 100"') == 3
    assert "How it fits" not in lead.get("/parks/MÁLA/").content.decode()  # its own home
    for other in (None, people.manager_of(network.porto, "Eva Reis")):
        text = people.browser_of(other).get("/parks/PORT/").content.decode()
        assert (
            "How it fits" not in text and "Fit of 100" not in people.browser_of(other).get("/parks/").content.decode()
        )
