"""Months that were hosted in a period, from home to host; of the network, or of one park's pairs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from exchanges.overview.sums.postings import OF_PARK
from softlanding.kernel.questions import Question

HOSTED = f"""
LEFT JOIN exchanges_posting r ON r.reverses_id = p.id
WHERE p.because = 'stay' AND r.id IS NULL AND p.day BETWEEN %(since)s AND %(until)s AND {OF_PARK}"""
PARKS = """
FROM exchanges_posting p
JOIN parks_park home ON home.id = p.debtor_id JOIN parks_park host ON host.id = p.creditor_id"""


@dataclass(frozen=True)
class CountryFlow:
    """Free-rent months that companies of one country's parks were at another's; countries by their codes."""

    home: str
    host: str
    months: int


COUNTRY_FLOWS = f"""
SELECT home.country AS home, host.country AS host, sum(p.months) AS months {PARKS} {HOSTED} GROUP BY 1, 2
"""


def by_country(since: date, until: date, park: int | None = None) -> Question[CountryFlow]:
    return Question(CountryFlow, COUNTRY_FLOWS, _values(since, until, park))


@dataclass(frozen=True)
class ParkFlow:
    """Free-rent months that companies of one park were at another; parks by their codes."""

    home: str
    home_name: str
    host: str
    host_name: str
    months: int


PARK_FLOWS = f"""
SELECT home.code AS home, home.name AS home_name, host.code AS host, host.name AS host_name, sum(p.months) AS months
{PARKS} {HOSTED} GROUP BY 1, 2, 3, 4 ORDER BY months DESC, home.code, host.code LIMIT %(most)s
"""


def by_park(since: date, until: date, most: int, park: int | None = None) -> Question[ParkFlow]:
    """The `most` largest."""
    return Question(ParkFlow, PARK_FLOWS, {**_values(since, until, park), "most": most})


@dataclass(frozen=True)
class AllFlows:
    """All free-rent months that were hosted."""

    months: int


ALL_FLOWS = f"SELECT coalesce(sum(p.months), 0) AS months FROM exchanges_posting p {HOSTED}"


def together(since: date, until: date, park: int | None = None) -> Question[AllFlows]:
    return Question(AllFlows, ALL_FLOWS, _values(since, until, park))


def _values(since: date, until: date, park: int | None) -> dict[str, Any]:
    return {"since": since, "until": until, "park": park}
