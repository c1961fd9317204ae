"""The geometry and the sentence of the months bar."""

from datetime import date

import pytest

from softlanding.kernel.pictures import MOST, PER_ROW, WIDE, MonthsBar, stripes

BARS = [
    MonthsBar.of(total, used, reserved, 2027, carried_left=2)
    for total in (0, 1, 6, 24, 60, 61, 400)
    for used in (0, 1, 7)
    for reserved in (0, 3)
]


@pytest.mark.parametrize(
    ("bar", "sentence"),
    [
        (MonthsBar.of(6, 2, 3, 2027), "2 used, 3 reserved, 1 left of 6 in 2027"),
        (MonthsBar.of(6, 0, 0, 2027), "6 left of 6 in 2027"),
        (MonthsBar.of(6, 4, 2, 2027), "4 used, 2 reserved, none left of 6 in 2027"),
        (
            MonthsBar.of(8, 2, 1, 2027, carried_left=2),
            "2 used, 1 reserved, 5 left of 8 in 2027 (2 carried over)",
        ),
        (MonthsBar.of(6, 5, 2, 2027), "5 used, 2 reserved, 1 over the quota of 6 in 2027"),
        (MonthsBar.of(0, 0, 0, 2027), "closed: no months in 2027"),
        (MonthsBar(used=1, left=5), "1 used, 5 left of 6"),
        (MonthsBar.of(12, 3, 0, 2026, can_begin=6), "3 used, 6 left, 3 cannot begin, of 12 in 2026"),
        (MonthsBar.of(4, 0, 0, 2026, can_begin=0), "none left, 4 cannot begin, of 4 in 2026"),
        (
            MonthsBar.of(6, 0, 0, 2027, can_begin=1, until=date(2027, 1, 31)),
            "1 left until 31 January 2027, 5 cannot begin, of 6 in 2027",
        ),
        (
            MonthsBar.of(1, 0, 0, 2027, can_begin=1, until=date(2027, 1, 31)),
            "1 left of 1 in 2027, until 31 January 2027",
        ),
    ],
)
def test_months_bar_sentence(bar: MonthsBar, sentence: str) -> None:
    assert bar.sentence == sentence


def test_months_bar_draws_each_month_once_in_order() -> None:
    kinds = [square.kind for square in MonthsBar.of(8, 2, 3, carried_left=1).squares]
    assert kinds == ["used"] * 2 + ["reserved"] * 3 + ["left"] * 2 + ["carried"]


def test_months_that_cannot_begin_are_drawn_apart_from_those_that_can() -> None:
    assert MonthsBar.of(12, 3, 0, can_begin=6).runs == [("used", 3), ("left", 6), ("shut", 3)]
    assert MonthsBar.of(8, 2, 0, carried_left=2, can_begin=3).runs == [
        ("used", 2),
        ("left", 1),
        ("carried", 2),
        ("shut", 3),
    ]
    assert MonthsBar.of(8, 2, 0, carried_left=2, can_begin=1).runs == [("used", 2), ("carried", 1), ("shut", 5)]


def test_months_over_the_quota_replace_the_last_promised_ones() -> None:
    assert MonthsBar.of(6, 5, 2).runs == [("used", 5), ("reserved", 1), ("over", 1)]
    assert MonthsBar.of(3, 5, 1).runs == [("used", 3), ("over", 3)]


@pytest.mark.parametrize("bar", BARS)
def test_months_bar_fits_a_phone_and_counts_right(bar: MonthsBar) -> None:
    assert bar.used + bar.reserved + bar.left == bar.total + bar.over == bar.months
    assert bar.width <= 320 - 2 * 36  # the paddings of page and card
    if bar.is_wide:
        assert bar.months > MOST
        segments = list(bar.segments)
        assert sum(segment.count for segment in segments) == bar.months
        assert segments[-1].x + segments[-1].width == pytest.approx(1 + WIDE, abs=0.5)
    else:
        squares = list(bar.squares)
        assert len(squares) == bar.months
        assert len({(square.x, square.y) for square in squares}) == bar.months
        assert all(square.x + 12 <= bar.width and square.y + 14 <= bar.height for square in squares)
        assert max([sum(one.y == square.y for one in squares) for square in squares], default=0) <= PER_ROW


def test_stripes_stay_inside_their_box() -> None:
    numbers = stripes(10, 20, 12, 14).replace("M", " ").replace("L", " ").split()
    assert numbers
    assert all(10 <= float(x) <= 22 for x in numbers[::2])
    assert all(20 <= float(y) <= 34 for y in numbers[1::2])
