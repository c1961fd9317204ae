"""The fit bar: a segment for each stated part, as wide as it counts, filled by its points; and the same in words."""

from itertools import pairwise

import pytest
from django.template import Context, Template

from softlanding.kernel.fit_bars import GAP, LONG, FitBar, FitPart

WHOLE = {
    "services": (42.75, 50),
    "sectors": (12.0, 20),
    "space": (15.0, 15),
    "languages": (10.0, 10),
    "market": (0.0, 5),
}
BARS = [
    FitBar.of(80, WHOLE),
    FitBar.of(44, {"services": (23.3, 50), "space": (7.5, 15), "market": (0.0, 5)}),
    FitBar.of(60, {"sectors": (12.0, 20)}),
]


def drawn(source: str, bar: FitBar) -> str:
    return Template("{% load figures %}" + source).render(Context({"bar": bar}))


@pytest.mark.parametrize("bar", BARS)
def test_the_stated_parts_fill_the_bar_each_as_wide_as_it_counts(bar: FitBar) -> None:
    segments = list(bar.segments)
    assert (segments[0].x, round(segments[-1].x + segments[-1].width)) == (0, LONG)
    for part, segment in zip(bar.parts, segments, strict=True):
        assert segment.width / segments[0].width == pytest.approx(part.of / bar.parts[0].of, rel=0.02)
        assert segment.filled == pytest.approx(segment.width * part.points / part.of, abs=0.1)
    for before, after in pairwise(segments):
        assert after.x - before.x - before.width == pytest.approx(GAP, abs=0.2)


@pytest.mark.parametrize(
    ("points", "figure"),
    [(0.0, "0"), (12.0, "12"), (42.75, "42.8"), (42.25, "42.3"), (0.04, "0"), (50 / 3, "16.7"), (10.0, "10")],
)
def test_points_are_said_to_a_tenth_half_up(points: float, figure: str) -> None:
    assert FitPart("services", points, 50).figure == figure


def test_its_words_say_the_score_and_every_part_once() -> None:
    bar = FitBar.of(80, WHOLE)
    parts = "services 42.8 of 50, sectors 12 of 20, space 15 of 15, languages 10 of 10, market 0 of 5"
    assert bar.sentence == f"80 of 100: {parts}"
    loud, quiet = drawn("{% fit_bar bar %}", bar), drawn("{% fit_bar bar number=False %}", bar)
    assert '<b class="figure">80</b>' in loud and f'role="img" aria-label="{parts}"' in loud
    assert "<b" not in quiet and f'role="img" aria-label="80 of 100: {parts}"' in quiet
    assert "style=" not in loud + quiet


def test_a_part_without_points_is_drawn_empty() -> None:
    svg = drawn("{% fit_bar bar %}", FitBar.of(80, WHOLE))
    assert (svg.count('class="slot"'), svg.count('class="has"')) == (5, 4)
