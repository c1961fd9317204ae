"""The map: no dot hides another, every park is there once, a list says the same, and how much it weighs."""

import csv
import gzip
import re
import xml.etree.ElementTree as ET
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.directory.arcs import arc
from exchanges.directory.map import GROUP, MOST, SMALL, WIDE, Label, ParkMap, park_map
from exchanges.directory.map_parks import CLOSED, HOME, OPEN, OTHER, MapPark
from exchanges.directory.projection import WORLD, ZOOMS, project
from exchanges.directory.spreading import GAP, Field, length
from softlanding.invented_maps import invented

ROOT = Path(__file__).resolve().parents[3]
ANY = QueryDict("")
RECIFE, MALAGA, TOKYO, NAIROBI = (-8.05, -34.88), (36.72, -4.42), (35.68, 139.69), (-1.28, 36.82)


def park(name: str, at: tuple[float, float] | None, kind: str = OTHER, country: str = "ES", months: int = 0) -> MapPark:
    latitude, longitude = at or (None, None)
    return MapPark(name, f"/parks/{name}/", country, "", latitude, longitude, kind, months)


PORTO = park("Porto Digital", RECIFE, HOME, "BR")
HOST = park("Málaga TechPark", MALAGA, OPEN, "ES", 4)


def drawn(picture: ParkMap, list_id: str = "") -> str:
    return render_to_string("exchanges/directory/_map.html", {"map": picture, "list": list_id})


def dots(picture: ParkMap) -> list[tuple[int, int, int]]:
    return [(dot.x, dot.y, dot.radius) for _, found in picture.layers for dot in found]


def kinds(picture: ParkMap) -> dict[str, int]:
    return {kind: sum(dot.count for dot in found) for kind, found in picture.layers}


def test_parks_outside_of_a_view_are_counted_and_lines_lead_out_of_it() -> None:
    lost = park("Nowhere", None)
    picture = park_map([PORTO, HOST, lost, park("Nairobi Hub", NAIROBI, country="KE")], ANY, zoom="europe")
    assert kinds(picture) == {OPEN: 1} and (picture.outside, picture.unplaced) == (2, 1)
    assert picture.outside_says == "Two parks lie outside of this view."
    assert picture.lines.open and picture.lines.tips
    assert [(it.name, it.count) for it in picture.zooms] == [
        ("World", 4),
        ("Europe", 1),
        ("Africa", 1),
        ("South America", 1),
    ]


def test_zooming_keeps_the_filters_and_drops_the_page() -> None:
    picture = park_map([HOST], QueryDict("q=lab&page=2&zoom=africa"), zoom="europe")
    assert [it.address for it in picture.zooms] == ["?q=lab", "?q=lab&zoom=europe"]
    assert park_map([HOST], ANY, zoom="atlantis").zoom is WORLD


def test_a_park_without_a_place_is_in_the_list_and_said() -> None:
    one = park_map([park("A", None), HOST], ANY)
    assert one.unplaced_says == "One park has no place on the map yet; it is in the list."
    html = drawn(park_map([park("A", None), park("B", None), park("C", None), HOST], ANY))
    assert "Three parks have no place on the map yet; they are in the list." in html
    assert html.count("(not on the map)") == 3 and html.count("</title>") == 1


# Dots

AT = st.tuples(st.floats(-56, 83), st.floats(-180, 180))
NEAR_EUROPE = st.tuples(st.floats(40, 55), st.floats(-5, 20))
CROWDS = st.lists(
    st.tuples(
        st.sampled_from([MALAGA, RECIFE, TOKYO]) | AT | NEAR_EUROPE, st.sampled_from([OPEN, CLOSED, OTHER, OTHER])
    ),
    max_size=120,
)


def crowd(found: list[tuple[tuple[float, float], str]]) -> list[MapPark]:
    return [PORTO, *(park(f"P{n}", at, kind) for n, (at, kind) in enumerate(found))]


@settings(deadline=None, max_examples=60)
@given(CROWDS, st.sampled_from(list(ZOOMS)), st.sampled_from([WIDE, SMALL]))
def test_dots_never_lie_on_each_other_and_stay_inside(
    found: list[tuple[tuple[float, float], str]], zoom: str, width: int
) -> None:
    picture = park_map(crowd(found), ANY, zoom=zoom, width=width)
    placed = dots(picture)
    for (x, y, radius), (other_x, other_y, other) in combinations(placed, 2):
        assert hypot(x - other_x, y - other_y) >= radius + other + GAP
    assert all(r <= x <= width - r and r <= y <= picture.height - r for x, y, r in placed)


@settings(deadline=None, max_examples=60)
@given(CROWDS, st.sampled_from(list(ZOOMS)), st.sampled_from([WIDE, SMALL]))
def test_every_park_is_counted_exactly_once(
    found: list[tuple[tuple[float, float], str]], zoom: str, width: int
) -> None:
    parks = crowd(found)
    picture = park_map(parks, ANY, zoom=zoom, width=width)
    assert sum(kinds(picture).values()) + picture.outside + picture.unplaced == len(parks)
    assert dots(picture) == dots(park_map(parks[::-1], ANY, zoom=zoom, width=width))  # in whatever order they come


@settings(deadline=None, max_examples=20)
@given(st.lists(NEAR_EUROPE | AT | st.just(MALAGA), min_size=20, max_size=40), st.sampled_from(list(ZOOMS)))
def test_grouped_parks_are_counted_exactly_once_and_lie_apart(found: list[tuple[float, float]], zoom: str) -> None:
    parks = [PORTO, HOST, *(park(f"P{n}", found[n % len(found)]) for n in range(2 * MOST))]
    picture = park_map(parks, ANY, zoom=zoom)
    assert sum(kinds(picture).values()) + picture.outside == len(parks)
    for (x, y, radius), (other_x, other_y, other) in combinations(dots(picture), 2):
        assert hypot(x - other_x, y - other_y) >= radius + other + GAP


def test_parks_of_one_city_are_spread_around_it() -> None:
    picture = park_map([park(f"P{n}", MALAGA) for n in range(8)], ANY)
    placed = dots(picture)
    x, y = project(*MALAGA)
    scale = WIDE / WORLD.box.width
    away = sorted(hypot(at[0] - (x - WORLD.box.x) * scale, at[1] - y * scale) for at in placed)
    assert len(set(placed)) == 8 and away[0] < 1 and away[-1] < 20


def test_too_many_are_grouped_and_a_group_opens_its_part_of_the_world() -> None:
    many = [park(f"P{n}", MALAGA) for n in range(MOST)] + [PORTO, HOST]
    picture = park_map(many, QueryDict("q=x"))
    assert kinds(picture) == {HOME: 1, OPEN: 1, GROUP: MOST}
    (group,) = next(found for kind, found in picture.layers if kind == GROUP)
    assert (group.address, group.title) == ("?q=x&zoom=europe", "300 parks: 300 in Spain. Opens Europe.")
    zoomed = park_map(many, QueryDict("q=x&zoom=europe"), zoom="europe")
    (group,) = next(found for kind, found in zoomed.layers if kind == GROUP)
    assert (group.address, group.title) == (
        "?q=x&zoom=europe&country=ES",
        "300 parks: 300 in Spain. Opens those in Spain.",
    )


def test_a_full_ground_ends_the_search() -> None:
    ground = Field(20, 20)
    assert [ground.placed(10, 10, 9) for _ in range(2)] == [(10, 10, 9), (10, 10, 9)]


# Lines and words


def test_a_line_leads_from_rim_to_rim_with_its_arrow_at_the_host() -> None:
    curve, head = arc((100, 300, 7), (500, 100, 6))
    x1, y1, _, bend_y, x2, y2 = (float(n) for n in re.findall(r"[\d.]+", curve))
    tip_x, tip_y = (float(n) for n in re.findall(r"[\d.]+", head)[:2])
    assert hypot(x1 - 100, y1 - 300) == pytest.approx(7, abs=1)
    assert hypot(tip_x - 500, tip_y - 100) == pytest.approx(8, abs=0.2)
    assert hypot(x2 - 500, y2 - 100) > hypot(tip_x - 500, tip_y - 100)
    assert bend_y < 200  # to the north of the straight line
    assert arc((100, 100, 7), (110, 100, 6)) == ("", "")


def test_the_months_left_stand_beside_a_partner_and_a_closed_one_has_none() -> None:
    picture = park_map([PORTO, HOST, park("Kista", (59.4, 17.9), CLOSED, "SE")], ANY)
    assert {it.text for it in picture.labels} == {"Porto Digital", "Málaga TechPark · 4", "Kista"}
    small = park_map([PORTO, HOST, park("Kista", (59.4, 17.9), CLOSED, "SE")], ANY, width=SMALL)
    assert {it.text for it in small.labels} == {"Porto Digital", "4"}
    assert picture.sentence == "Map of the world with 3 parks; lines lead from Porto Digital to its two partners"


def test_words_lie_neither_on_each_other_nor_on_partners() -> None:
    partners = [park(f"A park of Europe {n}", (40 + n, 2 * n), OPEN, "FR", n) for n in range(12)]
    picture = park_map([PORTO, *partners], ANY)

    def box(it: Label) -> tuple[float, float, float, float]:
        left = it.x - {"start": 0, "middle": length(it.text) / 2, "end": length(it.text)}[it.anchor]
        return left, it.y - 11, left + length(it.text), it.y + 3

    boxes = [box(it) for it in picture.labels]
    assert len(boxes) > 4
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for left, top, right, bottom in boxes:
        assert not any(left < x < right and top < y < bottom for x, y, _ in dots(picture))


# The page


def test_names_are_escaped_and_every_park_is_a_link_with_its_title() -> None:
    odd = ['<script>alert("1")</script>', "Tom & 'Jerry'", "حديقة القاهرة التقنية"]
    html = drawn(park_map([PORTO, *(park(name, NAIROBI, OPEN, "KE", 2) for name in odd)], ANY))
    assert "<script>" not in html and "Tom &amp; &#x27;Jerry&#x27;" in html
    assert "<title>حديقة القاهرة التقنية, Kenya: 2 months left</title>" in html
    assert "<bdi>حديقة القاهرة التقنية</bdi>" in html and "\u2068حديقة القاهرة التقنية\u2069 · 2" in html
    picture = ET.fromstring(re.search(r"<svg viewBox=.*?</svg></div>", html, re.S)[0].removesuffix("</div>"))  # type: ignore[index]
    links = picture.findall(".//a")
    assert len(links) == 4 and all(link.find("title") is not None for link in links)
    assert picture.attrib["role"] == "group" and picture.attrib["aria-label"].endswith("A list says the same.")


def test_a_list_says_the_same_unless_the_page_has_one() -> None:
    picture = park_map([PORTO, HOST], ANY)
    html = drawn(picture)
    assert 'href="#map-list">Skip the map' in html and 'id="map-list"' in html
    assert ">Málaga TechPark</bdi></a>, Spain: 4 months left</li>" in html
    assert "Outline: Natural Earth" in html
    other = drawn(picture, "results")
    assert 'href="#results">Skip the map' in other and "<details" not in other


def test_a_map_without_parks_is_land_alone() -> None:
    html = drawn(park_map([], ANY))
    assert "Map of the world with 0 parks" in html and "<circle" not in html and "world.svg#land" in html


def real() -> list[MapPark]:
    """The 225 parks of the demo, where they are."""
    with (ROOT / "softlanding/demo/data/network-softlanding/parks.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [park(row["name"], (float(row["latitude"]), float(row["longitude"])), OTHER, row["country"]) for row in rows]


def weight(picture: ParkMap) -> int:
    return len(gzip.compress(drawn(picture).encode()))


def test_each_park_of_the_demo_has_a_dot_of_its_own_and_all_weigh_little() -> None:
    picture = park_map(real(), ANY)
    assert kinds(picture) == {OTHER: 225} and len(dots(picture)) == 225
    assert weight(picture) <= 60_000
    assert all(it.zoom is not WORLD for it in real())


@pytest.mark.parametrize("zoom", ["world", "europe"])
def test_five_thousand_parks_weigh_little(zoom: str) -> None:
    assert weight(park_map(invented(5_000), ANY, zoom=zoom)) <= 120_000
