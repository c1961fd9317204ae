"""Rules 6, 7 and the carry-over of rule 4, as worked examples."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.landings.quota import QuotaYear, carried_into
from softlanding.kernel.calendar import month_begins, months_from, stay_ends


@pytest.mark.parametrize(
    ("start", "k", "begins"),
    [
        (date(2027, 1, 31), 0, date(2027, 1, 31)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 1, 31), 2, date(2027, 3, 31)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_are_counted_from_the_start_and_clipped(start: date, k: int, begins: date) -> None:
    assert month_begins(start, k) == begins


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 36))
def test_months_follow_each_other_and_fill_the_stay(start: date, months: int) -> None:
    days = list(months_from(start, months))
    assert days[0] == start
    assert all(before < after for before, after in pairwise(days))
    assert days[-1] < stay_ends(start, months)


def test_carry_over_is_the_rest_of_the_year_before() -> None:
    assert carried_into(2027, {2026: 6, 2027: 6}, {2026: 4}) == 2


def test_carry_over_happens_once() -> None:
    agreed = {2026: 6, 2027: 6, 2028: 6}
    # 2026 leaves 6; 2027 uses 6 of 12, the carried ones first; its own 6 go on, the 6 of 2026 do not.
    assert carried_into(2028, agreed, {2027: 6}) == 6
    assert carried_into(2028, agreed, {2027: 8}) == 4
    assert carried_into(2028, agreed, {}) == 6


def test_nothing_is_carried_into_the_first_year_or_after_the_last() -> None:
    assert carried_into(2026, {2026: 6}, {}) == 0
    assert carried_into(2027, {2026: 6}, {}) == 0


@given(
    st.dictionaries(st.integers(2020, 2030), st.integers(0, 12), max_size=11),
    st.integers(0, 20),
)
def test_carry_over_is_never_more_than_a_year_had(promised: dict[int, int], months: int) -> None:
    agreed = dict.fromkeys(range(2020, 2031), months)
    for year in range(2020, 2031):
        assert 0 <= carried_into(year, agreed, promised) <= months


def test_more_may_be_used_than_was_agreed() -> None:
    quota = QuotaYear(2027, agreed=6, used=8)
    assert (quota.left, quota.over, quota.promised) == (0, 2, 8)
