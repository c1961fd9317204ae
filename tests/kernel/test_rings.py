"""The ring: a node and an arrow for each park, names that stay inside, and the same circle in words."""

import re
from itertools import pairwise

import pytest
from django.template import Context, Template

from softlanding.kernel.rings import LETTERS, LINE, RingPicture, in_lines

LONG = "Parque Científico y Tecnológico de la Universidad de Extremadura"


def ring(parks: int, **more: int) -> RingPicture:
    return RingPicture(tuple(f"{LONG} {n}" for n in range(parks)), 3, **more)


def drawn(picture: RingPicture) -> str:
    return Template("{% load figures %}{% ring it %}").render(Context({"it": picture}))


@pytest.mark.parametrize("parks", [2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 36])
def test_it_has_a_node_and_an_arrow_for_each_park(parks: int) -> None:
    svg = drawn(ring(parks, reader=1))
    assert (svg.count('<circle class="node'), svg.count('class="arc"'), svg.count('class="head"')) == (parks,) * 3
    assert svg.count('class="node you"') == 1


def test_a_ring_of_hundreds_of_parks_is_dots_and_months() -> None:
    svg = drawn(ring(300))
    assert svg.count("<circle") == 300 and "<path" not in svg and svg.count("<text") == 2


@pytest.mark.parametrize("parks", [3, 4, 5, 6, 7, 8, 9, 12])
def test_names_stay_inside_and_beside_each_other(parks: int) -> None:
    picture = ring(parks)
    places = []
    for node in picture.nodes:
        for y, text in node.lines:
            wide = 6.6 * len(text)
            left = node.text_x - {"start": 0, "middle": wide / 2, "end": wide}[node.anchor]
            assert len(text) <= LETTERS and left >= -4 and left + wide <= picture.width + 4
            assert LINE - 4 <= y <= picture.height
            places.append((y, left, left + wide))
    for n, (y, left, right) in enumerate(places):
        for other_y, other_left, other_right in places[n + 1 :]:
            assert abs(y - other_y) >= LINE - 1 or right <= other_left or other_right <= left, (parks, n)


def test_it_says_in_words_what_it_draws() -> None:
    picture = RingPicture(("Málaga", "Porto", "Turin"), 1, 0)
    assert picture.sentence == "Málaga owes Porto, Porto owes Turin, Turin owes Málaga: 1 month falls from each"
    svg = drawn(picture)
    assert 'role="img"' in svg and f'aria-label="{picture.sentence}"' in svg
    assert re.search(r'class="months"[^>]*>1</text><text[^>]*>month</text>', svg)
    assert "A &amp; B" in drawn(RingPicture(("A & B", "<i>", "C"), 2)) and "<i>" not in drawn(
        RingPicture(("<i>", "B"), 2)
    )


def test_arrows_lead_from_each_park_to_the_next_one_clockwise() -> None:
    picture = ring(4)
    nodes = [(node.x, node.y) for node in picture.nodes]
    for (here, there), arrow in zip(pairwise([*nodes, nodes[0]]), picture.arrows, strict=True):
        x1, y1, x2, y2 = map(float, re.match(r"M(\S+) (\S+)A.* (\S+) (\S+)$", arrow.arc).groups())  # type: ignore[union-attr]
        assert abs(x1 - here[0]) + abs(y1 - here[1]) < 20 and abs(x2 - there[0]) + abs(y2 - there[1]) < 20


def test_a_name_breaks_at_spaces_and_ends_in_an_ellipsis() -> None:
    assert in_lines("Porto", 2) == ["Porto"]
    assert in_lines("Málaga TechPark", 2) == ["Málaga", "TechPark"]
    assert in_lines("Málaga TechPark (Parque Tecnológico)", 2) == ["Málaga", "TechPark"]
    assert in_lines(LONG, 2) == ["Parque", "Científico y …"]
    assert in_lines(LONG, 1) == ["Parque …"]
    assert in_lines("Donaudampfschifffahrt", 1) == ["Donaudampfsch…"]
