"""The time zone of a place, from the table of the tzdata package."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from math import cos, radians
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Zone(NamedTuple):
    country: str  # ISO 3166 alpha-2
    latitude: float  # degrees, north positive
    longitude: float  # degrees, east positive
    name: str


@cache
def zones() -> tuple[Zone, ...]:
    """All zones of zone.tab, in its order."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(Zone(row[0], *_degrees(row[1]), row[2]) for row in rows)


def _degrees(text: str) -> tuple[float, float]:
    """ISO 6709 ("+4024-00341" or with seconds) as degrees."""
    latitude, longitude = re.findall(r"[+-]\d+", text)
    return _angle(latitude, 2), _angle(longitude, 3)


def _angle(text: str, digits: int) -> float:
    sign, rest = (-1 if text[0] == "-" else 1), text[1:]
    return sign * (int(rest[:digits]) + int(rest[digits : digits + 2]) / 60 + int(rest[digits + 2 :] or 0) / 3600)


# What most of a country with several clocks goes by; zone.tab has them from west to east or in no order.
MAIN = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CL": "America/Santiago", "CN": "Asia/Shanghai", "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid", "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty", "MN": "Asia/Ulaanbaatar", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv",
    "US": "America/New_York", "UZ": "Asia/Tashkent",
}  # fmt: skip
SEASONS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))


@cache
def offsets(name: str) -> tuple[timedelta | None, ...]:
    """What a zone's clock differs from UTC in winter and in summer."""
    return tuple(moment.astimezone(ZoneInfo(name)).utcoffset() for moment in SEASONS)


def guess(country: str, latitude: float | None = None, longitude: float | None = None) -> str:
    """The country's zone nearest to the place, or the first of zone.tab when its clock is the same.

    Without a place the country's main one; "UTC" for an unknown country.
    """
    found = [zone for zone in zones() if zone.country == country]
    if not found:
        return "UTC"
    first = found[0].name
    if latitude is None or longitude is None:
        return MAIN.get(country, first)

    def distance(zone: Zone) -> float:
        east = (zone.longitude - longitude + 180) % 360 - 180
        return (zone.latitude - latitude) ** 2 + (east * cos(radians(latitude))) ** 2

    nearest = min(found, key=distance).name
    return first if offsets(nearest) == offsets(first) else nearest


@cache
def choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For a select: areas with their places, both by name; UTC comes first."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zone.name for zone in zones()):
        area, _, place = name.partition("/")
        areas.setdefault(area, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return (("Everywhere", (("UTC", "UTC"),)), *((area, tuple(places)) for area, places in areas.items()))
