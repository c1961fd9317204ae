"""Why a clearing cancels nothing, or no more, and what a refusal would cost. Pure; whole months."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from exchanges.clearing.debts import PairDebt
from exchanges.clearing.netting import largest_clearing
from exchanges.clearing.planning import Plan


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
    """What is lost if `park` takes no part either; `now` is {park: months} as proposed.

    What would be asked instead is what runs through the other parks of it.
    """
    then: dict[int, int] = {}
    for group in Plan(debts, {*without, park}).touching(now):
        then |= group.parts
    lost = {other: months - then.get(other, 0) for other, months in now.items() if other != park}
    return Cost(
        total=max(0, sum(now.values()) - sum(then.values())),
        left=sum(then.values()),
        parks={other: months for other, months in sorted(lost.items(), key=lambda it: (-it[1], it[0])) if months > 0},
    )


@dataclass(frozen=True)
class Cost:
    """`total` months no longer vanish, `left` still do; `parks`: {park: months it loses}, the most first."""

    total: int
    left: int
    parks: dict[int, int]
