"""The largest clearing: examples an accountant can check, then everything that must hold for any network."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from exchanges.clearing.netting import Debt, NotAClearing, check, largest_clearing
from tests.exchanges.clearing.networks import MALAGA, PORTO, RECIFE, SONGDO, TURIN, net, networks, owes


def test_a_circle_falls_by_its_smallest_debt():
    """You owe Porto 3, Porto owes Turin 5, Turin owes you 3: all three fall by 3."""
    assert largest_clearing([owes(MALAGA, PORTO, 3), owes(PORTO, TURIN, 5), owes(TURIN, MALAGA, 3)]) == [3, 3, 3]


def test_two_circles_that_share_a_debt_both_fall():
    """Porto owes Turin 5; Turin owes Malaga 2 and Recife 4, and each of these owes Porto: 2 + 3 is all Porto has."""
    debts = [owes(PORTO, TURIN, 5), owes(TURIN, MALAGA, 2), owes(MALAGA, PORTO, 2), owes(TURIN, RECIFE, 4),
             owes(RECIFE, PORTO, 4)]  # fmt: skip
    cleared = largest_clearing(debts)
    assert (cleared[0], cleared[1] + cleared[3]) == (5, 5)
    assert net(debts, cleared) == {PORTO: 0, TURIN: 0, MALAGA: 0, RECIFE: 0}


def test_the_longer_circle_wins_when_it_cancels_more():
    """Porto's 2 go either back by Turin (4 months in all) or round by three parks (8 months in all)."""
    debts = [owes(PORTO, TURIN, 2), owes(TURIN, PORTO, 2, age_days=999), owes(TURIN, MALAGA, 2),
             owes(MALAGA, RECIFE, 2), owes(RECIFE, PORTO, 2)]  # fmt: skip
    assert largest_clearing(debts) == [2, 0, 2, 2, 2]


def test_among_equal_totals_the_oldest_debts_go_first():
    """Either Malaga's or Recife's circle can have Porto's 3 months; Recife's debts are a day older."""
    debts = [owes(PORTO, TURIN, 3, 10), owes(TURIN, MALAGA, 3, 400), owes(MALAGA, PORTO, 3, 400),
             owes(TURIN, RECIFE, 3, 401), owes(RECIFE, PORTO, 3, 400)]  # fmt: skip
    assert largest_clearing(debts) == [3, 0, 0, 3, 3]


def test_parallel_debts_fall_from_the_oldest():
    debts = [owes(PORTO, TURIN, 2, 30), owes(PORTO, TURIN, 2, 90), owes(TURIN, PORTO, 3, 0)]
    assert largest_clearing(debts) == [1, 2, 3]


@pytest.mark.parametrize(
    ("debts", "cleared"),
    [
        ([], []),
        ([owes(PORTO, TURIN, 4)], [0]),
        ([owes(PORTO, TURIN, 0), owes(TURIN, PORTO, 3)], [0, 0]),
        ([owes(PORTO, TURIN, 4), owes(TURIN, PORTO, 3, cap=1)], [1, 1]),
        ([owes(PORTO, TURIN, 4), owes(TURIN, PORTO, 3, cap=9)], [3, 3]),
        ([owes(PORTO, TURIN, 4), owes(TURIN, PORTO, 3, cap=0)], [0, 0]),
        ([owes(PORTO, TURIN, 4), owes(TURIN, PORTO, 3, consents=False)], [0, 0]),
    ],
    ids=["no debts", "one debt", "nothing owed", "cap", "cap above the debt", "cap of nothing", "a refusal"],
)  # fmt: skip
def test_the_edges(debts, cleared):
    assert largest_clearing(debts) == cleared


def test_a_star_has_nothing_to_clear():
    """Everybody owes Songdo: no circle, whatever the amounts."""
    assert largest_clearing([owes(park, SONGDO, park) for park in (PORTO, TURIN, MALAGA, RECIFE)]) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "debt", [owes(1, 1, 2), owes(1, 2, -1), owes(1, 2, 3, cap=-1), owes(1, 2, 3, age_days=-1), owes(1, 2, 2**60)]
)
def test_debts_that_cannot_be_are_refused(debt):
    with pytest.raises(ValueError, match="cannot owe itself|0 or more|more than can be reckoned"):
        largest_clearing([debt, owes(2, 1, 3)])


def test_ages_too_great_for_64_bits_are_taken_coarser_and_the_total_stays_the_largest():
    ring = 500
    debts = [owes(k, (k + 1) % ring, 1000, age_days=10**9 + k) for k in range(ring)]
    debts += [owes((k + 1) % ring, k, 1, age_days=10**15 * (k % 2)) for k in range(ring)]
    assert sum(largest_clearing(debts)) == 1000 * ring + ring


def test_a_rising_age_of_all_debts_changes_nothing():
    debts = [owes(PORTO, TURIN, 3, 10), owes(TURIN, MALAGA, 3, 4), owes(MALAGA, PORTO, 3, 40),
             owes(TURIN, RECIFE, 3, 5), owes(RECIFE, PORTO, 3, 40)]  # fmt: skip
    later = [replace(debt, age_days=debt.age_days + 10**6) for debt in debts]
    assert largest_clearing(debts) == largest_clearing(later) == [3, 0, 0, 3, 3]


@pytest.mark.parametrize(
    ("cleared", "why"),
    [
        ([3, 3, 4], "Debt 2: 4 months cancelled, of 3"),
        ([-1, -1, -1], "Debt 0: -1 months"),
        ([2, 2, 1], "net position would move"),
        ([3, 3], "2 numbers for 3 debts"),
        ([1.0, 1.0, 1.0], "Debt 0: 1.0"),
    ],
)
def test_check_names_what_no_clearing_may_do(cleared, why):
    debts = [owes(MALAGA, PORTO, 3), owes(PORTO, TURIN, 5), owes(TURIN, MALAGA, 3)]
    with pytest.raises(NotAClearing, match=why):
        check(debts, cleared)


def test_nothing_is_returned_unchecked(monkeypatch):
    monkeypatch.setattr("exchanges.clearing.netting._circulation", lambda debts: [1] + [0] * (len(debts) - 1))
    with pytest.raises(NotAClearing):
        largest_clearing([owes(PORTO, TURIN, 1), owes(TURIN, PORTO, 1)])


@given(networks())
@settings(max_examples=150, deadline=None)
def test_no_debt_grows_appears_or_turns_and_net_positions_stay(debts):
    cleared = largest_clearing(debts)
    left = [debt.months - months for debt, months in zip(debts, cleared, strict=True)]
    assert all(0 <= months <= debt.months for debt, months in zip(debts, left, strict=True))
    assert net(debts, left) == net(debts, [debt.months for debt in debts])
    assert all(months <= (debt.months if debt.cap is None else debt.cap) * debt.consents
               for debt, months in zip(debts, cleared, strict=True))  # fmt: skip
    assert largest_clearing(debts) == cleared


def optimum(debts: list[Debt]) -> float:
    """The largest total by linear programming: another method, another solver."""
    if not debts:
        return 0.0
    parks = sorted({debt.debtor for debt in debts} | {debt.creditor for debt in debts})
    even = np.zeros((len(parks), len(debts)))
    for column, debt in enumerate(debts):
        even[parks.index(debt.debtor), column] -= 1
        even[parks.index(debt.creditor), column] += 1
    bounds = [(0, min(debt.months, debt.months if debt.cap is None else debt.cap) * debt.consents) for debt in debts]
    found = linprog(-np.ones(len(debts)), A_eq=even, b_eq=np.zeros(len(parks)), bounds=bounds, method="highs")
    return -float(found.fun)


@given(networks())
@settings(max_examples=150, deadline=None)
def test_the_total_is_the_optimum_of_an_independent_linear_programme(debts):
    assert sum(largest_clearing(debts)) == pytest.approx(optimum(debts))


@given(networks())
@settings(max_examples=100, deadline=None)
def test_a_second_run_on_what_is_left_clears_nothing(debts):
    cleared = largest_clearing(debts)
    left = [
        replace(debt, months=debt.months - months, cap=debt.most - months)
        for debt, months in zip(debts, cleared, strict=True)
    ]
    assert sum(largest_clearing(left)) == 0


@given(networks(), st.integers(1, 7))
@settings(max_examples=100, deadline=None)
def test_a_parks_refusal_never_raises_the_total(debts, park):
    refused = [replace(debt, consents=debt.consents and park not in (debt.debtor, debt.creditor)) for debt in debts]
    assert sum(largest_clearing(refused)) <= sum(largest_clearing(debts))


@given(networks(most=7, parks=4, months=2))
@settings(max_examples=60, deadline=None)
def test_total_first_then_age_by_trying_everything(debts):
    best = (0, 0)
    for months in product(*(range(debt.most + 1) for debt in debts)):
        if not any(net(debts, months).values()):
            best = max(best, (sum(months), sum(f * debt.age_days for f, debt in zip(months, debts, strict=True))))
    cleared = largest_clearing(debts)
    assert best == (sum(cleared), sum(f * debt.age_days for f, debt in zip(cleared, debts, strict=True)))
