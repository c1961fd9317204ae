"""The largest clearing of a network's debts, and the circles it is made of (design, rule 21). Pure; whole months."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

LARGEST = 2**62  # what a sum of the solver may reach: half of a signed 64-bit number
MANY = 10_000  # debts
# Steps of the search after which circles are taken as they are found, no longer the network's shortest first: in a
# network of up to MANY debts, and in a larger one.
PATIENCE, PATIENCE_WITH_MANY = 60_000_000, 500_000
A_SET = 12  # what uniting one more set costs, in steps
A_LOOK = 6  # what looking for a park of one set in another costs


@dataclass(frozen=True)
class Debt:
    """`debtor` owes `creditor` (ids of parks) `months`. `cap`: the most that may be cancelled (None: all of it).

    Without `consents` nothing of it is cancelled. `age_days` is how long it has been open.
    """

    debtor: int
    creditor: int
    months: int
    cap: int | None = None
    consents: bool = True
    age_days: int = 0

    @property
    def most(self) -> int:
        """The most months that may be cancelled of it."""
        if not self.consents:
            return 0
        return self.months if self.cap is None else min(self.cap, self.months)


@dataclass(frozen=True)
class Circle:
    """`months` fall from each of `debts` (indices): what one is owed it owes to the next, and the last to the first."""

    debts: tuple[int, ...]
    months: int


class NotAClearing(ValueError):
    """Months that no clearing may cancel: a debt would grow or turn, or a park's net position would move."""


def largest_clearing(debts: Sequence[Debt]) -> list[int]:
    """Months cancelled of each debt, in their order: the largest total, and among those the oldest debts first.

    A maximum circulation as a minimum-cost flow: a month costs -(K + age) with K above every sum of ages, so that one
    month more outweighs all ages. Checked before it is returned. Raises ValueError on debts that cannot be.
    """
    for number, debt in enumerate(debts):
        _must_be_sound(number, debt)
    cleared = [0] * len(debts)
    able = [number for number, debt in enumerate(debts) if debt.most]
    if able:
        for number, months in zip(able, _circulation([debts[number] for number in able]), strict=True):
            cleared[number] = months
    check(debts, cleared)
    return cleared


def check(debts: Sequence[Debt], cleared: Sequence[int]) -> None:
    """In integers: 0 <= cancelled <= cap for each debt, and each park is cancelled as much as it is forgiven.

    Raises NotAClearing with the first debt or park for which it does not hold.
    """
    if len(debts) != len(cleared):
        raise NotAClearing(f"{len(cleared)} numbers for {len(debts)} debts.")
    net: dict[int, int] = defaultdict(int)
    for number, (debt, months) in enumerate(zip(debts, cleared, strict=True)):
        if type(months) is not int or not 0 <= months <= debt.most:
            raise NotAClearing(f"Debt {number}: {months} months cancelled, of {debt.most} that may be.")
        net[debt.debtor] -= months
        net[debt.creditor] += months
    for park, moved in net.items():
        if moved:
            raise NotAClearing(f"Park {park}: its net position would move by {moved} months.")


def circles(debts: Sequence[Debt], cleared: Sequence[int]) -> list[Circle]:
    """Split a clearing into circles that meet no park twice, the shortest first; their months add up to it exactly.

    Each next circle is the shortest that is left in the whole network, found by breadth-first search; in a network so
    large that this would take long, from some moment on the shortest through the next park.
    """
    check(debts, cleared)
    left = _Left(debts, cleared)
    patience = PATIENCE if len(debts) <= MANY else PATIENCE_WITH_MANY
    queue = [(2, park) for park in sorted(left.out)]
    heapify(queue)
    found: list[Circle] = []
    while queue:
        _, park = heappop(queue)
        while walk := left.shortest_through(park):
            # As circles are taken the shortest through a park only grows: what it was is a bound that still holds.
            if queue and len(walk) > queue[0][0] and left.steps < patience:
                heappush(queue, (len(walk), park))
                break
            found.append(left.take(walk))
    return found


def _must_be_sound(number: int, debt: Debt) -> None:
    if debt.debtor == debt.creditor:
        raise ValueError(f"Debt {number}: park {debt.debtor} cannot owe itself.")
    if debt.months < 0 or (debt.cap is not None and debt.cap < 0) or debt.age_days < 0:
        raise ValueError(f"Debt {number}: months, cap and age are 0 or more, not {debt}.")


def _circulation(debts: list[Debt]) -> list[int]:
    """Months cancelled of each debt by the solver; every debt can lose at least one."""
    parks, ends = np.unique([(debt.debtor, debt.creditor) for debt in debts], return_inverse=True)
    ends = ends.reshape(-1, 2)
    caps = [debt.most for debt in debts]
    if sum(caps) * (len(parks) + 1) ** 2 >= LARGEST:
        raise ValueError(f"{sum(caps)} months among {len(parks)} parks are more than can be reckoned with.")
    ages = _ages(debts, caps, len(parks))
    base = sum(cap * age for cap, age in zip(caps, ages, strict=True)) + 1
    solver = SimpleMinCostFlow()
    costs = [-(base + age) for age in ages]
    arcs = solver.add_arcs_with_capacity_and_unit_cost(ends[:, 0], ends[:, 1], np.array(caps), np.array(costs))
    status = solver.solve()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise RuntimeError(f"The solver found no largest clearing of {len(debts)} debts: {status.name}.")
    return [int(months) for months in solver.flows(arcs)]


def _ages(debts: list[Debt], caps: list[int], parks: int) -> list[int]:
    """Ages above the youngest one (which changes no order), coarse enough that the solver's sums stay in 64 bits.

    The solver multiplies a cost by the number of parks, and adds up as many. Ages are days while that fits; in units
    of 2, 4, 8, ... days above it. The total cleared is the largest possible in any unit.
    """
    youngest = min(debt.age_days for debt in debts)
    ages = [debt.age_days - youngest for debt in debts]
    while (sum(cap * age for cap, age in zip(caps, ages, strict=True)) + max(ages) + 1) * (parks + 1) ** 2 >= LARGEST:
        ages = [age // 2 for age in ages]
    return ages


class _Left:
    """What circles have not taken yet: for each park whom it owes, and who owes it."""

    def __init__(self, debts: Sequence[Debt], cleared: Sequence[int]) -> None:
        self.steps = 0
        self.out: dict[int, set[int]] = defaultdict(set)
        self.into: dict[int, set[int]] = defaultdict(set)
        self.debts: dict[tuple[int, int], list[list[int]]] = defaultdict(list)  # [debt, months left], last one first
        for number in range(len(debts) - 1, -1, -1):
            if cleared[number]:
                debtor, creditor = debts[number].debtor, debts[number].creditor
                self.out[debtor].add(creditor)
                self.into[creditor].add(debtor)
                self.debts[debtor, creditor].append([number, cleared[number]])

    def shortest_through(self, park: int) -> list[int]:
        """The parks of a shortest circle through `park`, which comes first; empty when there is none."""
        ahead, behind = [{park}], [{park}]
        if not self.out[park]:
            return []
        # Two waves, one along the debts and one against them; the smaller one goes on until a debt leads to the other.
        while True:
            if len(ahead[-1]) <= len(behind[-1]):
                if debt := self._debt_between(self.out, ahead[-1], behind[-1]):
                    return self._walk(debt[0], debt[1], ahead, behind)
                ahead.append(self._next(self.out, ahead[-1]))
            else:
                if debt := self._debt_between(self.into, behind[-1], ahead[-1]):
                    return self._walk(debt[1], debt[0], ahead, behind)
                behind.append(self._next(self.into, behind[-1]))

    def _debt_between(self, sides: dict[int, set[int]], wave: set[int], other: set[int]) -> tuple[int, int] | None:
        """A park of the wave and one of the other wave that are sides of a debt, the least ones; looking is cheaper
        than going on, and the last step of a wave would be its largest.
        """
        self.steps += A_LOOK * len(wave)
        touching = [park for park in wave if not sides[park].isdisjoint(other)]
        if not touching:
            return None
        park = min(touching)
        return park, min(sides[park] & other)

    def _next(self, sides: dict[int, set[int]], wave: set[int]) -> set[int]:
        reached: set[int] = set().union(*[sides[park] for park in wave])
        self.steps += len(reached) + A_SET * len(wave)
        return reached

    def _walk(self, debtor: int, creditor: int, ahead: list[set[int]], behind: list[set[int]]) -> list[int]:
        """From the first park over the debt between the waves and on until before the first park again."""
        walk = [debtor]
        for wave in ahead[-2::-1]:
            walk.append(min(self.into[walk[-1]] & wave))
        walk.reverse()
        walk.append(creditor)
        for wave in behind[-2::-1]:
            walk.append(min(self.out[walk[-1]] & wave))
        return walk[:-1]

    def take(self, walk: list[int]) -> Circle:
        """Cancel the circle of these parks as far as it goes."""
        sides = list(zip(walk, [*walk[1:], walk[0]], strict=True))
        heads = [self.debts[side][-1] for side in sides]
        months = min(left for _, left in heads)
        numbers = [number for number, _ in heads]
        for side, head in zip(sides, heads, strict=True):
            head[1] -= months
            if not head[1]:
                self.debts[side].pop()
                if not self.debts[side]:
                    self.out[side[0]].remove(side[1])
                    self.into[side[1]].remove(side[0])
        first = numbers.index(min(numbers))
        return Circle(tuple(numbers[first:] + numbers[:first]), months)
