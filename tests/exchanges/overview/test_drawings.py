"""The layout of the pictures: nothing is lost on the way from a number to a ribbon, a column or an axis."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from django_countries import countries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.overview import sankey
from exchanges.overview.charts import LEFT, RIGHT, Value, column_chart, line_chart, ticks
from exchanges.overview.sankey import OTHERS, Flow
from exchanges.overview.series import YOUNGEST, age_days, age_starts
from parks.park.regions import KEYS, OF_COUNTRY, REGIONS, region_of
from softlanding.kernel.quarters import Quarter, last_finished, quarter_of

KEY = st.sampled_from([f"region {n}" for n in range(14)])
FLOWS = st.dictionaries(st.tuples(KEY, KEY), st.integers(1, 400), max_size=40).map(
    lambda found: [Flow(source, target, n) for (source, target), n in found.items()]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FLOWS, st.integers(2, 9))
def test_grouping_keeps_every_month(flows: list[Flow], most: int) -> None:
    shown = sankey.grouped(flows, most)
    assert sum(it.months for it in shown) == sum(it.months for it in flows)
    for side in ("source", "target"):
        whole, kept = sankey.totals(flows, side), sankey.totals(shown, side)
        assert len(kept) <= most
        assert all(kept[key] == whole[key] for key in kept if key != OTHERS)
    assert len({(it.source, it.target) for it in shown}) == len(shown)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FLOWS)
def test_ribbons_fill_their_nodes_on_both_sides(flows: list[Flow]) -> None:
    it = sankey.drawing(flows, {}, tall=300)
    unit = 300 / it.total if it.total else 0
    for nodes, side, place in ((it.sources, "source", "top"), (it.targets, "target", "end")):
        assert Counter({node.key: node.months for node in nodes}) == Counter(sankey.totals(flows, side))
        for node in nodes:
            mine = sorted(
                (ribbon for ribbon in it.ribbons if getattr(ribbon.flow, side) == node.key),
                key=lambda r: getattr(r, place),
            )
            at = node.y
            for ribbon in mine:
                assert getattr(ribbon, place) == pytest.approx(at, abs=0.1)
                at += ribbon.thick
            assert at == pytest.approx(node.y + node.height, abs=0.1)
            assert node.height == pytest.approx(node.months * unit, abs=0.01)
        assert all(a.y + max(a.height, 0) <= b.y + 0.1 for a, b in pairwise(nodes))
        assert all(node.y + node.height <= it.height + 0.1 for node in nodes)


@given(st.integers(-5000, 5000), st.integers(0, 5000), st.integers(3, 7))
def test_an_axis_is_even_whole_and_wide_enough(low: int, more: int, most: int) -> None:
    marks = ticks(low, low + more, most)
    assert marks[0] <= min(low, 0) and marks[-1] >= max(low + more, 0) and 0 in marks
    assert len({b - a for a, b in pairwise(marks)}) == 1 and len(marks) <= most


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=30), st.lists(st.integers(0, 3000), max_size=12))
def test_a_line_keeps_within_its_picture_and_the_order_of_its_values(past: list[int], coming: list[int]) -> None:
    it = line_chart([Value(n, str(n)) for n in past], [Value(n, str(n)) for n in coming], 680, 250)
    values = [*past, *coming]
    assert len(it.dots) == len(values)
    assert all(LEFT <= dot.x <= 680 - RIGHT and 0 <= dot.y <= it.zero for dot in it.dots)
    for a, b in zip(range(len(values)), range(1, len(values)), strict=False):
        assert (values[a] <= values[b]) == (it.dots[a].y >= it.dots[b].y) or abs(it.dots[a].y - it.dots[b].y) < 0.2
    assert it.labels[0].label == f"{past[-1]:,}"


@given(st.lists(st.integers(-300, 300), min_size=1, max_size=25))
def test_columns_stand_on_zero(numbers: list[int]) -> None:
    it = column_chart([Value(n, str(n)) for n in numbers], 220, 104)
    for column, n in zip(it.columns, numbers, strict=True):
        assert column.side == ("owes" if n < 0 else "owed")
        edge = column.y if n < 0 else column.y + column.height
        assert edge == pytest.approx(it.zero, abs=0.15)


def test_every_country_has_one_region() -> None:
    assert [code for code, _ in countries if code not in OF_COUNTRY] == []
    assert sum(len(codes.split()) for codes in REGIONS.values()) == len(OF_COUNTRY)
    assert region_of("ES") == "Southern Europe" and region_of("??") == "Elsewhere"
    assert set(KEYS.values()) == set(REGIONS)


def test_the_last_finished_quarter() -> None:
    assert last_finished(date(2026, 11, 24)).last == date(2026, 9, 30)
    assert last_finished(date(2026, 9, 30)).last == date(2026, 6, 30)
    assert last_finished(date(2026, 10, 1)) == Quarter(2026, 3)
    assert last_finished(date(2027, 1, 1)).label == "the fourth quarter of 2026"
    assert quarter_of(date(2026, 2, 28)).before == Quarter(2025, 4)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_ages_follow_one_another_without_gap(today: date) -> None:
    starts = age_starts(today)
    assert len(starts) == len(YOUNGEST)
    for age in range(len(starts)):
        first, _ = age_days(age, today)
        _, last = age_days(age + 1, today)
        assert first and last and (first - last).days == 1
    assert age_days(0, today)[1] is None and age_days(len(starts), today)[0] is None
