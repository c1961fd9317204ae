"""What public pages say of the demo's parks is all there, in the catalogue's keys too."""

from datetime import UTC, date, datetime

import pytest

from exchanges.bundles.actions import import_bundle
from exchanges.bundles.rows import read_bundle
from parks.catalogue.first_entries import sector_keys, sectors
from parks.fact_sheets.models import FactSheet
from parks.park.models import Park
from softlanding.demo import facts
from softlanding.demo.loading import DATA
from softlanding.demo.scenery import COMPANIES
from softlanding.seeding.geography import SECTORS

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def test_the_catalogue_knows_every_sector_word_of_the_demo():
    words = {word for row in facts.read() for word in facts.parts(row["sectors"])}
    words |= {word for row in read_bundle(DATA).parks for word in row.sectors}
    words |= {word for company in COMPANIES for word in company.sectors} | set(SECTORS)
    assert len(words) > 350
    assert sorted(word for word in words if not sector_keys([word])) == []


def test_a_word_means_only_sectors_there_are():
    keys = {row["key"] for row in sectors()}
    assert set(sector_keys(word for row in facts.read() for word in facts.parts(row["sectors"]))) <= keys


@pytest.fixture
def parks(db) -> dict[str, Park]:
    import_bundle(read_bundle(DATA), now=NOW)
    found = {park.code: park for park in Park.objects.all()}
    facts.load(found)
    return found


def test_every_park_has_a_short_name_of_its_own(parks):
    names = list(Park.objects.values_list("short_name", flat=True))
    assert len(names) == 225 and "" not in names
    assert len({name.casefold() for name in names}) == 225
    assert Park.objects.get(code="P161").short_name == "Málaga TechPark"


def test_what_was_read_later_stands_and_else_what_was_known(parks):
    adlershof, incheon = Park.objects.get(code="P064"), Park.objects.get(code="P208")
    assert (adlershof.founded, adlershof.resident_companies) == (1991, 1300)  # parks.csv: not known, 512
    assert incheon.founded == 1951  # parks.csv: 1952
    kept = Park.objects.get(code="P024")
    assert kept.resident_companies == 25  # only parks.csv knows
    assert Park.objects.filter(sectors=[]).exclude(sector_keys=[]).count() == 0
    assert Park.objects.exclude(sectors=[]).filter(sector_keys=[]).count() == 0


def test_the_fact_sheets_hold_what_public_pages_say(parks):
    assert FactSheet.objects.count() == 218
    sheet = FactSheet.objects.get(park__code="P161")
    assert "laboratory access" in sheet.public_services and "incubator" in sheet.public_spaces
    assert (sheet.read_on, sheet.checked_on) == (date(2026, 11, 1), None)
    assert all(source.startswith("http") for source in sheet.sources)
    spoken = {code for languages in FactSheet.objects.values_list("languages", flat=True) for code in languages}
    assert spoken == {"en", "fr", "cy"}


def test_an_address_with_a_semicolon_stays_one(parks):
    sources = FactSheet.objects.get(park__code="P006").sources
    assert any("CHAMBER;id=chamber" in source for source in sources)
