"""What a clearing of given debts would cancel, for whom, and why not more. Pure; whole months."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from exchanges.clearing.debts import PairDebt
from exchanges.clearing.netting import Circle, Debt, check, circles, largest_clearing

Triple = tuple[int, int, int]  # ids of debtor and creditor, months


@dataclass(frozen=True)
class Line:
    """`debtor` owes `creditor` `owed` months; `months` of them vanish."""

    pair: int
    debtor: int
    creditor: int
    owed: int
    months: int

    @property
    def after(self) -> int:
        return self.owed - self.months


@dataclass(frozen=True)
class Ring:
    """`months` fall from each of the lines: each park owes the next, the last one the first."""

    lines: tuple[Line, ...]
    months: int

    def seen_from(self, park: int | None) -> "Ring":
        """The same circle, begun with what the park owes."""
        debtors = [line.debtor for line in self.lines]
        first = debtors.index(park) if park in debtors else 0
        return Ring(self.lines[first:] + self.lines[:first], self.months)


class Group:
    """Debts that fall together and the circles they fall in, the most months and the shortest first."""

    def __init__(self, lines: Sequence[Line], rings: Sequence[Ring]) -> None:
        self.lines, self.rings = list(lines), list(rings)

    @property
    def total(self) -> int:
        return sum(line.months for line in self.lines)

    @property
    def parks(self) -> Set[int]:
        """Every park that is owed something also owes something, so these are all."""
        return self.parts.keys()

    @cached_property
    def parts(self) -> dict[int, int]:
        """{park: months}: what vanishes of its debts, and as much of what it is owed."""
        months: dict[int, int] = defaultdict(int)
        for line in self.lines:
            months[line.debtor] += line.months
        return dict(months)

    @cached_property
    def part_hashes(self) -> dict[int, str]:
        """{park: hash of its part}: which of its debts and claims fall, and by how much."""
        triples: dict[int, list[Triple]] = defaultdict(list)
        for line in self.lines:
            for park in (line.debtor, line.creditor):
                triples[park].append((line.debtor, line.creditor, line.months))
        return {park: part_hash(park, found) for park, found in triples.items()}


@lru_cache(maxsize=2)
def _cleared(debts: tuple[Debt, ...]) -> tuple[int, ...]:
    """Kept while the debts stay as they are: many pages a day read the same ones."""
    return tuple(largest_clearing(debts))


@lru_cache(maxsize=2)
def _circles(debts: tuple[Debt, ...]) -> tuple[Circle, ...]:
    return tuple(circles(debts, _cleared(debts)))


class Plan:
    """The largest clearing of some debts, computed when somebody asks. Parks of `without` take no part."""

    def __init__(self, debts: Sequence[PairDebt], without: Collection[int] = ()) -> None:
        self.debts = list(debts)
        self.without = frozenset(without)
        self.asked = [
            replace(it.debt, consents=False) if self.without & {it.debt.debtor, it.debt.creditor} else it.debt
            for it in self.debts
        ]

    @cached_property
    def cleared(self) -> tuple[int, ...]:
        """Months that vanish of each debt."""
        return _cleared(tuple(self.asked))

    @property
    def circles(self) -> tuple[Circle, ...]:
        """The debts by their number, the shortest circle first."""
        return _circles(tuple(self.asked))

    @property
    def total(self) -> int:
        return sum(self.cleared)

    @property
    def gross(self) -> int:
        """Owed in all, before."""
        return sum(it.debt.months for it in self.debts)

    @cached_property
    def lines(self) -> list[Line]:
        """The debts of which something vanishes, the most months first."""
        found = [
            Line(it.pair, it.debt.debtor, it.debt.creditor, it.debt.months, months)
            for it, months in zip(self.debts, self.cleared, strict=True)
            if months
        ]
        return sorted(found, key=lambda line: (-line.months, line.pair))

    @cached_property
    def rings(self) -> list[Ring]:
        """The circles, the shortest first."""
        by_pair = {line.pair: line for line in self.lines}
        return [
            Ring(tuple(by_pair[self.debts[number].pair] for number in circle.debts), circle.months)
            for circle in self.circles
        ]

    @cached_property
    def whole(self) -> Group:
        return Group(self.lines, self.rings)

    @cached_property
    def groups(self) -> list[Group]:
        """Groups that share no park, and so can be answered and posted apart; the most months first.

        Each is as large as it can be within the whole: what one cancels changes nothing for another.
        """
        root = _joined((line.debtor, line.creditor) for line in self.lines)
        lines: dict[int, list[Line]] = defaultdict(list)
        rings: dict[int, list[Ring]] = defaultdict(list)
        for line in self.lines:
            lines[root[line.debtor]].append(line)
        for ring in self.rings:
            rings[root[ring.lines[0].debtor]].append(ring)
        found = [Group(lines[park], rings[park]) for park in lines]
        return sorted(found, key=lambda group: (-group.total, group.lines[0].pair))

    @property
    def parts(self) -> dict[int, int]:
        return self.whole.parts

    @property
    def part_hashes(self) -> dict[int, str]:
        return self.whole.part_hashes

    def cleared_of(self, park: int) -> int:
        """Months that would fall from what the park owes, and as many from what it is owed."""
        return sum(gone for debt, gone in zip(self.asked, self.cleared, strict=True) if debt.debtor == park)

    def touching(self, parks: Collection[int]) -> list[Group]:
        """The groups in which one of these parks has a part."""
        return [group for group in self.groups if group.parks & set(parks)]

    def lines_of(self, park: int) -> list[Line]:
        return [line for line in self.lines if park in (line.debtor, line.creditor)]

    def rings_of(self, park: int) -> list[Ring]:
        found = [ring for ring in self.rings if any(line.debtor == park for line in ring.lines)]
        return [ring.seen_from(park) for ring in found]


def _joined(sides: Iterable[tuple[int, int]]) -> dict[int, int]:
    """{park: one park of its group}: those that a side joins, directly or through others, have the same one."""
    root: dict[int, int] = {}

    def top(park: int) -> int:
        root.setdefault(park, park)
        while root[park] != park:
            root[park] = root[root[park]]
            park = root[park]
        return park

    for one, other in sides:
        root[top(one)] = top(other)
    return {park: top(park) for park in list(root)}


def what_moved(debts: Iterable[PairDebt], lines: Sequence[Line]) -> Line | None:
    """The first line that can no longer be posted on these debts; None when all of them can.

    A line holds while its debt lies in the same direction, is at least as large as what vanishes of it, and may be
    cleared by both parks' agreement. So no debt grows, appears or turns, whatever was posted since it was frozen.
    Raises NotAClearing when the lines would move a park's net position.
    """
    now = {it.pair: it.debt for it in debts}
    for line in lines:
        debt = now.get(line.pair)
        if debt is None or debt.debtor != line.debtor or line.months > debt.most:
            return line
    check([now[line.pair] for line in lines], [line.months for line in lines])
    return None


def what_stands(debts: Iterable[PairDebt], lines: Sequence[Line]) -> int:
    """Months of the lines that could still be cancelled in circles of theirs alone, on these debts."""
    now = {it.pair: it.debt for it in debts}
    left = []
    for line in lines:
        debt = now.get(line.pair)
        if debt and debt.debtor == line.debtor:
            left.append(replace(debt, cap=min(debt.most, line.months)))
    return sum(largest_clearing(left))


def part_hash(park: int, triples: Iterable[Triple]) -> str:
    """SHA-256 (hex) of what a park says yes to. The size of the debts is left out: a yes to 3 months less holds as
    long as 3 months are there to vanish."""
    return _hash({"park": park, "lines": sorted(triples)})


def content_hash(frozen_on: date, lines: Iterable[tuple[int, int, int, int]]) -> str:
    """SHA-256 (hex) of a whole version: the day, and each debt with what was owed and what vanishes."""
    return _hash({"on": frozen_on.isoformat(), "lines": sorted(lines)})


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
