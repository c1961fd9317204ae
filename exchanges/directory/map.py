"""The map of the parks: where each is drawn, what goes from the home park to whom, and what is said beside it. Pure.

Lengths are in units of the picture, a CSS pixel each where the picture has its full width. Drawn by
exchanges/directory/_map.html; the land behind is static/img/world.svg.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import hypot

from django.http import QueryDict

from exchanges.directory.arcs import Lines, lines
from exchanges.directory.map_parks import CLOSED, HOME, OPEN, OTHER, RADIUS, MapPark
from exchanges.directory.projection import WORLD, ZOOMS, Zoom
from exchanges.directory.spreading import Field, Spot, isolated, shortened
from parks.park.models import country_name
from softlanding.kernel import words
from softlanding.kernel.addresses import address

GROUP = "group"
GROUPS = ((100, 14), (10, 11), (0, 8))  # from so many parks on, the radius of their dot
MOST = 300  # dots one by one; more are grouped. Also parks that are named in the list
FAR = 28  # from its own place a dot may be moved; where more would be needed, dots are grouped
NEAR = 26  # side of a square whose parks become one dot
WIDE, SMALL = 960, 440  # of a picture as wide as the page, and of one beside a list
NAMED = 12  # partners whose names may stand on the map


@dataclass(frozen=True, slots=True)
class Dot:
    """A link on the map: one park, or `count` of them that lie too near to each other."""

    kind: str
    x: int
    y: int
    radius: int
    address: str
    title: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a dot: where they begin, end or have their middle."""

    kind: str
    x: int
    y: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class ZoomLink:
    """A view to go to, and how many of the parks belong to it."""

    name: str
    address: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Country:
    """A country in the list that says the same; its parks are named while there are not too many in all."""

    name: str
    address: str
    count: int
    parks: list[MapPark]


@dataclass(frozen=True, slots=True)
class ParkMap:
    """All that the template needs; `key` begins the ids of what belongs to it."""

    zoom: Zoom
    width: int
    height: int
    key: str
    sentence: str
    lines: Lines = field(default_factory=Lines)
    layers: list[tuple[str, list[Dot]]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    zooms: list[ZoomLink] = field(default_factory=list)
    near: list[MapPark] = field(default_factory=list)  # home and its partners
    countries: list[Country] = field(default_factory=list)
    unplaced: int = 0
    outside: int = 0

    @property
    def box(self) -> str:
        """The part of the outline behind the picture, as its viewBox."""
        box = self.zoom.box
        return f"{box.x:.0f} {box.y:.0f} {box.width:.0f} {box.height:.0f}"

    @property
    def kinds(self) -> set[str]:
        """Which kinds of dots it shows, for the key below it."""
        return {kind for kind, _ in self.layers}

    @property
    def is_small(self) -> bool:
        return self.width < WIDE

    @property
    def unplaced_says(self) -> str:
        if self.unplaced == 1:
            return "One park has no place on the map yet; it is in the list."
        return (
            f"{words.counted(self.unplaced, 'park').capitalize()} have no place on the map yet; they are in the list."
        )

    @property
    def outside_says(self) -> str:
        if self.outside == 1:
            return "One park lies outside of this view."
        return f"{words.counted(self.outside, 'park').capitalize()} lie outside of this view."


def park_map(
    parks: Sequence[MapPark], query: QueryDict, *, zoom: str = WORLD.key, width: int = WIDE, key: str = "map"
) -> ParkMap:
    """The map of these parks, at most one of them home; `query`: the page's, whose filters stay when one zooms."""
    view = ZOOMS.get(zoom, WORLD)
    box = view.box
    scale = width / box.width
    height = round(box.height * scale)
    inside = [
        Pin(park, (point[0] - box.x) * scale, (point[1] - box.y) * scale)
        for park in parks
        if (point := park.point) and box.holds(*point)
    ]
    inside.sort(key=lambda pin: (-pin.park.radius, pin.y, pin.x, pin.park.address))
    alone = one_by_one(inside, Field(width, height))
    ground, dots = alone or grouped(inside, Field(width, height), view, query)
    spots = {dot.address: (dot.x, dot.y, dot.radius) for dot in dots if dot.kind != GROUP}
    layers = [(kind, [dot for dot in dots if dot.kind == kind]) for kind in (HOME, OPEN, CLOSED, GROUP, OTHER)]
    unplaced = sum(1 for park in parks if park.point is None)
    return ParkMap(
        view,
        width,
        height,
        key,
        _sentence(parks, len(inside), view),
        lines=lines(parks, spots, box, scale),
        layers=[(kind, found) for kind, found in layers if found],
        labels=_labels([pin.park for pin in inside], spots, ground, is_wide=width >= WIDE),
        zooms=_zooms(parks, view, query),
        near=[park for kind in (HOME, OPEN, CLOSED) for park in parks if park.kind == kind],
        countries=_countries(parks, query),
        unplaced=unplaced,
        outside=len(parks) - unplaced - len(inside),
    )


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a park belongs in the picture."""

    park: MapPark
    x: float
    y: float


def _dot(park: MapPark, spot: Spot) -> Dot:
    return Dot(park.kind, *spot, park.address, park.title)


def one_by_one(pins: Sequence[Pin], ground: Field) -> tuple[Field, list[Dot]] | None:
    """A dot for each park, larger ones first; None where there are too many, or one would be moved too far."""
    if len(pins) > MOST:
        return None
    found = []
    for pin in pins:
        spot = ground.placed(pin.x, pin.y, pin.park.radius)
        if hypot(spot[0] - pin.x, spot[1] - pin.y) > FAR:
            return None
        found.append(_dot(pin.park, spot))
    return ground, found


def grouped(pins: Sequence[Pin], ground: Field, view: Zoom, query: QueryDict) -> tuple[Field, list[Dot]]:
    """Home and partners one by one; the others of each small square together. Every park is in exactly one dot."""
    found = []
    squares: dict[tuple[int, int], list[Pin]] = defaultdict(list)
    for pin in pins:
        if pin.park.kind == OTHER:
            squares[int(pin.x // NEAR), int(pin.y // NEAR)].append(pin)
        else:
            found.append(_dot(pin.park, ground.placed(pin.x, pin.y, pin.park.radius)))
    for members in sorted(squares.values(), key=lambda it: (-len(it), it[0].park.address)):
        count, parks = len(members), [pin.park for pin in members]
        x, y = sum(pin.x for pin in members) / count, sum(pin.y for pin in members) / count
        if count == 1:
            found.append(_dot(parks[0], ground.placed(x, y, RADIUS[OTHER])))
        else:
            radius = next(radius for least, radius in GROUPS if count >= least)
            found.append(_group(parks, ground.placed(x, y, radius), view, query))
    return ground, found


def _group(parks: list[MapPark], spot: Spot, view: Zoom, query: QueryDict) -> Dot:
    """Parks in one dot: on the world it opens the view of most of them, in a view the country of most of them."""
    countries = Counter(park.country for park in parks).most_common()
    there = [f"{count:,} in {country_name(code)}" for code, count in countries[:3]]
    rest = sum(count for _, count in countries[3:])
    listed = words.listed([*there, f"{rest:,} elsewhere"] if rest else there)
    zoom = Counter(park.zoom for park in parks).most_common(1)[0][0]
    code = countries[0][0]
    if view is WORLD and zoom is not WORLD:
        opened, opens = zoom.name, address(query, zoom=zoom.key)
    else:
        opened, opens = f"those in {country_name(code)}", address(query, country=code)
    title = f"{words.plural(len(parks), 'park')}: {listed}. Opens {opened}."
    return Dot(GROUP, *spot, opens, title, len(parks))


def _labels(parks: list[MapPark], spots: dict[str, Spot], ground: Field, *, is_wide: bool) -> list[Label]:
    """The home park's name, and the months left at its partners, with their names where there is room for words."""
    named = is_wide and sum(park.kind in (OPEN, CLOSED) for park in parks) <= NAMED
    found = []
    for kind in (HOME, OPEN, CLOSED):
        for park in (park for park in parks if park.kind == kind):
            name = isolated(shortened(park.name))
            texts = {HOME: [name], OPEN: [f"{name} · {park.months}", str(park.months)], CLOSED: [name]}[kind]
            if kind != HOME and not named:
                texts = texts[1:]
            spot = spots[park.address]
            placed = ground.labelled(spot, texts, 0) or ground.labelled(spot, texts, RADIUS[OTHER])
            if placed:
                text, x, y, anchor = placed
                found.append(Label(kind, x, y, anchor, text))
    return found


def _zooms(parks: Sequence[MapPark], view: Zoom, query: QueryDict) -> list[ZoomLink]:
    """The world and every part of it that has parks; all parks count for the world."""
    counts = Counter(park.zoom.key for park in parks)
    counts[WORLD.key] = len(parks)
    return [
        ZoomLink(zoom.name, address(query, zoom=None if zoom is WORLD else key), counts[key], zoom is view)
        for key, zoom in ZOOMS.items()
        if counts[key] or zoom in (view, WORLD)
    ]


def _countries(parks: Sequence[MapPark], query: QueryDict) -> list[Country]:
    by_country: dict[str, list[MapPark]] = defaultdict(list)
    for park in parks:
        by_country[park.country].append(park)
    are_named = len(parks) <= MOST
    found = [
        Country(country_name(code), address(query, country=code), len(there), there if are_named else [])
        for code, there in by_country.items()
    ]
    return sorted(found, key=lambda it: it.name)


def _sentence(parks: Sequence[MapPark], shown: int, view: Zoom) -> str:
    """ "Map of the world with 225 parks; lines lead from Porto Digital to its six partners"."""
    there = "the world" if view is WORLD else view.name
    home = next((park for park in parks if park.kind == HOME), None)
    partners = sum(park.kind in (OPEN, CLOSED) for park in parks)
    if home is None or not partners:
        return f"Map of {there} with {words.plural(shown, 'park')}"
    lead = "a line leads" if partners == 1 else "lines lead"
    return (
        f"Map of {there} with {words.plural(shown, 'park')}; {lead} from {home.name} to its "
        f"{words.counted(partners, 'partner') if partners > 1 else 'partner'}"
    )
