"""What public pages say of the demo's parks: short names, sectors and fact sheets, in bulk."""

import csv
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from parks.catalogue.first_entries import parts, sector_keys
from parks.catalogue.languages import LANGUAGES
from parks.fact_sheets.models import FactSheet
from parks.park.models import Park

FACTS = Path(__file__).parent / "data" / "network-softlanding" / "park_facts.csv"
READ_ON = date(2026, 11, 1)  # the pages themselves are older, some by many years
CODES = {name: code for code, name in LANGUAGES.items()}
BETWEEN_ADDRESSES = re.compile(r";(?=https?://)")  # an address may hold a semicolon of its own
CHANGED = ["short_name", "about", "founded", "resident_companies", "sectors", "sector_keys"]


def load(parks: Mapping[str, Park]) -> None:
    """Facts read later replace those of parks.csv; where they say nothing, these stay. `parks` by code."""
    rows = read()
    for row in rows:
        take_in(parks[row["code"]], row)
    Park.objects.bulk_update([parks[row["code"]] for row in rows], CHANGED)
    FactSheet.objects.bulk_create(sheet_of(parks[row["code"]], row) for row in rows if row["sources"])


def read() -> list[dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def take_in(park: Park, row: Mapping[str, str]) -> None:
    park.short_name, park.about = row["short_name"], row["about"]
    park.founded = int(row["founded"]) if row["founded"] else park.founded
    park.resident_companies = int(row["companies"]) if row["companies"] else park.resident_companies
    park.sectors = parts(row["sectors"]) or park.sectors
    park.sector_keys = sector_keys(park.sectors)


def sheet_of(park: Park, row: Mapping[str, str]) -> FactSheet:
    return FactSheet(
        park=park,
        languages=[CODES[name] for name in parts(row["languages"])],
        memberships=parts(row["memberships"]),
        public_spaces=parts(row["spaces"]),
        public_services=parts(row["services"]),
        public_incentives=row["incentives"],
        sources=BETWEEN_ADDRESSES.split(row["sources"]),
        read_on=READ_ON,
    )
