"""The circles of debt a park is part of, in plain words, and why no more of its debts can be cleared."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from exchanges.clearing.debts import PairDebt
from exchanges.clearing.netting import Circle
from exchanges.network.clearable import Clearable, park_names
from parks.models import Park
from softlanding.kernel import words

SHOWN = 10


@dataclass(frozen=True)
class Owed:
    """One side of a circle; months are the whole debt."""

    debtor: str
    creditor: str
    months: int
    debtor_code: str
    creditor_code: str


@dataclass(frozen=True)
class Ring:
    """A circle that begins with what the park owes; all its debts would fall by `months`."""

    sides: list[Owed]
    months: int

    @property
    def says(self) -> str:
        """ "Málaga owes Porto 3 months, Porto owes Turin 5, Turin owes Málaga 3: all three would fall by 3." """
        parts = [
            f"{it.debtor} owes {it.creditor} {words.months(it.months) if i == 0 else it.months}"
            for i, it in enumerate(self.sides)
        ]
        return f"{', '.join(parts)}: {_all(len(self.sides))} would fall by {self.months}."


def _all(number: int) -> str:
    return "both" if number == 2 else f"all {words.number_word(number)}"


@dataclass(frozen=True)
class Stays:
    """Months of the park's that no clearing reaches, and why: a sentence."""

    months: int
    reason: str


@dataclass(frozen=True)
class Rings:
    """`rings` are shown, `more` are not; `cleared` months of the park's own debts would go, on either side."""

    rings: list[Ring]
    more: int
    cleared: int
    stays: list[Stays]


def rings_of(park: Park, clearable: Clearable) -> Rings:
    """The park's circles of the largest clearing today, those that cancel most first. Pure."""
    mine = [circle for circle in clearable.circles if _starts(circle, park, clearable) is not None]
    mine.sort(key=lambda circle: (-circle.months, len(circle.debts)))
    return Rings(
        rings=[_ring(circle, park, clearable) for circle in mine[:SHOWN]],
        more=max(0, len(mine) - SHOWN),
        cleared=sum(circle.months for circle in mine),
        stays=_stays(park, clearable),
    )


def _starts(circle: Circle, park: Park, clearable: Clearable) -> int | None:
    """Where in the circle the park is the debtor."""
    return next((i for i, n in enumerate(circle.debts) if clearable.debts[n].debtor == park.pk), None)


def _ring(circle: Circle, park: Park, clearable: Clearable) -> Ring:
    start = _starts(circle, park, clearable) or 0
    order = [*circle.debts[start:], *circle.debts[:start]]
    return Ring([_owed(clearable.rows[n]) for n in order], circle.months)


def _owed(row: PairDebt) -> Owed:
    low, high = row.pair.low, row.pair.high
    debtor, creditor = (low, high) if row.debt.debtor == low.pk else (high, low)
    return Owed(debtor.name, creditor.name, row.debt.months, debtor.code, creditor.code)


def _stays(park: Park, clearable: Clearable) -> list[Stays]:
    """Why what is left of the park's debts stays, by reason, most months first; the reason that is left over is last."""
    names = park_names(row for row in clearable.rows if park.pk in (row.debt.debtor, row.debt.creditor))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    open_months = 0
    for row, gone in zip(clearable.rows, clearable.cleared, strict=True):
        if park.pk in (row.debt.debtor, row.debt.creditor) and (rest := row.debt.months - gone):
            partner = names[row.debt.creditor if row.debt.debtor == park.pk else row.debt.debtor]
            if why := _outside(row, park):
                found[why][partner] = rest
            else:
                open_months += rest
    told = [Stays(sum(with_.values()), _sentence(why, with_)) for why, with_ in found.items()]
    told.sort(key=lambda it: -it.months)
    if open_months:
        told.append(Stays(open_months, _no_further(park, open_months)))
    return told


def _outside(row: PairDebt, park: Park) -> str:
    """Why a debt is no part of any clearing; empty when it could be."""
    if not row.has_agreement:
        return "no agreement is in force"
    if row.debt.most:
        return ""
    mine, theirs = row.debtor_consents, row.creditor_consents
    if row.debt.creditor == park.pk:
        mine, theirs = theirs, mine
    if not mine and not theirs:
        return "neither of you takes part in clearing"
    return f"{park} does not take part in clearing there" if not mine else "the partner does not take part in clearing"


def _sentence(why: str, with_: Mapping[str, int]) -> str:
    names = sorted(with_, key=lambda name: (-with_[name], name))
    told = [f"{name} ({with_[name]})" for name in names[:5]]
    more = [words.plural(len(names) - 5, "other partner")] if len(names) > 5 else []
    months = sum(with_.values())
    return f"{words.months(months)} with {words.listed([*told, *more])} stay outside: {why}."


def _no_further(park: Park, months: int) -> str:
    stays = "stay" if months > 1 else "stays"
    return (
        f"{words.months(months)} {stays} open because no further circle of consenting agreements runs through {park}: "
        "those it owes do not owe on to anybody who owes it."
    )
