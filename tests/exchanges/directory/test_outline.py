"""The outline of the land: land where people live, sea where sea is, nothing off the map, and light."""

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from exchanges.directory.outline import cut
from exchanges.directory.projection import AROUND, HEIGHT, project

ROOT = Path(__file__).resolve().parents[3]


def outline() -> list[list[tuple[int, int]]]:
    """The rings of the land as points."""
    data = ET.parse(ROOT / "static/img/world.svg").getroot()[0].attrib["d"]
    rings = []
    for ring in data.split("M")[1:]:
        start, steps = ring.rstrip("z").split("l")
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        x, y = (int(n) for n in start.split())
        points = [(x, y)]
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            points.append((x, y))
        rings.append(points)
    return rings


def is_land(at: tuple[float, float]) -> bool:
    x, y = project(*at)
    crossed = 0
    for ring in outline():
        for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                crossed += 1
    return crossed % 2 == 1


@pytest.mark.parametrize("at", [(-8.5, -36.5), (40.4, -3.7), (52.5, 13.4), (36, 138.5), (-1.3, 36.8), (67, 175)])
def test_the_outline_has_land_where_parks_are(at: tuple[float, float]) -> None:
    assert is_land(at)


@pytest.mark.parametrize("at", [(0, -25), (40, -40), (40, 180), (65, 0), (35, 18), (42, 51)])
def test_the_outline_has_sea_where_sea_is(at: tuple[float, float]) -> None:
    assert not is_land(at)


def test_the_outline_stays_on_the_map_and_light() -> None:
    points = [point for ring in outline() for point in ring]
    assert all(0 <= x <= AROUND and 0 <= y <= HEIGHT for x, y in points)
    assert (ROOT / "static/img/world.svg").stat().st_size < 25_000
    (lock,) = (it for it in json.loads((ROOT / "static/vendor/LOCK.json").read_text()) if it["name"] == "world-atlas")
    assert "public domain" in lock["licence"] and "static/img/world.svg" in lock["files"]


def test_land_across_the_180th_meridian_is_cut_in_two() -> None:
    right, left = sorted(cut([(170.0, 60.0), (-170.0, 60.0), (-170.0, 70.0), (170.0, 70.0)]), reverse=True)
    assert {x for x, _ in right} == {170.0, 180.0} and {x for x, _ in left} == {-180.0, -170.0}
