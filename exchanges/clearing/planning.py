"""What a clearing of given debts would cancel, for whom, and why not more. Pure; whole months."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from exchanges.clearing.debts import PairDebt
from exchanges.clearing.netting import check, circles, largest_clearing

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


class Plan:
    """The largest clearing of some debts. Parks of `without` take no part."""

    def __init__(self, debts: Sequence[PairDebt], without: Collection[int] = ()) -> None:
        self.debts = list(debts)
        self.without = frozenset(without)
        self.asked = [
            replace(it.debt, consents=False) if self.without & {it.debt.debtor, it.debt.creditor} else it.debt
            for it in self.debts
        ]
        self.cleared = largest_clearing(self.asked)

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
            for circle in circles(self.asked, self.cleared)
        ]

    @cached_property
    def parts(self) -> dict[int, int]:
        """{park: months}: what vanishes of its debts, and as much of what it is owed."""
        months: dict[int, int] = defaultdict(int)
        for line in self.lines:
            months[line.debtor] += line.months
        return dict(months)

    def lines_of(self, park: int) -> list[Line]:
        return [line for line in self.lines if park in (line.debtor, line.creditor)]

    def rings_of(self, park: int) -> list[Ring]:
        found = [ring for ring in self.rings if any(line.debtor == park for line in ring.lines)]
        return [ring.seen_from(park) for ring in found]

    @cached_property
    def part_hashes(self) -> dict[int, str]:
        """{park: hash of its part}: which of its debts and claims fall, and by how much."""
        triples: dict[int, list[Triple]] = defaultdict(list)
        for line in self.lines:
            for park in (line.debtor, line.creditor):
                triples[park].append((line.debtor, line.creditor, line.months))
        return {park: part_hash(park, found) for park, found in triples.items()}


def what_moved(debts: Iterable[PairDebt], without: Collection[int], lines: Sequence[Line]) -> Line | None:
    """The first line that can no longer be posted on these debts; None when all of them can.

    A line holds while its debt lies in the same direction, is at least as large as what vanishes of it, and may be
    cleared by both parks' agreement. So no debt grows, appears or turns, whatever was posted since it was frozen.
    Raises NotAClearing when the lines would move a park's net position.
    """
    now = {it.pair: it.debt for it in debts if not {it.debt.debtor, it.debt.creditor} & set(without)}
    for line in lines:
        debt = now.get(line.pair)
        if debt is None or debt.debtor != line.debtor or line.months > debt.most:
            return line
    check([now[line.pair] for line in lines], [line.months for line in lines])
    return None


def part_hash(park: int, triples: Iterable[Triple]) -> str:
    """SHA-256 (hex) of what a park says yes to. The size of the debts is left out: a yes to 3 months less holds as
    long as 3 months are there to vanish."""
    return _hash({"park": park, "lines": sorted(triples)})


def content_hash(frozen_on: date, lines: Iterable[tuple[int, int, int, int]]) -> str:
    """SHA-256 (hex) of a whole version: the day, and each debt with what was owed and what vanishes."""
    return _hash({"on": frozen_on.isoformat(), "lines": sorted(lines)})


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Rest:
    """What a park still owes `partner` (`months` < 0) or is owed (> 0) after a clearing, and what keeps it there."""

    partner: int
    months: int
    why: str  # absent, no_agreement, you, partner, no_circle


def rests_of(park: int, plan: Plan) -> list[Rest]:
    """Every debt of the park that is not cancelled in full, the largest first."""
    found = []
    for it, months in zip(plan.debts, plan.cleared, strict=True):
        debt, left = it.debt, it.debt.months - months
        if not left or park not in (debt.debtor, debt.creditor):
            continue
        owes = debt.debtor == park
        partner = debt.creditor if owes else debt.debtor
        mine, theirs = it.debtor_consents, it.creditor_consents
        if not owes:
            mine, theirs = theirs, mine
        found.append(Rest(partner, -left if owes else left, _why(it, plan, park, partner, mine, theirs)))
    return sorted(found, key=lambda rest: (-abs(rest.months), rest.partner))


def _why(it: PairDebt, plan: Plan, park: int, partner: int, mine: bool, theirs: bool) -> str:
    if not it.has_agreement:
        return "no_agreement"
    if not mine or park in plan.without:
        return "you"
    if not theirs:
        return "partner"
    return "absent" if partner in plan.without else "no_circle"


@dataclass(frozen=True)
class Shape:
    """What the network's debts look like, for the sentence that says why a clearing cancels nothing, or no more.

    `hub`: a park that is party to every debt; `both`: how many parks both owe and are owed; `possible`: what could be
    cancelled if every debt took part.
    """

    debts: int
    consenting: int
    hub: int | None
    only_owe: int
    only_owed: int
    both: int
    possible: int


def shape_of(plan: Plan) -> Shape:
    debtors = {it.debt.debtor for it in plan.debts}
    creditors = {it.debt.creditor for it in plan.debts}
    ends = [{it.debt.debtor, it.debt.creditor} for it in plan.debts]
    hubs = set.intersection(*ends) if len(ends) > 1 else set()
    consenting = sum(debt.most > 0 for debt in plan.asked)
    possible = plan.total
    if consenting < len(plan.debts):
        possible = sum(largest_clearing([replace(it.debt, consents=True) for it in plan.debts]))
    return Shape(
        debts=len(plan.debts), consenting=consenting, hub=min(hubs) if hubs else None,
        only_owe=len(debtors - creditors), only_owed=len(creditors - debtors), both=len(debtors & creditors),
        possible=possible,
    )  # fmt: skip


def cost_of_absence(debts: Sequence[PairDebt], without: Collection[int], park: int, now: dict[int, int]) -> "Cost":
    """What is lost if `park` takes no part either; `now` is {park: months} as proposed."""
    then = Plan(debts, {*without, park})
    lost = {other: months - then.parts.get(other, 0) for other, months in now.items() if other != park}
    return Cost(
        total=max(0, sum(now.values()) - then.total),
        left=then.total,
        parks={other: months for other, months in sorted(lost.items(), key=lambda it: (-it[1], it[0])) if months > 0},
    )


@dataclass(frozen=True)
class Cost:
    """`total` months no longer vanish, `left` still do; `parks`: {park: months it loses}, the most first."""

    total: int
    left: int
    parks: dict[int, int]
