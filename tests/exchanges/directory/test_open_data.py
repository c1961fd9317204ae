"""What anybody may take: parks, programmes and partners, as files that stay what they say; no people and no balances."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exchanges.agreements.models import Agreement
from exchanges.directory import open_data
from parks.catalogue.models import Service
from parks.fact_sheets.models import FactSheet
from parks.park.models import Park, ParkStep
from parks.programmes.models import Programme, ProgrammeService
from tests.asking import asking
from tests.exchanges.cast import NOW

pytestmark = pytest.mark.django_db
FILES = [f"/open-data/{name}.{kind}" for name in open_data.TABLES for kind in ("json", "csv")]
FORBIDDEN = re.compile(
    r"email|contact|phone|manager|person|people|user|balance|debt|owes|months|quota|terms$|limit", re.I
)


@pytest.fixture
def offering(network) -> Programme:
    """Porto with everything that must not leave, beside what may."""
    porto = Park.objects.get(code="PORT")
    Park.objects.filter(pk=porto.pk).update(
        about="Write to joana@porto.example or come.",
        contact_email="desk@porto.example",
        sector_keys=["ict"],
        sectors=["ICT", "games"],
        latitude=-8.05,
        longitude=-34.88,
        short_name="=Porto",
    )
    FactSheet.objects.create(
        park=porto,
        languages=["pt", "en"],
        contact_name="Joana Prado",
        contact_email="joana@porto.example",
        second_name="Rui Sá",
        second_email="rui@porto.example",
        contacts_public=True,
    )
    programme = Programme.objects.create(park=porto, checked_on=date(2026, 10, 1))
    ProgrammeService.objects.create(
        programme=programme,
        service=Service.objects.get(key="legal"),
        how="reduced",
        price=Decimal("12.50"),
        currency="EUR",
        terms="an hour, ask ana@law.example",
        languages=["pt"],
        partner_kind="lawyer",
        partner="Ana Lobo",
        partner_contact="ana@law.example",
    )
    return programme


def body(url: str) -> str:
    answer = Client().get(url)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    yield key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, name)
    if isinstance(value, list):
        for inner in value:
            yield from walk(inner, key)


@pytest.mark.parametrize("name", open_data.TABLES)
def test_no_people_no_addresses_and_no_balances_leave(offering, name: str) -> None:
    told = json.loads(body(f"/open-data/{name}.json"))
    allowed = {"taxonomy_terms"}
    for key, value in walk(told):
        assert key in allowed or not FORBIDDEN.search(key), key
        assert not (isinstance(value, str) and "@" in value), value
    everything = body(f"/open-data/{name}.json") + body(f"/open-data/{name}.csv")
    for word in ("Joana", "Rui Sá", "Ana Lobo", "law.example", "porto.example"):
        assert word not in everything


def test_a_park_is_an_organization_with_a_location(offering) -> None:
    told = json.loads(body("/open-data/parks.json"))
    assert (told["license"], "GeoNames" in told["attribution"]) == ("CC BY 4.0", True)
    porto = {one["id"]: one for one in told["organizations"]}["PORT"]
    assert porto["description"] == "Write to [address left out] or come."
    assert porto["uri"].endswith("/parks/PORT/") and porto["alternate_name"] == "=Porto"
    assert porto["taxonomy_terms"] == [{"code": "ict", "name": "ICT in general"}]
    assert [one["code"] for one in porto["languages"]] == ["pt", "en"]
    (place,) = porto["locations"]
    assert (place["latitude"], place["addresses"][0]["country"]) == (
        -8.05,
        porto["locations"][0]["addresses"][0]["country"],
    )


def test_a_service_says_how_and_at_what_cost(offering) -> None:
    (service,) = json.loads(body("/open-data/programmes.json"))["services"]
    assert (service["id"], service["organization_id"], service["name"]) == ("PORT/legal", "PORT", "Legal advice")
    assert (service["how"], service["cost_options"]) == ("reduced", [{"amount": 12.5, "currency": "EUR"}])
    assert service["fees_description"] == "an hour, ask [address left out]"
    assert service["assured_date"] == "2026-10-01"


def test_partners_are_those_with_an_agreement_in_force_today_and_both_admitted(network) -> None:
    pairs = [one["id"] for one in json.loads(body("/open-data/partners.json"))["partnerships"]]
    assert pairs == ["MÁLA+PORT", "MÁLA+SONG"]
    Park.objects.filter(code="PORT").update(state="suspended")
    assert not any("PORT" in one["id"] for one in json.loads(body("/open-data/partners.json"))["partnerships"])
    day = min(agreement.period.lower for agreement in Agreement.objects.standing()) - timedelta(days=1)
    assert list(open_data.partnerships(day)) == []


def test_parks_that_are_not_admitted_stay_away(offering) -> None:
    Park.objects.filter(code="PORT").update(state="applied")
    assert "PORT" not in {one["id"] for one in json.loads(body("/open-data/parks.json"))["organizations"]}
    assert json.loads(body("/open-data/programmes.json"))["services"] == []


def test_the_csv_has_the_same_rows_and_no_formulas(offering) -> None:
    rows = list(csv.DictReader(io.StringIO(body("/open-data/parks.csv"))))
    assert tuple(rows[0]) == open_data.PARKS.columns
    porto = {row["id"]: row for row in rows}["PORT"]
    assert (porto["alternate_name"], porto["sectors"], porto["languages"]) == ("'=Porto", "ICT;games", "pt;en")
    assert (porto["latitude"], porto["sector_keys"]) == ("-8.05", "ict")
    (service,) = csv.DictReader(io.StringIO(body("/open-data/programmes.csv")))
    assert (service["amount"], service["currency"], service["how"]) == ("12.5", "EUR", "reduced")
    assert len(list(csv.DictReader(io.StringIO(body("/open-data/partners.csv"))))) == 2


@pytest.mark.parametrize("url", FILES)
def test_who_has_it_is_told_so_until_something_changes(offering, url: str) -> None:
    client = Client()
    answer = client.get(url)
    etag = answer.headers["ETag"]
    assert "Last-Modified" in answer.headers
    assert answer.headers["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405
    Park.objects.filter(code="PORT").update(founded=1999)
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_the_marks_of_two_files_differ(offering) -> None:
    marks = {Client().get(url).headers["ETag"] for url in FILES}
    assert len(marks) == len(FILES)


def test_the_last_change_is_that_of_the_last_step(network) -> None:
    later = NOW + timedelta(days=400)
    ParkStep.objects.create(park=Park.objects.get(code="PORT"), verb="edit", to_state="", at=later)
    changed = open_data.changed_at(open_data.TABLES.values(), NOW.date())
    assert changed["parks"] == changed["programmes"] == changed["partners"] == later
    assert json.loads(body("/open-data/parks.json"))["last_modified"] == later.isoformat()


@pytest.mark.parametrize("url", FILES)
def test_a_long_file_asks_no_more_than_a_short_one(offering, url: str) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            body(url)
        counts.append(len(asked))
        service = Service.objects.get(key="visa")
        for number in range(len(counts) * 30):
            park = Park.objects.create(
                code=f"N{len(counts)}-{number}", name=f"Park {number}", country="ES", state="admitted"
            )
            ProgrammeService.objects.create(programme=Programme.objects.create(park=park), service=service, how="paid")
    assert counts[0] == counts[1] <= 9  # three of them count the file against the limits


def test_the_page_says_what_there_is(network) -> None:
    with asking() as asked:
        text = Client().get("/open-data/").content.decode()
    assert asked.twice == []
    for url in FILES:
        assert f'"{url}"' in text
    assert "CC BY 4.0" in text and "GeoNames" in text


def test_an_empty_network_is_valid_too() -> None:
    assert json.loads(body("/open-data/parks.json"))["organizations"] == []
    assert body("/open-data/partners.csv").strip() == ",".join(open_data.PARTNERS.columns)
    assert Client().get("/open-data/").status_code == 200
    assert Client().get("/open-data/people.json").status_code == 404


def test_a_long_word_without_an_address_is_read_once() -> None:
    """A text of a park is searched in time that grows with its length, not with its square (minutes, once)."""
    begun = monotonic()
    assert open_data.without_addresses("a" * 200_000) == "a" * 200_000
    assert open_data.without_addresses(f"({'b' * 20}@c.example)") == "([address left out])"
    assert monotonic() - begun < 2
