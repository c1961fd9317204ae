"""What a plan cancels, for whom, and why not more; in words a park manager reads. Pure."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.clearing.debts import PairDebt
from exchanges.clearing.netting import Debt
from exchanges.clearing.planning import Plan, what_moved
from exchanges.clearing.reasons import cost_of_absence, rests_of, shape_of
from exchanges.clearing.telling import circle_says, network_says, position_says, why_not_more

NAMES = dict(enumerate(["", "Malaga", "Porto", "Turin", "D", "E", "F", "G", "H"]))
M, P, T, D, E, F, G, H = range(1, 9)


def owes(debtor: int, creditor: int, months: int, *, mine: bool = True, theirs: bool = True, agreed: bool = True):
    """`mine`: the debtor takes part, `theirs`: the creditor."""
    pair = min(debtor, creditor) * 100 + max(debtor, creditor)
    return PairDebt(pair, Debt(debtor, creditor, months, consents=mine and theirs), mine, theirs, agreed)


TRIANGLE = [owes(M, P, 3), owes(P, T, 5), owes(T, M, 3)]


def says(park: int, debts: list[PairDebt], without: tuple[int, ...] = ()) -> str:
    plan = Plan(debts, without)
    return why_not_more(rests_of(park, plan), NAMES, bool(plan.rings_of(park)))


def test_a_circle_is_told_from_the_side_of_the_one_who_reads_it() -> None:
    (ring,) = Plan(TRIANGLE).rings
    assert circle_says(ring, NAMES, M) == (
        "You owe Porto 3 months, Porto owes Turin 5, Turin owes you 3: all three fall by 3."
    )
    assert circle_says(ring, NAMES, T) == (
        "You owe Malaga 3 months, Malaga owes Porto 3, Porto owes you 5: all three fall by 3."
    )
    assert circle_says(ring, NAMES).startswith("Malaga owes Porto 3 months, Porto owes Turin 5, Turin owes Malaga 3")
    assert position_says(-1) == "Your net position stays −1: over all partners you owe 1 month."
    assert position_says(0) == "Your net position stays 0: over all partners you are even."


@pytest.mark.parametrize(
    ("debts", "sentence"),
    [
        ([owes(M, D, 4, theirs=False)],
         "No further circle of consenting agreements runs through you; 4 months with D stay outside because D does not "
         "take part."),
        ([owes(M, D, 1, theirs=False), owes(E, M, 2, theirs=True, mine=False)],
         "No further circle of consenting agreements runs through you; 3 months with E and D stay outside because they "
         "do not take part."),
        ([owes(M, D, 1, mine=False)],
         "No further circle of consenting agreements runs through you; 1 month with D stays outside because you do not "
         "take part there."),
        ([owes(D, M, 2, mine=False, theirs=False, agreed=False)],
         "No further circle of consenting agreements runs through you; 2 months with D stay outside because you never "
         "had an agreement with D."),
        ([owes(M, D, 2)],
         "No further circle of consenting agreements runs through you: following what is owed from you on never leads "
         "back to you."),
        ([], "Nothing of yours is left after it."),
    ],
)  # fmt: skip
def test_why_no_more_of_a_park_vanishes(debts: list[PairDebt], sentence: str) -> None:
    assert says(M, TRIANGLE + debts) == sentence


def test_why_nothing_of_a_park_vanishes() -> None:
    assert says(M, []) == "You owe nobody and nobody owes you."
    assert says(D, [*TRIANGLE, owes(D, M, 2), owes(D, E, 1)]) == (
        "No circle of consenting agreements runs through you: you owe 3 months and nobody owes you. A circle needs both."
    )
    assert says(M, [*TRIANGLE], (T,)) == (
        "No circle of consenting agreements runs through you; 3 months with Turin stay outside because Turin does not "
        "take part in this clearing."
    )


def test_the_network_says_why_nothing_vanishes() -> None:
    def network(*debts: PairDebt) -> str:
        plan = Plan(debts)
        return network_says(shape_of(plan), plan.total, NAMES)

    assert network() == "No park owes another anything today, so there is nothing to clear."
    star = network(owes(M, P, 3), owes(T, M, 2), owes(D, M, 1))
    assert star.startswith("The network is a star: all 3 debts are between Malaga and a partner")
    two = network(owes(M, P, 3), owes(M, T, 3), owes(D, P, 1))
    assert two.startswith("No park both owes and is owed: 2 parks only owe, 2 parks are only owed, as in a star.")
    assert network(owes(M, P, 3), owes(P, T, 3), owes(T, D, 1)).startswith("There is no circle among the 3 debts")
    shut = network(owes(M, P, 3), owes(P, T, 3), owes(T, M, 1, mine=False))
    assert shut.endswith("If all took part, 3 months would vanish.")
    assert network(*TRIANGLE).startswith("This is the most that circles allow")
    more = network(*TRIANGLE, owes(D, E, 2), owes(E, F, 2), owes(F, D, 2, theirs=False))
    assert more == (
        "This is the most that consenting agreements allow. 6 months more would vanish if the 1 debt that does not take "
        "part did."
    )


def test_what_a_refusal_costs_each_of_the_others() -> None:
    debts = [*TRIANGLE, owes(M, D, 2), owes(D, E, 2), owes(E, M, 2)]
    plan = Plan(debts)
    cost = cost_of_absence(debts, (), T, plan.parts)
    assert (cost.total, cost.left, cost.parks) == (9, 6, {M: 3, P: 3})
    everything = cost_of_absence(debts, (), M, plan.parts)
    assert (everything.total, everything.left, everything.parks) == (15, 0, {P: 3, T: 3, D: 2, E: 2})


def test_a_part_keeps_its_hash_while_its_months_are_the_same() -> None:
    whole = Plan([*TRIANGLE, owes(D, E, 2), owes(E, F, 2), owes(F, D, 2)])
    rest = Plan([owes(D, E, 9), owes(E, F, 2), owes(F, D, 2)])
    assert {park: rest.part_hashes[park] == whole.part_hashes[park] for park in (D, E, F)} == dict.fromkeys(
        (D, E, F), True
    )
    assert len(set(whole.part_hashes.values())) == 6


@st.composite
def networks(draw: st.DrawFn) -> list[PairDebt]:
    pairs = draw(
        st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=20, unique_by=lambda it: frozenset(it))
    )
    return [
        owes(a, b, draw(st.integers(1, 9)), mine=draw(st.booleans()) or draw(st.booleans()), theirs=True)
        for a, b in pairs
        if a != b
    ]


@given(networks(), st.sets(st.integers(1, 8), max_size=3), st.integers(1, 8))
@settings(max_examples=150, deadline=None)
def test_a_refusal_never_raises_the_total_and_a_park_that_refused_has_no_part(debts, without, park) -> None:
    before, after = Plan(debts, without), Plan(debts, {*without, park})
    assert after.total <= before.total
    assert park not in after.parts and not without & set(before.parts)
    cost = cost_of_absence(debts, without, park, before.parts)
    assert (cost.left, cost.total) == (after.total, before.total - after.total)


@given(networks(), st.data())
@settings(max_examples=200, deadline=None)
def test_what_still_holds_can_be_posted_without_a_debt_that_grows_appears_or_turns(frozen, data) -> None:
    """Whatever was posted since: either a line is named, or taking every line off leaves each debt 0 or more."""
    lines = Plan(frozen).lines
    assert what_moved(frozen, lines) is None
    now = []
    for it in frozen:
        months = it.debt.months + data.draw(st.sampled_from([0, 0, 0, 1, -1, -3, -12]))
        if months:
            ends = (it.debt.debtor, it.debt.creditor)[:: 1 if months > 0 else -1]
            now.append(owes(*ends, abs(months), mine=it.debtor_consents))
    if what_moved(now, lines) is None:
        left = {(it.debt.debtor, it.debt.creditor): it.debt.months for it in now}
        net: dict[int, int] = defaultdict(int)
        for line in lines:
            left[line.debtor, line.creditor] = left.get((line.debtor, line.creditor), 0) - line.months
            net[line.debtor] += line.months
            net[line.creditor] -= line.months
        assert min(left.values(), default=0) >= 0 and not any(net.values())


@given(networks())
@settings(max_examples=100, deadline=None)
def test_the_circles_rebuild_the_clearing_and_no_circle_is_left_after_it(debts) -> None:
    plan = Plan(debts)
    rebuilt: dict[int, int] = defaultdict(int)
    for ring in plan.rings:
        for line in ring.lines:
            rebuilt[line.pair] += ring.months
    assert rebuilt == {line.pair: line.months for line in plan.lines}
    rest = [
        owes(it.debt.debtor, it.debt.creditor, it.debt.months - months, mine=it.debtor_consents)
        for it, months in zip(plan.debts, plan.cleared, strict=True)
        if it.debt.months > months
    ]
    assert Plan(rest).total == 0
