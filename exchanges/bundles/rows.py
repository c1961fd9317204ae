"""What the rows of a bundle say, one dataclass a file; texts are stripped, empty means not known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from exchanges.bundles.reading import Problem, Row, read_rows

PARKS, AGREEMENTS, HISTORY = "parks.csv", "agreements.csv", "history.csv"

PARK_COLUMNS = (
    "code", "name", "country", "city", "latitude", "longitude", "website", "founded", "resident_companies", "sectors",
)  # fmt: skip
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
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # files that are not there: each of them may be missing


def read_bundle(folder: Path) -> Bundle:
    """Read the files that are there. Raises FileNotFoundError or NotADirectoryError when there is no such folder."""
    if not folder.exists():
        raise FileNotFoundError(folder)
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    bundle = Bundle(missing=[name for name in (PARKS, AGREEMENTS, HISTORY) if not (folder / name).exists()])
    if len(bundle.missing) == 3:
        wrong = f"The folder has none of {PARKS}, {AGREEMENTS} and {HISTORY}."
        bundle.problems.append(Problem(str(folder), None, None, wrong, "Expected at least one of them."))

    def rows(name: str, columns: tuple[str, ...]) -> Iterator[Row]:
        return iter(()) if name in bundle.missing else read_rows(folder, name, columns, bundle.problems)

    for row in rows(PARKS, PARK_COLUMNS):
        _keep(bundle.parks, park_of(row))
    for row in rows(AGREEMENTS, AGREEMENT_COLUMNS):
        _keep(bundle.agreements, agreement_of(row))
    for row in rows(HISTORY, HISTORY_COLUMNS):
        _keep(bundle.stays, stay_of(row))
    return bundle


def _keep(kept: list[T], row: T | None) -> None:
    if row is not None:
        kept.append(row)


def park_of(row: Row) -> ParkRow:
    latitude, longitude = row.degrees("latitude", 90), row.degrees("longitude", 180)
    if bool(row.cells["latitude"]) != bool(row.cells["longitude"]):
        row.note("latitude", "Only one of latitude and longitude is given.", "Expected both, or neither.")
    sectors = list(dict.fromkeys(part for part in map(str.strip, row.text("sectors", LONGEST_LIST).split(";")) if part))
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
