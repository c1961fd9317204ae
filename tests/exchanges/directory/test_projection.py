"""Where a point of the globe lies on the map, and the views that show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.directory.projection import (
    AROUND,
    HEIGHT,
    NORTH,
    REGIONAL,
    SCALE,
    SOUTH,
    WORLD,
    ZOOMS,
    Zoom,
    project,
    zoom_of,
)
from parks.park.regions import REGIONS

RECIFE, TOKYO = (-8.05, -34.88), (35.68, 139.69)


def test_greenwich_and_the_equator_are_the_middle() -> None:
    x, y = project(0, 0)
    assert x == AROUND / 2
    assert project(0, 180)[0] == pytest.approx(AROUND) and project(0, -180)[0] == pytest.approx(0)
    assert project(40, 25)[1] - y == pytest.approx(y - project(-40, 25)[1])
    assert project(40, 25)[0] - x == pytest.approx(x - project(40, -25)[0])
    assert project(NORTH, 0)[1] == pytest.approx(0) and project(SOUTH, 0)[1] == pytest.approx(HEIGHT)


@pytest.mark.parametrize(
    ("at", "x", "y"),
    [(RECIFE, -0.528467, 0.141556), (TOKYO, 1.993044, -0.629635), ((78, 180), 1.896272, -1.311481)],
)
def test_it_is_the_natural_earth_projection(at: tuple[float, float], x: float, y: float) -> None:
    """As d3-geo 3.1 computes it for a globe of radius 1."""
    (found_x, found_y), (middle_x, middle_y) = project(*at), project(0, 0)
    assert ((found_x - middle_x) / SCALE, (found_y - middle_y) / SCALE) == pytest.approx((x, y), abs=2e-6)


def test_cities_lie_where_people_look_for_them() -> None:
    (tokyo_x, tokyo_y), (recife_x, recife_y), (x, y) = project(*TOKYO), project(*RECIFE), project(0, 0)
    assert recife_x < x < tokyo_x and tokyo_y < y < recife_y


# Views


@pytest.mark.parametrize("zoom", ZOOMS.values(), ids=lambda zoom: zoom.key)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_view_holds_what_belongs_to_it(zoom: Zoom, north: float, east: float) -> None:
    at = zoom.south + north * (zoom.north - zoom.south), zoom.west + east * (zoom.east - zoom.west)
    x, y = project(*at)
    box = zoom.box
    assert box.x - 0.01 <= x <= box.x + box.width + 0.01 and box.y - 0.01 <= y <= box.y + box.height + 0.01


def test_each_region_of_the_world_has_one_view() -> None:
    named = [region for zoom in REGIONAL for region in zoom.regions]
    assert sorted(named) == sorted(set(REGIONS) - {"Antarctica"})


def test_a_far_part_of_a_country_belongs_to_the_view_that_shows_it() -> None:
    assert zoom_of("RU", 55.75, 37.62).key == "europe"
    assert zoom_of("RU", 54.98, 82.9).key == "west-asia"
    assert zoom_of("ES", 28.1, -15.4).key == "africa"
    assert zoom_of("NO", 78.2, 15.6) is WORLD
