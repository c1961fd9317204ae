"""The period that flows are shown for, as it stands in an address: 12 months, a year, or everything. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

LATEST, EVER = "latest", "ever"
YEARS_OFFERED = 6
BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True)
class Period:
    """`since` and `until` are its first and last day."""

    key: str
    label: str
    since: date
    until: date


def period_of(text: str, today: date) -> Period:
    """What is no period is the last 12 months."""
    if text == EVER:
        return Period(EVER, "since the beginning", BEGINNING, date.max)
    if text.isascii() and text.isdigit() and len(text) == 4 and BEGINNING.year <= int(text) <= today.year:
        return Period(text, f"in {text}", date(int(text), 1, 1), date(int(text), 12, 31))
    since = today - relativedelta(years=1) + timedelta(days=1)
    return Period(LATEST, "in the last 12 months", since, date.max)


def offered(today: date) -> list[tuple[str, str]]:
    """Keys and labels to choose from."""
    years = [(str(year), str(year)) for year in range(today.year, today.year - YEARS_OFFERED, -1)]
    return [(LATEST, "last 12 months"), *years, (EVER, "everything")]
