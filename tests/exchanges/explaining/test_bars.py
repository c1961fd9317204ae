"""Bars to both sides of zero, and quarters: pure."""

from datetime import date

import pytest

from exchanges.explaining import bars
from exchanges.explaining.announcements import due
from softlanding.kernel.quarters import Quarter, QuarterConverter, last_finished, quarter_of


def test_each_step_begins_where_the_last_one_ended() -> None:
    hosted, sent, total = bars.steps([10, -15])
    assert hosted.zero == sent.zero == total.zero
    assert hosted.parts[0].side == "owed" and sent.parts[0].side == total.parts[0].side == "owes"
    assert hosted.parts[0].x == hosted.zero
    right = hosted.parts[0].x + hosted.parts[0].width
    assert sent.parts[0].x + sent.parts[0].width == pytest.approx(right, abs=0.2)
    assert total.parts[0].x == pytest.approx(sent.parts[0].x) and total.parts[0].x == 1


def test_nothing_is_drawn_for_nought_and_every_bar_stays_inside() -> None:
    assert bars.sides([0])[0].parts == []
    for bar in bars.sides([1, -1, 500, -700, 0]):
        assert all(part.x >= 0 and part.x + part.width <= bars.WIDE + 2 and part.width > 0 for part in bar.parts)
    [both] = bars.opposite([(3, 9)])
    assert [part.side for part in both.parts] == ["owes", "owed"]


def test_a_quarter_has_its_days_and_neighbours() -> None:
    third = Quarter(2026, 3)
    assert (third.first, third.last) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (str(third), third.code, third.label) == ("2026 Q3", "2026-Q3", "the third quarter of 2026")
    assert third.days == "1 July to 30 September 2026"
    assert Quarter(2026, 1).before == Quarter(2025, 4) and Quarter(2025, 4).after == Quarter(2026, 1)
    for month in range(1, 13):
        found = quarter_of(date(2026, month, 15))
        assert found.first <= date(2026, month, 15) <= found.last
    assert last_finished(date(2026, 10, 1)) == third and last_finished(date(2026, 9, 30)) == Quarter(2026, 2)


@pytest.mark.parametrize("odd", ["0001-Q1", "9999-Q4", "2026-Q5", "2026-q3", "abc"])
def test_an_odd_quarter_does_not_exist(odd: str) -> None:
    with pytest.raises(ValueError):
        QuarterConverter().to_python(odd)


@pytest.mark.parametrize(
    ("told", "quarters"),
    [
        ("", ["2026-Q3"]),
        ("2026-Q3", []),
        ("2026-Q4", []),
        ("2026-Q1", ["2026-Q2", "2026-Q3"]),
        ("2019-Q1", ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]),
    ],
)
def test_what_is_due_after_a_downtime(told: str, quarters: list[str]) -> None:
    assert [quarter.code for quarter in due(told, date(2026, 11, 23))] == quarters
