"""The invented programmes: different ones, in the parks' currencies, and the two kinds of entrepreneur see other parks first."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model

from companies.company.models import Company
from companies.needs.models import Needs
from exchanges.bundles.actions import import_bundle
from exchanges.bundles.rows import read_bundle
from exchanges.directory import fit
from parks.catalogue.models import Sector, Service
from parks.fact_sheets.models import FactSheet
from parks.park.models import Park
from parks.programmes.models import Grant, Incentive, Programme, ProgrammeService, Space
from softlanding.demo import facts, programmes
from softlanding.demo.loading import DATA
from softlanding.demo.scenery import AGREEMENTS, COMPANIES

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
EUROPE = "150"


@pytest.fixture
def loaded() -> None:
    import_bundle(read_bundle(DATA), now=NOW)
    parks = {park.code: park for park in Park.objects.all()}
    facts.load(parks)
    programmes.load_programmes(parks, NOW.date())
    companies = [Company(name=one.name, kind=one.kind) for one in COMPANIES]
    companies += [Company(name="Guadalhorce Wind", kind="scaling"), Company(name="Capibaribe Health")]
    Company.objects.bulk_create(companies)
    programmes.load_needs({company.name: company for company in companies}, NOW.date())


def rows() -> Iterator[Model]:
    for model in (Programme, ProgrammeService, Space, Incentive, Grant, FactSheet, Needs):
        yield from model.objects.all()


def test_everything_written_in_bulk_is_what_a_form_would_take(loaded):
    for row in rows():
        try:
            row.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            raise AssertionError((row, error)) from error


def test_every_park_with_life_has_a_fact_sheet_of_its_own_and_all_but_one_a_programme(loaded):
    alive = {code for agreed in AGREEMENTS for code in (agreed.first, agreed.second)}
    assert (
        set(FactSheet.objects.exclude(checked_on=None, contact_name="").values_list("park__code", flat=True)) == alive
    )
    without = alive - set(Programme.objects.values_list("park__code", flat=True))
    assert without == {"P025"}
    counts = {one.park.code: one.services.count() for one in Programme.objects.all()}
    assert max(counts.values()) >= 20 and min(counts.values()) <= 5


def test_the_facts_were_checked_over_fourteen_months_and_one_park_is_late(loaded):
    days = sorted(day for day in Programme.objects.values_list("checked_on", flat=True) if day)
    year_ago = NOW.date() - timedelta(days=365)
    assert [day < year_ago for day in days].count(True) == 1
    assert days[0] > NOW.date() - timedelta(days=430) and days[-1] > NOW.date() - timedelta(days=30)


def test_prices_are_in_the_countrys_currency(loaded):
    euro = {"DE", "ES", "FR", "IT", "PT"}
    others = {"BR": "BRL", "MA": "MAD", "RU": "RUB", "CN": "CNY", "KR": "KRW", "US": "USD", "SE": "SEK", "TR": "TRY"}
    for row in ProgrammeService.objects.exclude(price=None).select_related("programme__park"):
        country = row.programme.park.country.code
        assert row.currency == ("EUR" if country in euro else others[country]), row.programme


def test_nobody_of_the_demo_has_a_real_address():
    for path in (programmes.INVENTED / "programmes").glob("*.json"):
        told = json.loads(path.read_text("utf-8"))
        contacts = [row["partner_contact"] for row in told.get("services", ()) if "partner_contact" in row]
        contacts += [value for name, value in told["fact_sheet"].items() if name.endswith("_email")]
        assert all(address.endswith((".example", "@example.org")) for address in contacts), path


def test_every_company_of_the_demo_says_what_it_needs(loaded):
    assert Needs.objects.count() == Company.objects.count()
    services, sectors = (set(model.objects.values_list("key", flat=True)) for model in (Service, Sector))
    for needs in Needs.objects.all():
        assert set(needs.musts) | set(needs.wishes) <= services and set(needs.sectors) <= sectors
        assert needs.kind in {needs.company.kind, ""}


def fit_of(company: str, code: str) -> int:
    """The score without the agreement's own terms."""
    needs, park = Needs.objects.get(company__name=company), Park.objects.get(code=code)
    programme = Programme.objects.filter(park=park).first()
    offered = {row.service.key: row.how for row in programme.services.all()} if programme else {}
    spaces = list(programme.spaces.values_list("people", "count")) if programme else []
    languages = {code for row in programme.services.all() for code in row.languages} if programme else set()
    asked = dict.fromkeys(needs.musts, "must") | dict.fromkeys(needs.wishes, "wish")
    found = fit.fit(
        fit.Needs(asked, frozenset(needs.sectors), needs.people, frozenset(needs.languages), frozenset(needs.markets)),
        fit.Offer(
            offered,
            frozenset(park.sector_keys),
            max((people for people, _ in spaces), default=None),
            frozenset(languages | set(park.fact_sheet.languages)),
            frozenset({str(park.country), EUROPE}),
        ),
    )
    assert found is not None
    return found.score


def test_the_two_kinds_of_entrepreneur_find_different_parks_first(loaded):
    experienced, scaling = "Lumen Optics", "Atlas Grid"  # Helena's and Omar's
    assert fit_of(experienced, "P161") - fit_of(experienced, "P136") >= 20
    assert fit_of(scaling, "P136") - fit_of(scaling, "P161") >= 20
    of_recife = {code: fit_of("Recife Robotics", code) for code in ("P161", "P136", "P064", "P029", "P025")}
    assert max(of_recife, key=lambda code: of_recife[code]) == "P136"


def test_a_day_of_the_files_is_reckoned_from_the_day_of_loading(loaded):
    assert Needs.objects.get(company__name="Lumen Optics").starts_on == date(2027, 2, 11)
    assert Programme.objects.get(park__code="P161").checked_on == date(2026, 10, 21)
