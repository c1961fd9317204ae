"""What is shown as available can be had: by a table, and against the largest flow through days and places."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from psycopg2.extras import DateRange

from exchanges.landings.availability import Headroom, NewStay, available, could_be_offered, together
from exchanges.landings.quota import QuotaYear, Ruled
from softlanding.kernel.calendar import stay_ends

NOV = date(2026, 11, 27)
FAR = date(2029, 12, 31)


def room(
    since: date = NOV, until: date = FAR, left: tuple[int, ...] = (6, 6, 6, 6), places: int = 2, shortest: int = 1,
    longest: int = 6, stays: tuple[tuple[date, date], ...] = (), limit: int | None = None, floor: int = 0,
) -> Headroom:  # fmt: skip
    """`left` by year from 2026 on, of 20 agreed each with the rest promised long ago; a floor counts from there."""
    quotas = {2026 + i: QuotaYear(2026 + i, 20, used=20 - n) for i, n in enumerate(left)}
    return Headroom(since, until, quotas, places, shortest, longest, [DateRange(*it) for it in stays], limit, floor)


JAN_31 = date(2027, 1, 31)
TWO_YEARS = (date(2026, 1, 1), date(2028, 1, 1))


def from_january(before: dict[str, int], after: dict[str, int]) -> Headroom:
    """Until the end of 2026 one version rules, from 2027 on another."""
    year = date(2027, 1, 1)
    history = (Ruled(date(2026, 1, 1), year, **before), Ruled(year, date(2030, 1, 1), **after))
    return replace(room(left=(6, 20), places=before["places"] if before["months"] else 0), history=history)


CLOSED, ONE, TWO = {"months": 0, "places": 2}, {"months": 20, "places": 1}, {"months": 20, "places": 2}
TABLE = {
    "a month into January needs January's place": (from_january(TWO, ONE), 2026, 3, date(2026, 12, 31)),
    "one place from January on": (from_january(TWO, ONE), 2027, 12, date(2027, 12, 31)),
    "closed until January": (from_january(CLOSED, ONE), 2026, 0, date(2026, 12, 31)),
    "open from January on": (from_january(CLOSED, ONE), 2027, 12, date(2027, 12, 31)),
    "stays of seven months from January on": (
        from_january(ONE | {"longest": 1}, ONE | {"shortest": 7, "longest": 7}), 2027, 7, date(2027, 12, 31)
    ),
    "a limit of two months from January on": (from_january(TWO, TWO | {"limit": 2}), 2027, 2, date(2027, 12, 31)),
    "no limit any more from January on": (from_january(TWO | {"limit": 0}, ONE), 2027, 12, date(2027, 12, 31)),
    "past the limit of January within its floor": (
        from_january(TWO, TWO | {"limit": 0, "floor": 4}), 2027, 4, date(2027, 12, 31)
    ),
    "no agreement left": (room(until=date(2026, 11, 26)), 2026, 0, None),
    "the quota alone": (room(), 2027, 6, date(2027, 12, 31)),
    "two places hold two months each until the year ends": (room(), 2026, 4, date(2026, 12, 31)),
    "it ends in January: a month for each place": (room(until=JAN_31), 2027, 2, JAN_31),
    "from a wished day on": (room(since=date(2027, 10, 15), places=1), 2027, 3, date(2027, 12, 31)),
    "after the agreement": (room(until=JAN_31), 2028, 0, None),
    "it ends before the shortest stay does": (room(until=JAN_31, shortest=4, left=(6, 6)), 2027, 0, JAN_31),
    "a stay from December reaches into January": (room(until=JAN_31, shortest=2, left=(6, 6)), 2027, 2, JAN_31),
    "unless December has no month left": (room(until=JAN_31, shortest=2, left=(0, 6)), 2027, 0, JAN_31),
    "a month at the end of a year is half of a stay": (room(shortest=2, left=(1, 6)), 2026, 1, date(2026, 12, 31)),
    "one that no stay can use": (
        room(until=date(2026, 12, 31), shortest=2, left=(1,)), 2026, 0, date(2026, 12, 31)
    ),
    "every place is taken": (room(places=1, stays=(TWO_YEARS,)), 2027, 0, date(2027, 12, 31)),
    "one of two is": (room(stays=((date(2026, 1, 1), date(2027, 10, 1)),), left=(6, 20)), 2027, 15, date(2027, 12, 31)),
    "a place is free in autumn": (
        room(places=1, stays=((date(2026, 1, 1), date(2027, 10, 15)),)), 2027, 3, date(2027, 12, 31)
    ),
    "within the limit": (room(limit=2), 2027, 2, date(2027, 12, 31)),
    "past the limit": (room(limit=0), 2027, 0, date(2027, 12, 31)),
    "past the limit within the floor": (room(limit=0, floor=17), 2027, 3, date(2027, 12, 31)),
    "the floor counts what is promised": (room(limit=0, floor=17, left=(6, 4)), 2027, 1, date(2027, 12, 31)),
    "no stay of five months leaves a rest": (
        room(until=date(2027, 7, 31), since=date(2027, 1, 1), places=1, shortest=4, longest=5, left=(0, 20)), 2027, 5,
        date(2027, 7, 31),
    ),
    "eight are two of four, not five and a rest": (
        room(until=date(2027, 8, 31), since=date(2027, 1, 1), places=1, shortest=4, longest=5, left=(0, 20)), 2027, 8,
        date(2027, 8, 31),
    ),
    "a direction without places": (room(places=0), 2027, 0, date(2027, 12, 31)),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_months_that_can_still_begin(case: str) -> None:
    headroom, year, months, until = TABLE[case]
    found = available(headroom, year)
    assert found.months == months
    assert found.until == until


@pytest.mark.parametrize(
    ("since", "months"), [(date(2026, 11, 30), 4), (date(2026, 12, 1), 2), (date(2026, 12, 31), 2)]
)  # fmt: skip
def test_a_month_can_begin_on_the_last_day_of_a_year(since: date, months: int) -> None:
    found = available(room(since=since), 2026)
    assert (found.months, found.until) == (months, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("first", "months", "can"),
    [
        (NOV, 1, False), (NOV, 2, True), (NOV, 4, True), (NOV, 5, False),  # two to four months
        (NOV - timedelta(days=1), 2, False), (NOV + timedelta(days=1), 2, True),
        (date(2027, 5, 1), 3, True), (date(2027, 5, 2), 3, False),  # it ends on 31 July 2027
    ],
)  # fmt: skip
def test_a_wished_stay_fits_from_the_shortest_to_the_longest_and_from_the_first_day_on(first, months, can) -> None:
    one = room(shortest=2, longest=4, until=date(2027, 7, 31))
    assert could_be_offered(one, NewStay(first, months)) is can


def test_together_a_limit_holds_for_both_years() -> None:
    tight = room(limit=5)
    assert [available(tight, year).months for year in (2026, 2027)] == [4, 5]
    assert together(tight, (2026, 2027)) == 5


DAYS = st.integers(0, 250).map(lambda n: date(2026, 8, 1) + timedelta(days=n))
STAYS = st.lists(st.tuples(DAYS, st.integers(1, 5)).map(lambda it: (it[0], stay_ends(*it))), max_size=4).map(tuple)
ROOMS = st.builds(
    lambda since, days, left, places, shortest, more, stays, limit, floor: room(
        since, since + timedelta(days=days), left, places, shortest, shortest + more, stays, limit, floor
    ),
    DAYS, st.integers(0, 400), st.tuples(*[st.integers(0, 6)] * 3), st.integers(0, 3), st.integers(1, 4),
    st.integers(0, 3), STAYS, st.none() | st.integers(0, 8), st.integers(12, 20),
)  # fmt: skip


def there(one: Headroom, periods: list[DateRange], day: date) -> int:
    return sum(it.lower <= day < it.upper for it in [*one.stays, *periods])


def there_is_a_place(one: Headroom, periods: list[DateRange], start: date, months: int) -> bool:
    """Dates, length and places as an offer asks for them, day by day, after others of these periods were made."""
    end = stay_ends(start, months)
    if start < one.since or end > one.last_day + timedelta(days=1) or not one.shortest <= months <= one.longest:
        return False
    return all(there(one, periods, start + timedelta(days=n)) < one.places for n in range((end - start).days))


@settings(max_examples=80, deadline=None)
@given(ROOMS, st.sampled_from((2026, 2027, 2028)))
def test_what_is_shown_could_be_offered_one_after_the_other(one: Headroom, year: int) -> None:
    periods: list[DateRange] = []
    quotas = dict(one.quotas)
    total = 0
    for stay in available(one, year).stays:
        assert there_is_a_place(one, periods, stay.starts_on, stay.months)
        wanted = stay.in_years()
        for at, months in wanted.items():
            assert months <= quotas[at].left
            quotas[at] = quotas[at].after(months)
        total += stay.months
        within_floor = all(quotas[at].promised <= one.floor for at in wanted)
        assert one.until_limit is None or total <= one.until_limit or within_floor
        periods.append(stay.period)


def most_by_flow(one: Headroom, year: int) -> int:
    """The most stays of one month that begin in a year, whatever the quota: the largest flow through its days.

    Every place is a unit that flows from day to day; a month of a stay is a way past its days.
    """
    first = max(one.since, date(year, 1, 1))
    last = min(one.last_day, date(year + 1, 2, 28))
    days = (last - first).days + 1
    if days <= 0 or not one.places:
        return 0
    flow = SimpleMinCostFlow()
    for n in range(days):
        taken = min(there(one, [], first + timedelta(days=n)), one.places)
        flow.add_arc_with_capacity_and_unit_cost(n, n + 1, taken, -1000)  # who is there stays
        flow.add_arc_with_capacity_and_unit_cost(n, n + 1, one.places - taken, 0)
        begins = first + timedelta(days=n)
        end = (stay_ends(begins, 1) - first).days
        if begins.year == year and end <= days:
            flow.add_arc_with_capacity_and_unit_cost(n, end, one.places, -1)
    flow.set_node_supply(0, one.places)
    flow.set_node_supply(days, -one.places)
    assert flow.solve() == flow.OPTIMAL
    held = sum(min(there(one, [], first + timedelta(days=n)), one.places) for n in range(days))
    return -flow.optimal_cost() - 1000 * held


@settings(max_examples=80, deadline=None)
@given(ROOMS, st.sampled_from((2026, 2027)))
def test_stays_of_one_month_take_all_that_can_be_had(one: Headroom, year: int) -> None:
    one = Headroom(**{**vars(one), "shortest": 1})
    quota = one.quotas[year]
    limit = quota.left if one.until_limit is None else max(one.until_limit, one.floor - quota.promised, 0)
    assert available(one, year).months == min(quota.left, limit, most_by_flow(one, year))


@settings(max_examples=40, deadline=None)
@given(ROOMS, st.sampled_from((2026, 2027)))
def test_nought_is_shown_only_where_no_stay_fits(one: Headroom, year: int) -> None:
    one = Headroom(**{**vars(one), "until_limit": None})
    first = max(one.since, date(year - 1, 8, 1))
    fits = any(
        there_is_a_place(one, [], start, one.shortest) and within_quota(one, start, year)
        for start in (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
    )
    assert bool(available(one, year).months) == fits


def within_quota(one: Headroom, start: date, year: int) -> bool:
    """Whether the shortest stay from a day has its months, one of them in the year."""
    wanted = [stay_ends(start, k).year for k in range(one.shortest)]
    return year in wanted and all(at in one.quotas and wanted.count(at) <= one.quotas[at].left for at in set(wanted))
