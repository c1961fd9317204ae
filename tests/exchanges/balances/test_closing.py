"""The closing plan, written out so that an accountant can check it; and, for any facts, what it never does."""

from collections import Counter
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.balances.closing import Plan, Room, Slot, Stay, lay, plan, slots_of

NOTICE, TODAY = date(2026, 11, 24), date(2026, 11, 24)
ENDS = date(2027, 5, 24)


def noticed(since: date, ends: date, today: date, first: date | None = None) -> list[Slot]:
    """`first`: as if nothing had to be decided, a stay can begin tomorrow."""
    return slots_of(since, ends, today, first or today + timedelta(days=1))


def table(found: Plan) -> list[tuple[str, int, int, int, int]]:
    """Month, hosted, sent, worked off, balance after."""
    return [
        (f"{row.slot.begins:%d %b %Y}" if row.slot else "later", row.hosted, row.sent, row.in_kind, row.after)
        for row in found.rows
    ]


def test_a_debt_of_five_over_a_notice_of_six_months() -> None:
    """Porto owes 5. A stay it sends still uses 2 months and one it hosts gives 1 back; 6 are left to work off.

    Its partner's residents have 1 month of quota left in 2026 and 6 in 2027, one place, stays of 2 to 3 months; the
    place is taken from 1 February to 1 March. So 2 months from 24 March fit and, before February, 24 December to
    24 January only, which is too short for a stay that must leave again by 1 February.
    """
    promised = [(date(2026, 12, 1), -1), (date(2027, 1, 1), -1), (date(2027, 2, 1), 1)]
    here = Room({2026: 1, 2027: 6}, places=1, min_months=2, max_months=3, stays=[(date(2027, 2, 1), date(2027, 3, 1))])
    found = plan(-5, promised, noticed(NOTICE, ENDS, TODAY), here, Room())
    assert table(found) == [
        #               hosted sent laid after
        ("24 Nov 2026", 0, 1, 0, -6),
        ("24 Dec 2026", 0, 1, 0, -7),
        ("24 Jan 2027", 1, 0, 0, -6),
        ("24 Feb 2027", 0, 0, 0, -6),
        ("24 Mar 2027", 0, 0, 1, -5),
        ("24 Apr 2027", 0, 0, 1, -4),
    ]
    assert found.stays == [Stay(date(2027, 3, 24), 2)]
    assert (found.with_promised, found.laid, found.left) == (-6, 2, -4)


def test_no_company_comes_before_it_can_have_been_decided_on() -> None:
    """28 days to decide and to answer: a month that begins before them is no beginning, though a place is free."""
    here = Room({2026: 2, 2027: 9}, places=1, min_months=1, max_months=3)
    first = TODAY + timedelta(days=28)
    in_time = plan(-2, [], noticed(NOTICE, ENDS, TODAY, first), here, Room())
    assert in_time.stays == [Stay(date(2026, 12, 24), 2)]
    later = plan(-2, [], noticed(NOTICE, ENDS, TODAY, first + timedelta(days=3)), here, Room())
    assert later.stays == [Stay(date(2027, 1, 24), 2)]


def test_all_of_it_by_one_company_after_the_other() -> None:
    here = Room({2026: 2, 2027: 9}, places=1, min_months=1, max_months=3)
    found = plan(-4, [], noticed(NOTICE, ENDS, TODAY), here, Room())
    assert table(found) == [
        ("24 Nov 2026", 0, 0, 0, -4),  # the notice is given today: no stay begins today
        ("24 Dec 2026", 0, 0, 1, -3),
        ("24 Jan 2027", 0, 0, 1, -2),
        ("24 Feb 2027", 0, 0, 1, -1),
        ("24 Mar 2027", 0, 0, 1, 0),
        ("24 Apr 2027", 0, 0, 0, 0),
    ]
    assert found.stays == [Stay(date(2026, 12, 24), 3), Stay(date(2027, 3, 24), 1)]


def test_a_second_place_is_used_when_one_is_too_slow() -> None:
    here = Room({2026: 2, 2027: 9}, places=2, min_months=1, max_months=6)
    found = plan(-7, [], noticed(NOTICE, ENDS, TODAY), here, Room())
    assert [row.in_kind for row in found.rows] == [0, 2, 2, 1, 1, 1]
    assert found.left == 0


def test_who_is_owed_sends_and_the_promised_may_turn_it_round() -> None:
    there = Room({2027: 9}, places=1, max_months=6)
    sends = plan(3, [], noticed(NOTICE, ENDS, TODAY), Room(), there)
    assert [row.in_kind for row in sends.rows] == [0, 0, -1, -1, -1, 0] and sends.left == 0
    turned = plan(-1, [(date(2027, 1, 1), 1)] * 3, noticed(NOTICE, ENDS, TODAY), Room(), there)
    assert turned.with_promised == 2 and turned.left == 0


def test_stays_that_run_on_are_honoured_after_the_end() -> None:
    found = plan(0, [(date(2027, 5, 24), -1), (date(2027, 6, 24), -1)], noticed(NOTICE, ENDS, TODAY), Room(), Room())
    assert table(found)[-1] == ("later", 0, 2, 0, -2) and found.left == -2
    over = plan(-1, [(date(2026, 12, 1), -1)], noticed(NOTICE, ENDS, date(2027, 6, 1)), Room(), Room())
    assert table(over) == [("later", 0, 1, 0, -2)]


@pytest.mark.parametrize(
    ("rest", "shortest", "longest", "stays"),
    [(5, 3, 4, [4]), (6, 3, 4, [3, 3]), (1, 2, 4, []), (5, 2, 4, [3, 2]), (7, 1, 3, [3, 3])],
)
def test_no_scrap_is_left_that_a_stay_could_take(rest, shortest, longest, stays) -> None:
    """Six free months, one place: what remains is nothing, or too short for a stay, or more than fits."""
    slots = [slot for slot in noticed(NOTICE, NOTICE + relativedelta(months=7), TODAY) if slot.is_free]
    found = lay(rest, slots, Room({2026: 9, 2027: 9}, 1, shortest, longest))
    assert [stay.months for stay in found] == stays


def test_the_months_of_a_notice_are_counted_from_its_day() -> None:
    clipped = noticed(date(2026, 8, 31), date(2027, 2, 28), date(2026, 8, 31))
    assert [slot.begins.day for slot in clipped] == [31, 30, 31, 30, 31, 31] and clipped[-1].is_free
    later = noticed(NOTICE, ENDS, date(2027, 1, 10))
    assert [(slot.begins.month, slot.is_free) for slot in later] == [
        (12, False),
        (1, True),
        (2, True),
        (3, True),
        (4, True),
    ]
    part = noticed(NOTICE, date(2027, 1, 10), TODAY)
    assert part[-1] == Slot(date(2026, 12, 24), date(2027, 1, 10), False), "a part of a month takes no stay"
    assert noticed(NOTICE, NOTICE, TODAY) == [] == noticed(NOTICE, ENDS, ENDS)


days = st.dates(date(2026, 9, 1), date(2029, 6, 30))
stays = st.builds(lambda start, n: (start, start + relativedelta(months=n)), days, st.integers(1, 8))
rooms = st.builds(
    lambda left, places, short, more, taken: Room(left, places, short, short + more, taken),
    st.fixed_dictionaries(dict.fromkeys(range(2026, 2031), st.integers(0, 8))),
    st.integers(0, 3),
    st.integers(1, 4),
    st.integers(0, 5),
    st.lists(stays, max_size=6),
)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(-40, 40), st.lists(st.tuples(days, st.sampled_from([1, -1])), max_size=12), rooms, rooms,
    st.integers(0, 36), st.integers(0, 400),
)  # fmt: skip
def test_a_plan_adds_up_and_never_takes_what_is_not_free(balance, promised, here, there, notice, passed) -> None:
    today = NOTICE + timedelta(days=passed)
    slots = noticed(NOTICE, NOTICE + relativedelta(months=notice), today)
    found = plan(balance, promised, slots, here, there)
    # Every row follows from the one before it, and the last is the balance with everything in it.
    before = balance
    for row in found.rows:
        before += row.hosted - row.sent + row.in_kind
        assert row.after == before
    assert found.hosted + found.sent == len(promised)
    rest = balance + sum(sign for _, sign in promised)
    assert found.with_promised == rest and abs(found.left) == abs(rest) - found.laid
    # What is laid never turns the balance round, and lies in free months of quota and places, in stays as agreed.
    assert found.left * rest >= 0
    room = here if rest < 0 else there
    taken: Counter[int] = Counter()
    for stay in found.stays:
        assert room.min_months <= stay.months <= room.max_months
        first = next(at for at, slot in enumerate(slots) if slot.begins == stay.starts_on)
        assert stay.starts_on > today
        for at in range(first, first + stay.months):
            taken[at] += 1
    by_year: Counter[int] = Counter()
    for at, months in taken.items():
        assert months <= room.free_in(slots[at])
        by_year[slots[at].begins.year] += months
    assert all(months <= room.left[year] for year, months in by_year.items())


@settings(max_examples=200, deadline=None)
@given(st.integers(-40, -1), rooms, st.integers(1, 24))
def test_with_stays_of_any_length_as_much_as_possible_is_worked_off(balance, here, notice) -> None:
    """With a shortest stay of one month the most is known: each year the quota or the free places, whichever is less."""
    here = Room(here.left, here.places, 1, here.max_months, here.stays)
    slots = noticed(NOTICE, NOTICE + relativedelta(months=notice), TODAY)
    room: Counter[int] = Counter()
    for slot in slots:
        room[slot.begins.year] += here.free_in(slot)
    most = sum(min(months, here.left[year]) for year, months in room.items())
    assert plan(balance, [], slots, here, Room()).laid == min(-balance, most)
