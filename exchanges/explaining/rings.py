"""The circles of debt a park is part of, in plain words, and why no more of its debts can be cleared."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from exchanges.clearing.debts import PairDebt
from exchanges.clearing.netting import Circle
from exchanges.clearing.planning import Plan
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.rings import RingPicture

SHOWN, NAMED = 10, 5  # circles on a page; partners in a sentence
Names = Mapping[int, tuple[str, str]]  # {park id: name, code}


@dataclass(frozen=True)
class Side:
    """One debt of a circle, all of it."""

    debtor: str
    creditor: str
    months: int


@dataclass(frozen=True)
class Ring:
    """A circle that begins with what the park owes; each of its debts would fall by `months`.

    `first` and `last` are the codes of the partners it owes and is owed by.
    """

    sides: list[Side]
    months: int
    first: str
    last: str

    @property
    def picture(self) -> RingPicture:
        return RingPicture(tuple(side.debtor for side in self.sides), self.months, 0)

    @property
    def says(self) -> str:
        """ "Málaga owes Porto 3 months, Porto owes Turin 5, Turin owes Málaga 3: all three would fall by 3." """
        first, *others = self.sides
        parts = [f"{first.debtor} owes {first.creditor} {words.months(first.months)}"]
        return self._told([*parts, *(f"{it.debtor} owes {it.creditor} {it.months}" for it in others)])

    @property
    def says_you(self) -> str:
        """ "You owe Porto 3 months, Porto owes Turin 5, Turin owes you 3: all three would fall by 3." """
        first, *others, last = self.sides
        parts = [f"You owe {first.creditor} {words.months(first.months)}"]
        parts += [f"{it.debtor} owes {it.creditor} {it.months}" for it in others]
        return self._told([*parts, f"{last.debtor} owes you {last.months}"])

    def _told(self, parts: list[str]) -> str:
        return f"{', '.join(parts)}: all {words.number_word(len(self.sides))} would fall by {self.months}."


@dataclass(frozen=True)
class Rings:
    """`rings` are shown, `more` are not; `cleared` months would go from what the park owes, and from what it is owed.

    `stays`: why the rest of its debts stays, a sentence a reason.
    """

    rings: list[Ring]
    more: int
    cleared: int
    stays: list[str]

    @property
    def number(self) -> int:
        return len(self.rings) + self.more


def rings_of(park: Park, plan: Plan) -> Rings:
    """The park's circles in the largest clearing today, those that cancel most first; one query, for names."""
    turned = [it for circle in plan.circles if (it := _from(park, circle, plan))]
    turned.sort(key=lambda circle: (-circle.months, len(circle.debts)))
    shown, outside = turned[:SHOWN], _outside(park, plan)
    needed = {end for circle in shown for n in circle.debts for end in _ends(plan.debts[n])}
    needed |= {partner for with_ in outside.values() for partner in _largest(with_)}
    names: dict[int, tuple[str, str]] = {}
    if needed:
        rows = Park.objects.filter(pk__in=needed).order_by().values_list("pk", "name", "code")
        names = {pk: (name, code) for pk, name, code in rows}
    return Rings(
        rings=[_ring(circle, plan, names) for circle in shown],
        more=len(turned) - len(shown),
        cleared=sum(circle.months for circle in turned),
        stays=[_sentence(why, with_, park, names) for why, with_ in outside.items()],
    )


def _ends(row: PairDebt) -> tuple[int, int]:
    return row.debt.debtor, row.debt.creditor


def _from(park: Park, circle: Circle, plan: Plan) -> Circle | None:
    """The circle turned so that it begins with what the park owes; None when it does not run through the park."""
    start = next((i for i, n in enumerate(circle.debts) if plan.asked[n].debtor == park.pk), None)
    return None if start is None else Circle((*circle.debts[start:], *circle.debts[:start]), circle.months)


def _ring(circle: Circle, plan: Plan, names: Names) -> Ring:
    debts = [plan.asked[n] for n in circle.debts]
    sides = [Side(names[debt.debtor][0], names[debt.creditor][0], debt.months) for debt in debts]
    return Ring(sides, circle.months, first=names[debts[0].creditor][1], last=names[debts[-1].debtor][1])


NEVER, MINE, THEIRS, NOBODY, ASKED, NO_CIRCLE = "never", "mine", "theirs", "nobody", "asked", "no circle"
REASONS = {
    THEIRS: "because the other side does not take part in clearing",
    MINE: "because {park} does not take part in clearing there",
    NOBODY: "because neither park takes part in clearing there",
    NEVER: "because the two never had an agreement",
    ASKED: "because a clearing waits for an answer of {park} or the other side first",
    NO_CIRCLE: (
        "because no further circle of consenting agreements runs through {park}: whom it owes does not owe on, "
        "one by one, to somebody who owes it"
    ),
}


def _outside(park: Park, plan: Plan) -> dict[str, dict[int, int]]:
    """{reason: {partner id: months that stay}} of the park's debts, on both sides, in the order of REASONS."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row, gone in zip(plan.debts, plan.cleared, strict=True):
        debtor, creditor = _ends(row)
        if park.pk in (debtor, creditor) and (rest := row.debt.months - gone):
            found[_reason(row, park, plan)][creditor if debtor == park.pk else debtor] = rest
    return {reason: found[reason] for reason in REASONS if reason in found}


def _reason(row: PairDebt, park: Park, plan: Plan) -> str:
    if row.debt.most:
        return ASKED if plan.without & {*_ends(row)} else NO_CIRCLE
    if not row.has_agreement:
        return NEVER
    mine, theirs = row.debtor_consents, row.creditor_consents
    if row.debt.creditor == park.pk:
        mine, theirs = theirs, mine
    return THEIRS if mine else MINE if theirs else NOBODY


def _largest(with_: Mapping[int, int]) -> list[int]:
    return sorted(with_, key=lambda partner: (-with_[partner], partner))[:NAMED]


def _sentence(why: str, with_: Mapping[int, int], park: Park, names: Names) -> str:
    """ "4 months with Songdo (3) and Turin (1) stay, because the partner does not take part in clearing." """
    shown = _largest(with_)
    told = [f"{names[partner][0]} ({with_[partner]})" for partner in shown]
    if len(shown) == 1:
        told = [names[shown[0]][0]]
    more = len(with_) - len(shown)
    months, rest = sum(with_.values()), [words.plural(more, "other")] if more else []
    stay = "stays" if months == 1 else "stay"
    return f"{words.months(months)} with {words.listed([*told, *rest])} {stay}, {REASONS[why].format(park=park)}."
