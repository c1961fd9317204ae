"""The month strip: twelve cells with the places free, a square for each place, the wished months, and all of it in words."""

from datetime import date

import pytest
from django.template import Context, Template

from softlanding.kernel.month_strips import MOST, MonthStrip, StripMonth

NOVEMBER = date(2026, 11, 23)
TWO = [(1, 0, 1), (1, 0, 1), (0, 1, 1), *[(0, 0, 2)] * 3, (0, 2, 0), (1, 1, 0), *[(0, 0, 2)] * 4]
WISHED = [date(2027, 3, 1), date(2027, 4, 15), date(2027, 5, 31)]


def drawn(strip: MonthStrip, tag: str = "{% month_strip strip %}") -> str:
    return Template("{% load figures %}" + tag).render(Context({"strip": strip}))


@pytest.mark.parametrize(
    ("places", "figure", "state", "sentence"),
    [
        ((1, 0, 1), "1", "free", "March 2027: 1 of 2 places free, 1 taken"),
        ((1, 1, 1), "1", "free", "March 2027: 1 of 3 places free, 1 taken, 1 promised"),
        ((0, 0, 1), "1", "free", "March 2027: 1 of 1 place free"),
        ((0, 2, 0), "full", "full", "March 2027: none of 2 places free, 2 promised"),
        ((1, 0, 0), "full", "full", "March 2027: none of 1 place free, 1 taken"),
        ((0, 0, 0), "–", "shut", "March 2027: no places"),
    ],
)
def test_a_month_says_what_is_free_and_what_fills_the_rest(
    places: tuple[int, int, int], figure: str, state: str, sentence: str
) -> None:
    month = StripMonth(date(2027, 3, 1), *places)
    assert (month.figure, month.state, month.sentence) == (figure, state, sentence)
    assert StripMonth(date(2027, 3, 1), *places, is_wished=True).sentence == f"{sentence}; wished"


def test_twelve_months_follow_each_other_from_the_month_of_a_day() -> None:
    strip = MonthStrip.of(NOVEMBER, TWO)
    assert " ".join(month.name for month in strip.months) == "Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct"
    assert (strip.months[1].first, strip.months[2].first) == (date(2026, 12, 1), date(2027, 1, 1))
    assert strip.period == "November 2026 to October 2027"
    for figures, urls in ((TWO[:11], []), ([*TWO, (0, 0, 1)], []), (TWO, ["/a/"])):
        with pytest.raises(ValueError, match="twelve months"):
            MonthStrip.of(NOVEMBER, figures, urls=urls)


@pytest.mark.parametrize(
    ("wished", "said"),
    [
        ([], ""),
        (WISHED[:1], "March"),
        (WISHED, "March to May"),
        ([date(2026, 12, 1), date(2027, 1, 1)], "December to January"),
        ([date(2026, 11, 1), date(2027, 10, 31)], "November and October"),
        ([date(2025, 3, 1), date(2028, 3, 1)], ""),
    ],
)
def test_the_wished_months_are_marked_and_named(wished: list[date], said: str) -> None:
    strip = MonthStrip.of(NOVEMBER, TWO, wished)
    assert strip.wished == said
    inside = {day.replace(day=1) for day in wished} & {month.first for month in strip.months}
    assert {month.first for month in strip.months if month.is_wished} == inside
    assert drawn(strip).count(" wished") == 2 * len(inside) + (1 if said else 0)


@pytest.mark.parametrize("most", [1, 2, 3, 4, MOST, MOST + 1, 40])
def test_places_are_drawn_inside_the_cell_and_at_one_scale(most: int) -> None:
    figures = [(n % (most + 1), 0, most - n % (most + 1)) for n in range(11)]
    strip = MonthStrip.of(NOVEMBER, [*figures, (most - 1, 1, 0)])
    for month, boxes in strip.cells:
        assert all(box.x >= 0 and box.x + box.width <= strip.width and box.y + 9 <= strip.height for box in boxes)
        if most <= MOST:
            assert [box.kind for box in boxes] == [kind for kind, n in month.runs for _ in range(n)]
            assert len({(box.x, box.y) for box in boxes}) == len(boxes)
        else:
            assert [box.kind for box in boxes] == [kind for kind, _ in month.runs]
            assert all(box.width >= 2.5 for box in boxes)
    assert strip.width <= 40  # a sixth of a card on a phone


def test_taken_promised_and_free_are_told_by_fill_and_not_by_colour_alone() -> None:
    strip = MonthStrip.of(NOVEMBER, [(1, 1, 1)] * 12)
    (taken, promised, free) = next(iter(strip.cells))[1]
    assert (taken.kind, promised.kind, free.kind) == ("taken", "promised", "free")
    assert promised.stripes and not taken.stripes and not free.stripes


def test_each_cell_is_said_once_and_leads_where_it_is_told() -> None:
    strip = MonthStrip.of(NOVEMBER, TWO, WISHED, [f"/board/?month={n}&park=malaga" for n in range(12)])
    html = drawn(strip)
    assert html.count("<li ") == html.count('<a class="cell"') == html.count('<span class="sr">') == 12
    assert 'href="/board/?month=0&amp;park=malaga"' in html
    for month in strip.months:
        assert html.count(f'<span class="sr">{month.sentence}</span>') == 1
    assert 'aria-label="Places free, November 2026 to October 2027"' in html
    bare = drawn(MonthStrip.of(NOVEMBER, TWO))
    assert "<a" not in bare and bare.count('<span class="cell">') == 12 and "style=" not in html + bare


def test_the_legend_names_what_occurs() -> None:
    def legend(figures: list[tuple[int, int, int]]) -> str:
        return drawn(MonthStrip.of(NOVEMBER, figures)).split("<figcaption")[1]

    whole = legend([*TWO[:11], (0, 0, 0)])
    assert [word in whole for word in ("taken", "promised", "free", "– no places")] == [True] * 4
    empty = legend([(0, 0, 2)] * 12)
    assert [word in empty for word in ("taken", "promised", "no places", "wished")] == [False] * 4
    assert "<figcaption" not in drawn(MonthStrip.of(NOVEMBER, TWO), "{% month_strip strip legend=False %}")


def test_a_strip_without_any_place_is_drawn() -> None:
    strip = MonthStrip.of(NOVEMBER, [(0, 0, 0)] * 12)
    assert (strip.width, strip.height, drawn(strip).count("no places")) == (11, 11, 13)
