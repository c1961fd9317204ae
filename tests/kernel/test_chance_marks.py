"""The mark of a chance: the higher the chance, the more bars are filled; the word stands beside it."""

import re

import pytest
from django.template import Context, Template

from softlanding.kernel.chance_marks import ChanceMark


@pytest.mark.parametrize(
    ("level", "filled", "said"),
    [("good", 3, "good chance"), ("fair", 2, "fair chance"), ("slim", 1, "slim chance"), ("none", 0, "no chance now")],
)
def test_a_level_fills_its_bars_and_says_its_word(level: str, filled: int, said: str) -> None:
    html = Template("{% load figures %}{% chance_mark level %}").render(Context({"level": level}))
    assert (html.count("<rect"), len(re.findall(r'class="on"', html))) == (3, filled)
    assert html.endswith(f"</svg>{said}</span>") and 'aria-hidden="true"' in html


def test_bars_rise_from_one_ground_and_the_lowest_are_filled_first() -> None:
    bars = list(ChanceMark("fair").bars)
    assert {bar.y + bar.height for bar in bars} == {13.5}
    assert [bar.height for bar in bars] == sorted(bar.height for bar in bars)
    assert [bar.is_filled for bar in bars] == [True, True, False]


def test_an_unknown_level_is_no_level() -> None:
    with pytest.raises(KeyError):
        _ = ChanceMark("maybe").sentence
