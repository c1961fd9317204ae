"""What of the network is open data: parks, programmes, who is partner of whom. No people, no e-mails, no balances.

The names are those of Open Referral's HSDS 3 where it has one: organizations, services, locations, service_at_location,
cost_options. What it has no name for stands beside under its own.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection
from django.db.models import Max, Model, Q

from exchanges.agreements.models import Agreement, AgreementStep
from exchanges.ledger.models import Pair
from parks.catalogue.languages import language_name
from parks.catalogue.models import CatalogueStep, Sector, Service
from parks.catalogue.states import Element
from parks.fact_sheets.models import FactSheet, FactSheetStep
from parks.park.models import Park, ParkStep
from parks.programmes.models import Programme, ProgrammeService, ProgrammeStep

LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
COORDINATES = "Coordinates: GeoNames (https://www.geonames.org/), CC BY 4.0"
SOME = 1000  # rows fetched at a time
ELEMENTS = dict(Element.choices)
# From where a word begins, so that a long one without an @ is read once.
EMAIL = re.compile(r"(?<![^\s@<>(),;:])[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+")

Entry = dict[str, Any]


def without_addresses(text: str) -> str:
    """A text that people typed, without the e-mail addresses in it."""
    return EMAIL.sub("[address left out]", text)


def organizations(base: str) -> Iterator[Entry]:
    """The admitted parks in order of codes; `base` is the portal's address without a slash at the end."""
    sectors = dict(Sector.objects.values_list("key", "name"))
    for park in _parks():
        yield {
            "id": park.code,
            "name": without_addresses(park.name),
            "alternate_name": without_addresses(park.short_name),
            "description": without_addresses(park.about),
            "website": park.website,
            "uri": base + park.get_absolute_url(),
            "year_incorporated": park.founded,
            "resident_companies": park.resident_companies,
            "sectors": [without_addresses(word) for word in park.sectors],
            "taxonomy_terms": [{"code": key, "name": sectors.get(key, key)} for key in park.sector_keys],
            "languages": _languages(park.fact_sheet.languages if hasattr(park, "fact_sheet") else ()),
            "locations": [_location(park)],
        }


def _parks() -> Iterable[Park]:
    return Park.objects.admitted().select_related("fact_sheet").order_by("code").iterator(SOME)


def _location(park: Park) -> Entry:
    return {
        "id": f"{park.code}/location",
        "location_type": "physical",
        "latitude": park.latitude,
        "longitude": park.longitude,
        "addresses": [{"address_type": "physical", "city": park.city, "country": park.country.code}],
    }


def _languages(codes: Iterable[str]) -> list[Entry]:
    return [{"code": code, "name": language_name(code)} for code in codes]


def services() -> Iterator[Entry]:
    """What admitted parks offer, in order of codes and of the catalogue; who does it as a partner is left out."""
    rows = ProgrammeService.objects.filter(programme__park__in=Park.objects.admitted())
    ordered = rows.order_by("programme__park__code", "service__position", "pk").values_list(
        "programme__park__code",
        "service__key",
        "service__name",
        "service__what_it_is",
        "service__element",
        "how",
        "suits",
        "terms",
        "price",
        "currency",
        "languages",
        "programme__checked_on",
    )
    for code, key, name, what, element, how, suits, terms, price, currency, languages, checked in ordered.iterator(
        SOME
    ):
        yield {
            "id": f"{code}/{key}",
            "organization_id": code,
            "name": name,
            "description": what,
            "status": "active",
            "element": ELEMENTS[element],
            "how": how,
            "suits": suits,
            "fees_description": without_addresses(terms),
            "cost_options": [{"amount": float(price), "currency": currency}] if price is not None else [],
            "languages": _languages(languages),
            "assured_date": checked,
            "service_at_locations": [{"id": f"{code}/{key}/location", "location_id": f"{code}/location"}],
        }


def partnerships(today: date) -> Iterator[Entry]:
    """Pairs of admitted parks with an agreement in force, without its terms, in order of codes."""
    pairs = Pair.objects.filter(agreements__in=Agreement.objects.in_force(today).order_by())
    both = pairs.filter(low__in=Park.objects.admitted(), high__in=Park.objects.admitted())
    rows = both.order_by().values_list("low__code", "low__name", "high__code", "high__name").distinct()
    for first, second in sorted(sorted([(a, b), (c, d)]) for a, b, c, d in rows):
        yield {
            "id": f"{first[0]}+{second[0]}",
            "organizations": [{"id": code, "name": without_addresses(name)} for code, name in (first, second)],
        }


@dataclass(frozen=True)
class Table:
    """A table of the open data: its name, what a list of it is called in JSON, and the columns of its CSV."""

    name: str
    listed: str
    columns: tuple[str, ...]
    tables: tuple[type[Model], ...]  # what it is made of
    steps: tuple[type[Model], ...]  # what tells when it changed

    def entries(self, base: str, today: date) -> Iterator[Entry]:
        if self.name == "parks":
            return organizations(base)
        return services() if self.name == "programmes" else partnerships(today)


PARKS = Table(
    "parks",
    "organizations",
    (
        "id",
        "name",
        "alternate_name",
        "city",
        "country",
        "latitude",
        "longitude",
        "website",
        "year_incorporated",
        "resident_companies",
        "sectors",
        "sector_keys",
        "languages",
        "description",
        "uri",
    ),
    (Park, FactSheet, Sector),
    (ParkStep, FactSheetStep, CatalogueStep),
)
PROGRAMMES = Table(
    "programmes",
    "services",
    (
        "id",
        "organization_id",
        "name",
        "element",
        "how",
        "amount",
        "currency",
        "fees_description",
        "languages",
        "suits",
        "assured_date",
    ),
    (Park, Service, Programme, ProgrammeService),
    (ParkStep, ProgrammeStep, CatalogueStep),
)
PARTNERS = Table(
    "partners",
    "partnerships",
    ("id", "organization_id", "name", "partner_id", "partner_name"),
    (Park, Agreement),
    (ParkStep, AgreementStep),
)
TABLES = {table.name: table for table in (PARKS, PROGRAMMES, PARTNERS)}


def row_of(table: Table, entry: Entry) -> list[Any]:
    """An entry as a line of the table's CSV; lists are joined by semicolons."""
    flat = dict(entry)
    if "locations" in entry:
        (place,) = entry["locations"]
        flat |= place["addresses"][0] | {"latitude": place["latitude"], "longitude": place["longitude"]}
        flat |= {"sector_keys": ";".join(term["code"] for term in entry["taxonomy_terms"])}
        flat |= {"sectors": ";".join(entry["sectors"])}
    if "languages" in entry:
        flat["languages"] = ";".join(language["code"] for language in entry["languages"])
    if entry.get("cost_options"):
        flat |= entry["cost_options"][0]
    if "organizations" in entry:
        one, other = entry["organizations"]
        flat |= {"organization_id": one["id"], "name": one["name"]}
        flat |= {"partner_id": other["id"], "partner_name": other["name"]}
    return [flat.get(column) for column in table.columns]


def as_json(head: Entry, table: Table, entries: Iterable[Entry]) -> Iterator[str]:
    """One JSON object, an entry a line, made as it is asked for; `head` says what it is."""
    yield json.dumps(head, ensure_ascii=False, default=str)[:-1] + f', "{table.listed}": ['
    between = "\n"
    for entry in entries:
        yield between + json.dumps(entry, ensure_ascii=False, default=str)
        between = ",\n"
    yield "\n]}\n"


def mark_of(table: Table, today: date) -> str:
    """Another text whenever a row the table is made of is another, however it was written; one statement."""
    sums = ", ".join(
        f"(SELECT coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {model._meta.db_table} t)"
        for model in table.tables
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT concat_ws('/', {sums})")
        (found,) = cursor.fetchone()
    return f"{found}/{today}" if table is PARTNERS else str(found)


def changed_at(tables: Iterable[Table], today: date) -> dict[str, datetime | None]:
    """{name: when it last changed}, by the steps that were taken; None before there is any park. Two statements."""
    tables = list(tables)
    models = sorted({model for table in tables for model in table.steps}, key=lambda model: model.__name__)
    columns = ", ".join(f"(SELECT max(at) FROM {model._meta.db_table})" for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT max(created_at) FROM {Park._meta.db_table}), {columns}")
        created, *last = cursor.fetchone()
    stepped = dict(zip(models, last, strict=True))
    turned = _turned_at(today) if PARTNERS in tables else None
    return {
        table.name: _latest(created, turned if table is PARTNERS else None, *(stepped[model] for model in table.steps))
        for table in tables
    }


def _turned_at(today: date) -> datetime | None:
    """The last midnight at which an agreement came into force or was no longer."""
    begun = Max("period__startswith", filter=Q(period__startswith__lte=today))
    ended = Max("period__endswith", filter=Q(period__endswith__lte=today))
    days = Agreement.objects.standing().order_by().aggregate(begun=begun, ended=ended).values()
    return _latest(*(datetime.combine(day, time(0), UTC) for day in days if day))


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)
