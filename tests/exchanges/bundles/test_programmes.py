"""Programmes and the newer facts of parks arrive with a bundle, are refused row by row, and leave it unchanged."""

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.bundles.actions import NotImported, Report, import_bundle
from exchanges.bundles.queries import price_said
from exchanges.bundles.rows import read_bundle
from parks.catalogue.languages import LANGUAGES
from parks.catalogue.models import Sector, Service
from parks.fact_sheets.models import FactSheet
from parks.park.models import Park
from parks.park.states import ParkState
from parks.programmes.models import Programme, ProgrammeService
from parks.programmes.states import How
from softlanding.kernel.texts import HIDDEN, one_line
from tests.exchanges.bundles.conftest import PARKS, Write
from tests.exchanges.bundles.test_actions import rows_of_every_table

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)
PROGRAMMES = """park,service,how,price,languages,note
MLG,legal,included,,es;en,8 hours
MLG,translation,reduced,12.50 EUR,,a page
POR,coworking,paid,120 BRL,pt,=HYPERLINK("x")
"""
FULL = """code,name,country,city,latitude,longitude,website,founded,resident_companies,sectors,short_name,about,sector_keys,languages
MLG,Málaga TechPark,ES,,,,,,,ICT; electronics,Málaga,"A park
by the sea",photonics,es;en
POR,Porto Digital,BR,,,,,,,Games,,,,
"""


def take_in(write: Write, parks: str = PARKS, programmes: str = PROGRAMMES) -> Report:
    folder = write(agreements=None, history=None, parks=parks, programmes=programmes)
    return import_bundle(read_bundle(folder), now=NOW)


def said(write: Write, parks: str = PARKS, programmes: str = PROGRAMMES) -> list[str]:
    with pytest.raises(NotImported) as caught:
        take_in(write, parks, programmes)
    return [str(problem) for problem in caught.value.problems]


def test_programmes_arrive_with_the_parks(write: Write) -> None:
    report = take_in(write)
    assert (report.services_new, report.services_known) == (3, 0)
    legal, translation = ProgrammeService.objects.filter(programme__park__code="MLG")
    assert (legal.service.key, legal.how, legal.price, legal.languages) == ("legal", "included", None, ["es", "en"])
    assert legal.terms == "8 hours"
    assert (translation.price, translation.currency, translation.terms) == (Decimal("12.50"), "EUR", "a page")
    assert ProgrammeService.objects.get(programme__park__code="POR").terms == '=HYPERLINK("x")'


def test_the_newer_facts_of_parks_may_be_there_or_not(write: Write) -> None:
    take_in(write, FULL, PROGRAMMES)
    malaga = Park.objects.get(code="MLG")
    assert (malaga.short_name, malaga.about) == ("Málaga", "A park\nby the sea")
    assert (malaga.sector_keys, malaga.fact_sheet.languages) == (["photonics"], ["es", "en"])
    assert Park.objects.get(code="POR").sector_keys == []  # the column is there: it says none


def test_without_the_column_sectors_are_read_from_the_words_of_the_catalogue(write: Write) -> None:
    Sector.objects.filter(key="space").update(words=["games"])
    take_in(write)
    assert Park.objects.get(code="MLG").sector_keys == ["ict", "microelectronics"]
    assert set(Park.objects.get(code="POR").sector_keys) == {"games_media", "space"}


def test_the_same_programmes_again_change_nothing_and_new_services_are_added(write: Write) -> None:
    take_in(write, FULL)
    ProgrammeService.objects.filter(service__key="legal").update(terms="10 hours", how="paid")
    before = rows_of_every_table()
    report = take_in(write, FULL)
    assert (report.services_new, report.services_known) == (0, 3)
    assert rows_of_every_table() == before
    report = take_in(write, FULL, PROGRAMMES + "MLG,visa,included,,,\n")
    assert (report.services_new, report.services_known) == (1, 3)
    assert Programme.objects.count() == 2


BAD = [
    (
        "MLG,legal",
        "XYZ,legal",
        "programmes.csv, line 2, column park: No park has the code “XYZ”. Expected one of parks.csv or of the portal.",
    ),
    (
        "MLG,legal",
        "MLG,lawyers",
        "programmes.csv, line 2, column service: The catalogue has no “lawyers”. Expected a key of the network's catalogue that is offered.",
    ),
    (
        "MLG,translation",
        "MLG,legal",
        "programmes.csv, line 3, column service: “legal of MLG” names the service of line 2 already. Expected each only once.",
    ),
    (
        "legal,included",
        "legal,free",
        "programmes.csv, line 2, column how: “free” is no way to offer a service. Expected one of included, reduced, partner, paid.",
    ),
    (
        "12.50 EUR",
        "12.50",
        "programmes.csv, line 3, column price: “12.50” has no currency. Expected an amount with its currency such as 120 EUR or 12.50 EUR, or nothing.",
    ),
    ("12.50 EUR", "12.505 EUR", "programmes.csv, line 3, column price: “12.505 EUR” is no price."),
    ("12.50 EUR", "-1 EUR", "“-1 EUR” is no price."),
    ("12.50 EUR", "99999999 EUR", "“99999999 EUR” is no price."),
    ("12.50 EUR", "EUR", "“EUR” is no price."),
    ("12.50 EUR", "12.50 euro", "“12.50 euro” is no price."),
    (
        "es;en",
        "es;xx",
        "programmes.csv, line 2, column languages: “xx” is no language. Expected codes of ISO 639-1 such as en;es, or nothing.",
    ),
    ("8 hours", "x" * 201, "programmes.csv, line 2, column note: It has 201 characters. Expected at most 200."),
    ("price", "cost", "programmes.csv, line 1, column price: This column is missing."),
    (",8 hours", "", "programmes.csv, line 2: This row has 5 cells. Expected 6;"),
]


@pytest.mark.parametrize(("right", "wrong", "sentence"), BAD)
def test_a_bad_row_is_reported(write: Write, right: str, wrong: str, sentence: str) -> None:
    assert right in PROGRAMMES
    lines = said(write, programmes=PROGRAMMES.replace(right, wrong, 1))
    assert len(lines) == 1 and sentence in lines[0], lines
    assert not Park.objects.exists() and not Programme.objects.exists()


BAD_FACTS = [
    ("photonics", "light", "parks.csv, line 2, column sector_keys: The catalogue has no “light”."),
    (
        "Málaga,",
        "Málaga TechPark on the coast,",
        "parks.csv, line 2, column short_name: It has 28 characters. Expected at most 25.",
    ),
    ("Games,,", "Games,málaga,", "parks.csv, line 4, column short_name: “málaga” names the park of line 2 already."),
    (
        "Games,,",
        "Games,PALMA,",
        "parks.csv, line 4, column short_name: “PALMA” is the short name of P. Expected one nobody has.",
    ),
    ("es;en", "es;e", "parks.csv, line 2, column languages: “e” is no language."),
    ("about,sector_keys", "about,about", "parks.csv, line 1, column about: This column is named twice."),
]


@pytest.mark.parametrize(("right", "wrong", "sentence"), BAD_FACTS)
def test_a_bad_fact_is_reported(write: Write, right: str, wrong: str, sentence: str) -> None:
    Park.objects.create(code="P", name="Palma Park", short_name="Palma", country="ES")
    assert right in FULL
    lines = said(write, parks=FULL.replace(right, wrong, 1), programmes=PROGRAMMES)
    assert [line for line in lines if sentence in line], lines


def test_a_retired_service_stays_where_it_is_and_is_not_taken_anew(write: Write) -> None:
    take_in(write, FULL)
    Service.objects.filter(key="legal").update(retired_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert take_in(write, FULL).services_known == 3
    sentence = "programmes.csv, line 5, column service: “legal” was retired on 1 December 2026."
    lines = said(write, FULL, PROGRAMMES + "POR,legal,paid,,,\n")
    assert len(lines) == 1 and lines[0].startswith(sentence), lines


def exported(folder: Path) -> tuple[str, str]:
    call_command("export_parks", folder, stderr=StringIO())
    return (folder / "parks.csv").read_text("utf-8"), (folder / "programmes.csv").read_text("utf-8")


def test_the_export_is_a_bundle(write: Write, tmp_path: Path) -> None:
    take_in(write, FULL)
    _, programmes = exported(tmp_path / "out")
    assert programmes == PROGRAMMES.replace('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"')
    Park.objects.create(code="NEW", name="Not admitted", country="ES")
    assert "NEW" not in exported(tmp_path / "out")[0]
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_parks", tmp_path / "file", stderr=StringIO())


def test_prices_are_said_as_they_are_read() -> None:
    said = [price_said(Decimal(text), "EUR") for text in ("120.00", "12.5", "0", "9999999.99")]
    assert said == ["120 EUR", "12.50 EUR", "0 EUR", "9999999.99 EUR"]
    assert price_said(None, "") == ""


VISIBLE = st.text(max_size=12).filter(lambda text: not HIDDEN.search(text)).map(one_line)
TEXTS = st.one_of(VISIBLE, st.sampled_from(["=1+1", "'=1", "''-x", "'", "+34", "-", "@a", 'a "b", c', "a;b", "Łódź"]))
NAMES = TEXTS.filter(bool)
WORDS = st.lists(NAMES.filter(lambda text: ";" not in text), max_size=3, unique=True)
ABOUT = st.lists(TEXTS, max_size=3).map(lambda lines: "\n".join(lines).strip())
LANGUAGES_SPOKEN = st.lists(st.sampled_from(sorted(LANGUAGES)), max_size=3, unique=True)
PRICES = st.one_of(st.none(), st.decimals(0, Decimal("9999999.99"), places=2))
FACTS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "short_name": TEXTS,
        "city": TEXTS,
        "about": ABOUT,
        "sectors": WORDS,
        "sector_keys": st.lists(st.sampled_from(["ict", "space", "energy"]), max_size=2, unique=True),
        "founded": st.one_of(st.none(), st.integers(1000, 2200)),
        "latitude": st.one_of(st.none(), st.floats(-90, 90)),
    }
)
OFFERS = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(["legal", "visa", "coworking", "grant"]),
            "how": st.sampled_from(How.values),
            "price": PRICES,
            "languages": LANGUAGES_SPOKEN,
            "terms": TEXTS,
        }
    ),
    max_size=3,
    unique_by=lambda row: row["key"],
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, languages=LANGUAGES_SPOKEN, offers=OFFERS)
def test_what_leaves_comes_back_unchanged(
    tmp_path: Path, facts: dict[str, object], languages: list[str], offers: list[dict[str, object]]
) -> None:
    """Whatever a park's people may have written: exported, deleted, imported, it is the same, and so is its export."""
    Park.objects.all().delete()
    longitude = None if facts["latitude"] is None else 10.0
    Park.objects.create(code="A-1", country="ES", state=ParkState.ADMITTED, longitude=longitude, **facts)
    FactSheet.objects.create(park=Park.objects.get(), languages=languages)
    programme = Programme.objects.create(park=Park.objects.get())
    for row in offers:
        service = Service.objects.get(key=row.pop("key"))
        currency = "" if row["price"] is None else "EUR"
        ProgrammeService.objects.create(programme=programme, service=service, currency=currency, **row)
    before, texts = stands(), exported(tmp_path)
    Park.objects.all().delete()
    bundle = read_bundle(tmp_path)
    assert bundle.problems == []
    import_bundle(bundle, now=NOW)
    assert stands() == before
    assert exported(tmp_path) == texts


def stands() -> list[object]:
    columns = [
        "code",
        "name",
        "short_name",
        "city",
        "about",
        "sectors",
        "sector_keys",
        "founded",
        "latitude",
        "longitude",
    ]
    services = ProgrammeService.objects.values_list("service__key", "how", "price", "currency", "languages", "terms")
    languages = [code for sheet in FactSheet.objects.all() for code in sheet.languages]
    return [list(Park.objects.values_list(*columns)), languages, list(services)]
