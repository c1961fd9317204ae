"""The time zone of a place, from the table of the tzdata package, where a country's main zone comes first."""

import re
from datetime import datetime, timedelta
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
    return sign * (
        int(rest[:digits]) + int(rest[digits : digits + 2]) / 60 + int(rest[digits + 2 :] or 0) / 3600
    )


def guess(country: str, latitude: float | None = None, longitude: float | None = None) -> str:
    """The zone of the country nearest to the place, its first one without a place, "UTC" for an unknown country.

    A nearest zone whose clocks agree with those of the first gives way to it: Málaga is nearer to Ceuta than to Madrid.
    """
    found = [zone for zone in zones() if zone.country == country]
    if not found:
        return "UTC"
    if latitude is None or longitude is None:
        return found[0].name

    def distance(zone: Zone) -> float:
        east = (zone.longitude - longitude + 180) % 360 - 180
        return (zone.latitude - latitude) ** 2 + (east * cos(radians(latitude))) ** 2

    nearest = min(found, key=distance).name
    return found[0].name if _offsets(nearest) == _offsets(found[0].name) else nearest


@cache
def _offsets(name: str) -> tuple[timedelta | None, ...]:
    """How far the clocks of a zone are from UTC in winter and in summer."""
    return tuple(datetime(2025, month, 1, tzinfo=ZoneInfo(name)).utcoffset() for month in (1, 7))


@cache
def choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For a select: areas with their places, both by name; UTC comes first."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zone.name for zone in zones()):
        area, _, place = name.partition("/")
        areas.setdefault(area, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return (("Everywhere", (("UTC", "UTC"),)), *((area, tuple(places)) for area, places in areas.items()))
