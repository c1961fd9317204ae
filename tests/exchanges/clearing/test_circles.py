"""A clearing told as circles: they add up to it, meet no park twice, and the short ones come first."""

import random
from collections import defaultdict

import pytest
from hypothesis import given, settings

from exchanges.clearing import netting
from exchanges.clearing.netting import Circle, Debt, NotAClearing, circles, largest_clearing
from tests.exchanges.clearing.networks import MALAGA, PORTO, RECIFE, TURIN, networks, owes


def test_a_triangle_is_one_circle_from_its_first_debt():
    debts = [owes(PORTO, TURIN, 5), owes(TURIN, MALAGA, 3), owes(MALAGA, PORTO, 3)]
    assert circles(debts, [3, 3, 3]) == [Circle((0, 1, 2), 3)]


def test_mutual_debts_come_before_triangles_and_triangles_before_longer_ones():
    debts = [owes(PORTO, TURIN, 6), owes(TURIN, MALAGA, 4), owes(MALAGA, RECIFE, 1), owes(RECIFE, PORTO, 1),
             owes(MALAGA, PORTO, 3), owes(TURIN, PORTO, 2)]  # fmt: skip
    assert circles(debts, [6, 4, 1, 1, 3, 2]) == [Circle((0, 5), 2), Circle((0, 1, 4), 3), Circle((0, 1, 2, 3), 1)]


def test_parallel_debts_are_taken_one_after_the_other():
    debts = [owes(PORTO, TURIN, 1), owes(PORTO, TURIN, 2), owes(TURIN, PORTO, 3)]
    assert circles(debts, [1, 2, 3]) == [Circle((0, 2), 1), Circle((1, 2), 2)]


def test_nothing_cleared_has_no_circles_and_what_is_no_clearing_is_refused():
    assert circles([], []) == []
    assert circles([owes(PORTO, TURIN, 3)], [0]) == []
    with pytest.raises(NotAClearing):
        circles([owes(PORTO, TURIN, 3)], [1])


def test_one_long_ring_is_one_circle():
    debts = [owes(park, (park + 1) % 300, 2) for park in range(300)]
    assert circles(debts, [2] * 300) == [Circle(tuple(range(300)), 2)]


def rebuilt(debts: list[Debt], found: list[Circle]) -> list[int]:
    cleared = [0] * len(debts)
    for circle in found:
        assert circle.months > 0
        chain = [debts[number] for number in circle.debts]
        assert all(one.creditor == other.debtor for one, other in zip(chain, [*chain[1:], chain[0]], strict=True))
        assert len({debt.debtor for debt in chain}) == len(chain)  # no park twice
        for number in circle.debts:
            cleared[number] += circle.months
    return cleared


@given(networks(most=40))
@settings(max_examples=150, deadline=None)
def test_circles_rebuild_the_clearing_are_simple_and_short_ones_come_first(debts):
    cleared = largest_clearing(debts)
    found = circles(debts, cleared)
    assert rebuilt(debts, found) == cleared
    lengths = [len(circle.debts) for circle in found]
    assert lengths == sorted(lengths)
    assert found == circles(debts, cleared)


def shortest(sides: dict[int, set[int]]) -> int:
    """Length of a shortest circle: plain breadth-first search from every park; 0 when there is none."""
    best = 0
    for start in list(sides):
        length, wave, seen = 0, {start}, set()
        while wave:
            length, wave = length + 1, {there for here in wave for there in sides[here]} - seen
            if start in wave:
                best = min(best or length, length)
                break
            seen |= wave
    return best


@given(networks(most=40, parks=10))
@settings(max_examples=80, deadline=None)
def test_each_circle_is_the_shortest_that_is_left(debts):
    left = largest_clearing(debts)
    for circle in circles(debts, left):
        sides: dict[int, set[int]] = defaultdict(set)
        for debt, months in zip(debts, left, strict=True):
            if months:
                sides[debt.debtor].add(debt.creditor)
        assert len(circle.debts) == shortest(sides)
        for number in circle.debts:
            left[number] -= circle.months
    assert not any(left)


def big(parks: int, count: int) -> list[Debt]:
    """A network with hubs, at most one debt a pair."""
    dice, pairs = random.Random(4), set()
    while len(pairs) < count:
        one, other = int(parks * dice.random() ** 2), int(parks * dice.random())
        if one != other:
            pairs.add((min(one, other), max(one, other)))
    turned = [pair if dice.random() < 0.5 else pair[::-1] for pair in sorted(pairs)]
    return [owes(*pair, 1 + dice.randrange(6), age_days=dice.randrange(1500)) for pair in turned]


def test_out_of_patience_the_circles_are_still_whole_and_little_longer(monkeypatch):
    debts = big(400, 5000)
    cleared = largest_clearing(debts)
    mean = {}
    for patience in (10**9, 0):
        monkeypatch.setattr(netting, "PATIENCE", patience)
        found = circles(debts, cleared)
        assert rebuilt(debts, found) == cleared
        mean[patience] = sum(len(circle.debts) for circle in found) / len(found)
    assert mean[10**9] <= mean[0] <= 1.5 * mean[10**9]
