"""A closing plan lays each stay by the terms that rule on its days, not by those of today."""

from datetime import date, timedelta

import pytest

from exchanges.agreements.terms import Direction
from exchanges.balances.closing import Room, Stay, lay, slots_of
from exchanges.balances.ending import Closing, closing_of
from exchanges.balances.queries import with_figures
from exchanges.landings.quota import Ruled
from exchanges.ledger.models import Pair
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.agreements.making import amend, both_sign
from tests.exchanges.settlements.making import book

TODAY, NEW_YEAR = cast.NOW.date(), date(2027, 1, 1)
LEFT = {2026: 12, 2027: 12}
SLOTS = slots_of(TODAY, date(2027, 5, 23), TODAY, TODAY + timedelta(days=1))


def ruled(before: dict[str, int], after: dict[str, int]) -> Room:
    """Until the end of 2026 one version, from 2027 on another."""
    history = (Ruled(date(2026, 1, 1), NEW_YEAR, **before), Ruled(NEW_YEAR, date(2029, 1, 1), **after))
    return Room(LEFT, history=history)


TWO, CLOSED = {"months": 12, "places": 2, "longest": 2}, {"months": 0, "places": 0}
TABLE = {
    "a month that reaches into January needs January's place": (ruled(TWO, CLOSED), []),
    "it opens in January": (ruled(CLOSED, TWO), [Stay(date(2027, 1, 23), 2), Stay(date(2027, 3, 23), 2)]),
    "stays are as long as they may be when they begin": (
        ruled(TWO, TWO | {"longest": 4}), [Stay(date(2026, 12, 23), 2), Stay(date(2027, 2, 23), 2)],
    ),
    "and as long as they must": (
        ruled(TWO, TWO | {"shortest": 4, "longest": 4}),
        [Stay(date(2026, 12, 23), 2), Stay(date(2026, 12, 23), 2)],
    ),
    "no more than exceptions leave": (
        Room(LEFT, 2, 1, 4, most=3), [Stay(date(2026, 12, 23), 3)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_four_months_are_laid_by_what_rules_then(case: str) -> None:
    room, stays = TABLE[case]
    assert lay(4, SLOTS, room) == stays


@pytest.fixture
def porto(db: None, now: None) -> Park:
    return cast.park("Porto", "Anna Lund", "BR")


@pytest.fixture
def malaga(db: None, now: None) -> Park:
    return cast.park("Málaga", "Bea Ruiz")


def closing(home: Park, host: Park, before: Direction, after: Direction) -> Closing:
    """`host` owes 4: residents of `home` work it off there, by other terms from the new year on; as `host` sees it."""
    agreement = cast.agreed(home, host, before, Direction(12), notice_months=6)
    both_sign(amend(agreement, home, directions={home.pk: after}, rules_from=NEW_YEAR))
    book(host, home, 4, "old", day=(2026, 1, 1))
    return closing_of(with_figures(Pair.objects.all(), TODAY).get(), host, TODAY)


BEGINS = "From 21 December 2026, when an application of today can be decided on, until 22 May 2027 residents of Málaga "


def test_a_direction_that_opens_next_year_works_off_then(porto, malaga) -> None:
    it = closing(malaga, porto, Direction(0, places=0), Direction(3, places=1, max_months=2))
    assert it.plan.stays == [Stay(date(2027, 1, 23), 2), Stay(date(2027, 3, 23), 1)]
    assert it.why_not_more == (
        f"{BEGINS}can begin 3 months in 2027 at Porto: none; from 1 January 2027 on one company at once, for stays of 1 "
        "to 2 months."
    )


def test_a_direction_that_closes_next_year_works_nothing_off_then(porto, malaga) -> None:
    it = closing(malaga, porto, Direction(12, places=4, max_months=6), Direction(0, places=0))
    assert (it.plan.stays, it.left) == ([], 4)
    assert it.why_not_more == (
        f"{BEGINS}can begin no month at Porto: 4 companies at once, for stays of 1 to 6 months; from 1 January 2027 on none."
    )


def test_places_and_lengths_are_those_of_the_month(porto, malaga) -> None:
    it = closing(
        malaga, porto, Direction(12, places=4, max_months=1), Direction(12, places=1, min_months=3, max_months=3)
    )
    assert it.plan.stays == [Stay(date(2026, 12, 23), 1), Stay(date(2027, 1, 23), 3)]
