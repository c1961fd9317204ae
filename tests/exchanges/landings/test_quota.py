"""Rules 6, 7 and the carry-over of rule 4, as worked examples."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from exchanges.landings.quota import (
    QuotaYear,
    Ruled,
    agreed_in,
    amended,
    carried_into,
    quota_year,
    ruled_in,
    ruling_between,
    turn_of,
)
from softlanding.kernel.calendar import month_begins, months_from, months_in_years, stay_ends


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


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(-60, 60))
def test_months_begin_and_are_counted_as_a_calendar_library_has_it(start: date, k: int) -> None:
    assert month_begins(start, k) == start + relativedelta(months=k)
    assert months_in_years(start, k) == Counter((start + relativedelta(months=n)).year for n in range(k))


def ruling(first: int, last: int, months: int = 6, carries: bool = True) -> Ruled:
    """Terms that rule from the first day of a year to the last day of another."""
    return Ruled(date(first, 1, 1), date(last + 1, 1, 1), months, 1, carries)


def test_what_rules_on_some_day_of_a_span_begins_by_its_last_and_ends_after_its_first() -> None:
    past, now, coming = ruling(2024, 2025, 3), ruling(2026, 2026, 6), ruling(2027, 2028, 9)
    history = [past, now, coming]

    def between(first: date, last: date) -> list[int]:
        return [one.months for one in ruling_between(history, first, last)]

    assert between(date(2026, 1, 1), date(2026, 12, 31)) == [6]
    assert between(date(2025, 12, 31), date(2027, 1, 1)) == [3, 6, 9]
    assert between(date(2029, 1, 1), date(2029, 2, 1)) == []


def test_a_direction_that_nothing_rules_yet_opens_by_what_is_signed() -> None:
    coming = replace(ruling(2027, 2028, 9), lasts=date(2028, 12, 31))
    assert turn_of([coming], date(2026, 11, 28)) == (coming, date(2027, 1, 1))
    closed = replace(coming, months=0)
    assert turn_of([closed], date(2026, 11, 28)) == (None, None)


def test_carry_over_is_the_rest_of_the_year_before() -> None:
    assert carried_into(2027, [ruling(2026, 2027)], {2026: 4}) == 2


def test_carry_over_happens_once() -> None:
    agreed = [ruling(2026, 2028)]
    # 2026 leaves 6; 2027 uses 6 of 12, the carried ones first; its own 6 go on, the 6 of 2026 do not.
    assert carried_into(2028, agreed, {2027: 6}) == 6
    assert carried_into(2028, agreed, {2027: 8}) == 4
    assert carried_into(2028, agreed, {}) == 6


def test_nothing_is_carried_into_the_first_year_or_after_the_last() -> None:
    assert carried_into(2026, [ruling(2026, 2026)], {}) == 0
    assert carried_into(2027, [ruling(2026, 2026)], {}) == 0


def test_what_ruled_on_the_last_day_says_whether_months_are_carried() -> None:
    ends_with_the_year, goes_on = ruling(2025, 2026, 6, carries=False), ruling(2027, 2028, 9)
    assert carried_into(2027, [ends_with_the_year, goes_on], {}) == 0
    assert carried_into(2028, [ends_with_the_year, goes_on], {2027: 2}) == 7
    # Ended on 30 December: nobody ruled on the last day, so nobody said that months go on.
    assert carried_into(2027, [replace(ruling(2026, 2026), ends=date(2026, 12, 31)), goes_on], {}) == 0


def test_a_year_has_the_months_of_what_rules_on_its_last_day() -> None:
    six, nine = Ruled(date(2026, 1, 1), date(2026, 10, 1), 6), Ruled(date(2026, 10, 1), date(2029, 1, 1), 9)
    assert [agreed_in([six, nine], year, date(2027, 5, 1)) for year in (2025, 2026, 2028, 2029)] == [0, 9, 9, 0]
    assert [one.rules_on(date(2026, 10, 1)) for one in (six, nine)] == [False, True]
    # The running year has today's, but nothing that its last day will not have.
    assert [agreed_in([six, nine], 2026, day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [6, 9]
    four = replace(nine, months=4)
    assert [agreed_in([six, four], 2026, day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [4, 4]


def test_a_year_covered_in_part_has_what_ruled_last_in_it() -> None:
    ends = [Ruled(date(2026, 4, 1), date(2027, 4, 1), 6)]
    assert [agreed_in(ends, year, date(2026, 2, 1)) for year in (2026, 2027)] == [6, 6]
    assert agreed_in(ends, 2027, date(2027, 7, 1)) == 6
    renewed = [*ends, Ruled(date(2027, 9, 1), date(2029, 1, 1), 9)]
    assert [agreed_in(renewed, 2027, date(2027, month, 1)) for month in (2, 7, 9)] == [6, 9, 9]


def test_an_amendment_cuts_what_ruled_and_leaves_what_begins_after_its_end() -> None:
    first, second, successor = ruling(2026, 2027), ruling(2028, 2028), ruling(2029, 2030)
    new = Ruled(date(2027, 7, 1), date(2029, 1, 1), 9)
    cut = replace(first, ends=date(2027, 7, 1))
    assert amended([first, second, successor], new) == [cut, new, successor]


@given(
    st.dictionaries(st.integers(2020, 2030), st.integers(0, 12), max_size=11),
    st.integers(0, 20),
)
def test_carry_over_is_never_more_than_a_year_had(promised: dict[int, int], months: int) -> None:
    for year in range(2020, 2031):
        assert 0 <= carried_into(year, [ruling(2020, 2030, months)], promised) <= months


def test_more_may_be_used_than_was_agreed() -> None:
    quota = QuotaYear(2027, agreed=6, used=8)
    assert (quota.left, quota.over, quota.promised) == (0, 2, 8)


SIX, FOUR = Ruled(date(2026, 1, 1), date(2027, 1, 1), 6, carries=True), Ruled(date(2027, 1, 1), date(2029, 1, 1), 4)


def test_terms_that_begin_with_a_year_say_nothing_of_the_year_before() -> None:
    assert [agreed_in([SIX, FOUR], year, date(2026, 5, 1)) for year in (2026, 2027)] == [6, 4]
    assert carried_into(2027, [SIX, FOUR], {2026: 1}) == 5, "what ruled until New Year's Eve carries"


def test_a_running_year_is_counted_by_the_terms_of_the_day() -> None:
    before, after = Ruled(date(2026, 1, 1), date(2026, 10, 1), 6), Ruled(date(2026, 10, 1), date(2027, 1, 1), 9)
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2)]
    assert [ruled_in([before, after], 2026, day) for day in days] == [before, after, after]


@pytest.mark.parametrize(("today", "carried"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), 5), (date(2028, 1, 1), 5)])
def test_months_go_over_once_the_year_they_come_from_is_over(today: date, carried: int) -> None:
    year = quota_year(2027, [SIX, FOUR], {2026: 1}, {}, today)
    assert (year.agreed, year.carried, year.total) == (4, carried, 4 + carried)


def test_an_amendment_from_the_first_day_leaves_nothing_of_what_it_amends() -> None:
    new = replace(SIX, months=9)
    assert amended([SIX], new) == [new]
