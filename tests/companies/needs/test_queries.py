"""What pages read of needs."""

import pytest

from companies.needs.models import Needs
from companies.needs.queries import needs_of, prefilled, usual_musts, weights
from companies.needs.wording import market_names, markets_said, services_said
from parks.catalogue.models import Service
from parks.catalogue.queries import catalogue
from tests import cast

pytestmark = pytest.mark.django_db


def test_needs_of_a_company_are_its_own_or_none() -> None:
    lumen, nova = cast.company("Lumen Optics"), cast.company("Nova Robotics")
    Needs.objects.create(company=nova, months=3)
    assert needs_of(lumen.pk) is None
    found = needs_of(nova.pk)
    assert found is not None and (found.company_id, found.months) == (nova.pk, 3)


def test_weights_have_the_musts_first_each_in_the_catalogues_order() -> None:
    needs = Needs(musts=["translation", "coworking", "legal"], wishes=["mentoring", "team_office"])
    assert list(weights(needs, catalogue().services).items()) == [
        ("coworking", "must"),
        ("legal", "must"),
        ("translation", "must"),
        ("team_office", "wish"),
        ("mentoring", "wish"),
    ]
    assert weights(Needs(), catalogue().services) == {}


def test_usual_musts_are_those_the_catalogue_names_for_the_kind() -> None:
    experienced = ["executive_office", "telepresence", "fast_internet", "legal", "certification", "translation"]
    scaling = ["coworking", "team_office", "investors", "roadshow", "distributors", "immersion"]
    assert usual_musts("experienced", catalogue().services) == experienced
    assert usual_musts("scaling", catalogue().services) == scaling
    assert usual_musts("", catalogue().services) == []
    cast.retired("legal")
    Service.objects.filter(key="grant").update(must_for="both")
    assert usual_musts("experienced", list(Service.objects.all())) == [*experienced[:3], "grant", *experienced[4:]]


def test_what_a_company_would_state_comes_from_its_profile() -> None:
    lumen = cast.company("Lumen Optics", kind="scaling", sectors=["Optics", "Sorcery", "Green hydrogen"])
    cast.retired("renewables")
    needs = prefilled(lumen, catalogue())
    assert (needs.pk, needs.kind, needs.sectors) == (None, "scaling", ["photonics"])
    assert needs.musts == usual_musts("scaling", catalogue().services)
    assert prefilled(cast.company("Nova Robotics"), catalogue()).says_nothing


@pytest.mark.parametrize(
    ("musts", "wishes", "sentence"),
    [
        (["IP", "Legal advice"], ["Mentoring"], "IP and Legal advice are musts; Mentoring is a wish."),
        (["Legal advice"], [], "Legal advice is a must."),
        ([], ["Mentoring", "Translation"], "Mentoring and Translation are wishes."),
        ([], [], ""),
    ],
)
def test_services_in_a_sentence(musts: list[str], wishes: list[str], sentence: str) -> None:
    assert services_said(musts, wishes) == sentence


def test_markets_by_name() -> None:
    assert markets_said(["ES", "155", "002", "TW"]) == "Spain, Western Europe, Africa, Taiwan"


def test_a_market_has_one_name_that_no_other_has() -> None:
    names = [name.lower() for name in market_names().values()]
    assert len(names) == len(set(names)) > 250
    assert {"150", "155", "ES", "AQ"} <= set(market_names())
