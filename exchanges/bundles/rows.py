"""What the rows of a bundle say, one dataclass a file; texts are stripped, empty means not known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from exchanges.bundles.reading import Problem, Row, read_rows
from parks.programmes.states import How

PARKS, AGREEMENTS, HISTORY, PROGRAMMES = FILES = ("parks.csv", "agreements.csv", "history.csv", "programmes.csv")

PARK_COLUMNS = (
    "code", "name", "country", "city", "latitude", "longitude", "website", "founded", "resident_companies", "sectors",
)  # fmt: skip
PARK_MAY_HAVE = ("short_name", "about", "sector_keys", "languages")
PROGRAMME_COLUMNS = ("park", "service", "how", "price", "languages", "note")
AGREEMENT_COLUMNS = (
    "code", "first_park", "second_park", "valid_from", "valid_until", "months_per_year_first_to_second",
    "months_per_year_second_to_first", "places_first_to_second", "places_second_to_first", "limit_months",
    "clearing_allowed",
)  # fmt: skip
HISTORY_COLUMNS = ("reference", "home_park", "host_park", "starts_on", "months", "company")

MOST_MONTHS_A_YEAR = 1200
MOST_PLACES = 500
LONGEST_STAY = 60  # months
LONGEST_LIST = 5000  # characters
LONGEST_TEXT = 10_000  # characters

T = TypeVar("T")


@dataclass(frozen=True)
class ParkRow:
    row: Row
    code: str
    name: str
    country: str
    city: str
    latitude: float | None
    longitude: float | None
    website: str
    founded: int | None
    resident_companies: int | None
    sectors: list[str]
    short_name: str = ""
    about: str = ""
    sector_keys: list[str] | None = None  # None: not said, to be read from the words
    languages: list[str] = field(default_factory=list)  # of the team, ISO 639-1


@dataclass(frozen=True)
class ServiceRow:
    """A service as a park offers it; `note` is its terms."""

    row: Row
    park: str
    service: str
    how: str
    price: Decimal | None
    currency: str
    languages: list[str]
    note: str


@dataclass(frozen=True)
class AgreementRow:
    """`months` and `places`: from the first park to the second, and back."""

    row: Row
    code: str
    first: str
    second: str
    valid_from: date
    valid_until: date
    months: tuple[int, int]
    places: tuple[int, int]
    limit: int | None
    clearing: bool


@dataclass(frozen=True)
class StayRow:
    row: Row
    reference: str
    home: str
    host: str
    starts_on: date
    months: int
    company: str


@dataclass
class Bundle:
    """Everything read from a folder, and everything wrong with it; import nothing while `problems` is not empty."""

    parks: list[ParkRow] = field(default_factory=list)
    agreements: list[AgreementRow] = field(default_factory=list)
    stays: list[StayRow] = field(default_factory=list)
    services: list[ServiceRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # files that are not there: each of them may be missing


def read_bundle(folder: Path) -> Bundle:
    """Read the files that are there. Raises FileNotFoundError or NotADirectoryError when there is no such folder."""
    if not folder.exists():
        raise FileNotFoundError(folder)
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    bundle = Bundle(missing=[name for name in FILES if not (folder / name).exists()])
    if len(bundle.missing) == len(FILES):
        wrong = f"The folder has none of {PARKS}, {AGREEMENTS}, {HISTORY} and {PROGRAMMES}."
        bundle.problems.append(Problem(str(folder), None, None, wrong, "Expected at least one of them."))

    def rows(name: str, columns: tuple[str, ...], may_have: tuple[str, ...] = ()) -> Iterator[Row]:
        return iter(()) if name in bundle.missing else read_rows(folder, name, columns, bundle.problems, may_have)

    for row in rows(PARKS, PARK_COLUMNS, PARK_MAY_HAVE):
        _keep(bundle.parks, park_of(row))
    for row in rows(AGREEMENTS, AGREEMENT_COLUMNS):
        _keep(bundle.agreements, agreement_of(row))
    for row in rows(HISTORY, HISTORY_COLUMNS):
        _keep(bundle.stays, stay_of(row))
    for row in rows(PROGRAMMES, PROGRAMME_COLUMNS):
        _keep(bundle.services, service_of(row))
    return bundle


def _keep(kept: list[T], row: T | None) -> None:
    if row is not None:
        kept.append(row)


def park_of(row: Row) -> ParkRow:
    latitude, longitude = row.degrees("latitude", 90), row.degrees("longitude", 180)
    if bool(row.cells["latitude"]) != bool(row.cells["longitude"]):
        row.note("latitude", "Only one of latitude and longitude is given.", "Expected both, or neither.")
    sectors = row.parts("sectors", LONGEST_LIST)
    longest = max(sectors, key=len, default="")
    if len(longest) > 80:
        row.note("sectors", f"A sector has {len(longest)} characters.", "Expected at most 80 each, separated by ;.")
    return ParkRow(
        row=row,
        code=row.code("code", 20),
        name=row.text("name", 200, required=True),
        country=row.country("country"),
        city=row.text("city", 120),
        latitude=latitude,
        longitude=longitude,
        website=row.url("website"),
        founded=row.whole("founded", 1000, 2200, required=False),
        resident_companies=row.whole("resident_companies", 0, 1_000_000, required=False),
        sectors=sectors,
        short_name=row.text("short_name", 25) if "short_name" in row.cells else "",
        about=row.text("about", LONGEST_TEXT, lines=True) if "about" in row.cells else "",
        sector_keys=row.parts("sector_keys", LONGEST_LIST) if "sector_keys" in row.cells else None,
        languages=row.languages("languages") if "languages" in row.cells else [],
    )


def agreement_of(row: Row) -> AgreementRow | None:
    code, first, second = row.code("code", 40), row.code("first_park", 20), row.code("second_park", 20)
    valid_from, valid_until = row.day("valid_from"), row.day("valid_until")
    ways = ("first_to_second", "second_to_first")
    months = [row.whole(f"months_per_year_{way}", 0, MOST_MONTHS_A_YEAR) for way in ways]
    places = [row.whole(f"places_{way}", 0, MOST_PLACES) for way in ways]
    limit = row.whole("limit_months", 0, MOST_MONTHS_A_YEAR, required=False)
    clearing = row.yes_no("clearing_allowed")
    if first and first == second:
        row.note("second_park", f"This is an agreement of {first} with itself.", "Expected two different parks.")
    if valid_from and valid_until and valid_until < valid_from:
        row.note(
            "valid_until", f"It ends on {valid_until}, before it begins.", f"Expected {valid_from} or a later day."
        )
    for way, given, room in zip(ways, months, places, strict=True):
        if given and room == 0:
            row.note(
                f"places_{way}", f"{given} months a year have no place.", "Expected at least 1 place, or 0 months."
            )
    if valid_from is None or valid_until is None or clearing is None or None in (*months, *places):
        return None
    there, back = (number or 0 for number in months)
    room_there, room_back = (number or 0 for number in places)
    return AgreementRow(
        row, code, first, second, valid_from, valid_until, (there, back), (room_there, room_back), limit, clearing
    )


def stay_of(row: Row) -> StayRow | None:
    reference = row.text("reference", 60, required=True)
    home, host = row.code("home_park", 20), row.code("host_park", 20)
    starts_on, months = row.day("starts_on"), row.whole("months", 1, LONGEST_STAY)
    company = row.text("company", 200)
    if home and home == host:
        row.note("host_park", f"This is a stay of {home} at itself.", "Expected two different parks.")
    if starts_on is None or months is None:
        return None
    return StayRow(row, reference, home, host, starts_on, months, company)


def service_of(row: Row) -> ServiceRow | None:
    park, service, how = row.code("park", 20), row.code("service", 40), row.cells["how"].lower()
    if how not in How.values:
        row.note("how", f"“{how[:60]}” is no way to offer a service.", f"Expected one of {', '.join(How.values)}.")
        return None
    price, currency = row.price("price") or (None, "")
    return ServiceRow(row, park, service, how, price, currency, row.languages("languages"), row.text("note", 200))
