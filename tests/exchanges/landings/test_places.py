"""Who is there on which day, and by which terms: each edge of a stay, of other stays and of the terms (rule 8)."""

from datetime import date, timedelta

import pytest
from psycopg2.extras import DateRange

from exchanges.landings.places import has_place, most_at_once, places_by_days, present_on
from exchanges.landings.quota import Ruled

DAY = timedelta(days=1)
MARCH, JUNE = date(2027, 3, 1), date(2027, 6, 1)
SPRING = DateRange(MARCH, JUNE)  # until 31 May


@pytest.mark.parametrize(
    ("day", "there"), [(MARCH - DAY, 0), (MARCH, 1), (MARCH + DAY, 1), (JUNE - DAY, 1), (JUNE, 0)]
)  # fmt: skip
def test_a_company_is_there_from_its_first_day_to_its_last(day: date, there: int) -> None:
    assert present_on([SPRING], day) == there


@pytest.mark.parametrize(
    ("first", "end", "most"),
    [
        (date(2027, 1, 1), MARCH, 0),  # it has left the day before
        (date(2027, 1, 1), MARCH + DAY, 2),
        (JUNE - DAY, date(2027, 8, 1), 2),
        (JUNE, date(2027, 8, 1), 0),  # they come the day after
    ],
)
def test_two_who_leave_before_or_come_after_are_in_nobodys_way(first: date, end: date, most: int) -> None:
    assert most_at_once([DateRange(first, end)] * 2, SPRING) == most


def test_days_are_cut_where_other_terms_begin_and_nowhere_else() -> None:
    april, later = date(2027, 4, 1), date(2028, 1, 1)
    history = [Ruled(MARCH, april, 6, places=2), Ruled(april, JUNE, 6, places=3), Ruled(JUNE, later, 6, places=0)]
    assert places_by_days(history, SPRING, 9) == [(DateRange(MARCH, april), 2), (DateRange(april, JUNE), 3)]
    assert places_by_days([], SPRING, 9) == [(SPRING, 9)]


@pytest.mark.parametrize(("places", "fits"), [(2, False), (3, True)])
def test_one_more_needs_a_place_more_than_companies_are_there(places: int, fits: bool) -> None:
    assert has_place([SPRING] * 2, SPRING, [Ruled(MARCH, JUNE, 6, places=places)], 0) is fits
