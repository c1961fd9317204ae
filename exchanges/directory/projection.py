"""Where a point of the globe lies on the map, and the views one can zoom to. Pure.

The projection is Natural Earth (Tom Patterson 2008; polynomials of Šavrič, Jenny, Patterson, Petrovič and Hurni 2011),
with Greenwich in the middle. Lengths are in units of the outline, static/img/world.svg: 4,000 go round the equator.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, radians

from parks.park.regions import region_of

AROUND = 4000  # units along the equator
NORTH, SOUTH = 84.0, -57.0  # degrees: Greenland and Cape Horn; Antarctica has no parks
SCALE = AROUND / (2 * pi * 0.8707)
LEAST = 1.85  # a view is at least so many times as wide as high, so that none fills a screen
MARGIN = 0.02  # of a view's width, left free around what it shows


def _across(latitude: float) -> float:
    """How much a parallel is shortened."""
    p = radians(latitude) ** 2
    return 0.8707 + p * (-0.131979 + p * (-0.013791 + p * p * p * (0.003971 - 0.001529 * p)))


def _up(latitude: float) -> float:
    """How far a parallel lies from the equator."""
    f = radians(latitude)
    p = f * f
    return f * (1.007226 + p * (0.015085 + p * p * (-0.044475 + p * (0.028874 - 0.005916 * p))))


TOP = _up(NORTH) * SCALE
HEIGHT = TOP - _up(SOUTH) * SCALE


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees north and east to x, from the west, and y, from the top."""
    return AROUND / 2 + radians(longitude) * _across(latitude) * SCALE, TOP - _up(latitude) * SCALE


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the map."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


@dataclass(frozen=True, slots=True)
class Zoom:
    """A view: the land between two meridians and two parallels (degrees), for these regions of parks/regions.py."""

    key: str
    name: str
    west: float
    east: float
    south: float
    north: float
    regions: tuple[str, ...] = ()

    def shows(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    @property
    def box(self) -> Box:
        """What the picture shows: at least the land between meridians and parallels, in a shape that fits a screen."""
        corners = list(self._rim())
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        top, bottom = min(y for _, y in corners), max(y for _, y in corners)
        if not self.regions:
            return Box(left, top, right - left, bottom - top)
        free = MARGIN * (right - left)
        high = bottom - top + 2 * free
        wide = max(right - left + 2 * free, LEAST * high)
        return Box((left + right - wide) / 2, top - free, wide, high)

    def _rim(self) -> Iterator[tuple[float, float]]:
        """Parallels are straight; a meridian is furthest out at an end or at the equator."""
        at_equator = [0.0] if self.south < 0 < self.north else []
        for latitude in (self.south, self.north, *at_equator):
            yield project(latitude, self.west)
            yield project(latitude, self.east)


WORLD = Zoom("world", "World", -180, 180, SOUTH, NORTH)
REGIONAL = (
    Zoom(
        "europe",
        "Europe",
        -25,
        50,
        34.5,
        70,
        ("Northern Europe", "Western Europe", "Southern Europe", "Eastern Europe"),
    ),
    Zoom(
        "africa",
        "Africa",
        -26,
        58,
        -36,
        38,
        ("Northern Africa", "Western Africa", "Middle Africa", "Eastern Africa", "Southern Africa"),
    ),
    Zoom("west-asia", "West and South Asia", 25, 98, 0, 61, ("Western Asia", "Central Asia", "Southern Asia")),
    Zoom("east-asia", "East Asia", 73, 150, -11.5, 63, ("Eastern Asia", "South-eastern Asia")),
    Zoom("oceania", "Oceania", 110, 180, -48, 1, ("Oceania",)),
    Zoom("north-america", "North America", -161, -52, 7, 62, ("Northern America", "Central America", "Caribbean")),
    Zoom("south-america", "South America", -93, -33, -56.5, 14, ("South America",)),
)
ZOOMS = {zoom.key: zoom for zoom in (WORLD, *REGIONAL)}


def zoom_of(country: str, latitude: float, longitude: float) -> Zoom:
    """The view a park belongs to: that of its country, or for a far part of it the first that shows the place."""
    region = region_of(country)
    own = [zoom for zoom in REGIONAL if region in zoom.regions]
    return next((zoom for zoom in (*own, *REGIONAL) if zoom.shows(latitude, longitude)), WORLD)
