"""Every picture of the overview as a table: head and rows, for files and for paper. Pure; months unless it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exchanges.overview.contents import Far, Flows, Overview
from exchanges.overview.figures import Figure, NetworkFigures
from exchanges.overview.matrix import Matrix
from exchanges.overview.series import Age, Coming, Month


@dataclass(frozen=True)
class Table:
    title: str
    head: Sequence[str]
    rows: list[list[Any]]


def figures(it: Overview) -> Table:
    """A figure a line: now, at the end of the last finished quarter (empty: not known), and the change."""
    found = it.figures
    last = found.quarter.last.isoformat()
    rows = [_row(name, figure) for name, figure in named(it)]
    rows += [[f"landings {one.label}", one.figure.now, one.figure.before, one.figure.change] for one in found.landings]
    rows.append(["decisions older than agreed", found.late, None, None])
    if isinstance(found, NetworkFigures):
        rows += [[f"parks in {level.label} standing", n, None, None] for level, n in found.standings.items()]
    else:
        rows += [["standing", found.standing.label, None, None], ["agreements in force", found.partners, None, None]]
    rows += [
        ["pairs that owe without an agreement", it.past.unagreed, None, None],
        ["months owed without an agreement", it.past.months, None, None],
        *_circles(it),
    ]
    return Table("Figures", ("figure", it.scope.today.isoformat(), last, "change"), rows)


def _circles(it: Overview) -> list[list[Any]]:
    """What waits in a clearing, and what could be cancelled besides; a park is never told what falls elsewhere."""
    waiting = it.clearable.waiting.months if it.clearable.waiting else 0
    of_it, new = (" of what it owes", it.clearable.share) if it.scope.park else ("", it.clearable.total)
    return [
        [f"months{of_it} that wait for answers in a clearing", waiting, None, None],
        [f"months circles could cancel{of_it}", new, None, None],
    ]


def named(it: Overview) -> list[tuple[str, Figure | None]]:
    """The figures that have a number of before, in the order of the page."""
    found = it.figures
    if isinstance(found, NetworkFigures):
        return [
            ("months hosted in 12 months", found.hosted),
            ("months owed in all", found.owed),
            ("pairs that are not even", found.pairs),
            ("share settled in per cent", found.settled),
        ]
    return [
        ("balance with all partners", found.position),
        ("months the park owes", found.owes),
        ("months the park is owed", found.is_owed),
        ("months hosted in 12 months", found.hosted),
        ("months sent in 12 months", found.sent),
        ("partners with whom it is not even", found.pairs),
        ("share settled in per cent", found.settled),
    ]


def _row(name: str, figure: Figure | None) -> list[Any]:
    return [name, figure.now, figure.before, figure.change] if figure else [name, None, None, None]


def debts(matrix: Matrix) -> Table:
    """What the matrix shows, a line for two parks or regions: who owes, whom, how much."""
    rows: list[list[Any]] = [
        [debtor.name, creditor.name, cell.amount, cell.owes, cell.owed, cell.pairs]
        for debtor, creditor, cell in matrix.debts
    ]
    return Table("Who owes whom", ("owes", "is owed", "months", "owed one way", "owed the other way", "pairs"), rows)


def flows(it: Flows) -> Table:
    rows = [
        [it.names.get(one.source, one.source), it.names.get(one.target, one.target), one.months] for one in it.flows
    ]
    return Table(f"Months hosted {it.period.label}", ("home", "host", "months"), rows)


def trend(months: Sequence[Month], has_position: bool) -> Table:
    head = ["month", "owed at its end", "change"] + (["balance of the park"] if has_position else [])
    rows = [[it.key, it.owed, it.changed, *([it.position] if has_position else [])] for it in months]
    return Table("Months owed", head, rows)


def forecast(months: Sequence[Coming], has_position: bool) -> Table:
    head = ["month", "months that begin", "owed at its end"] + (["balance of the park"] if has_position else [])
    rows = [[it.key, it.months, it.owed, *([it.position] if has_position else [])] for it in months]
    return Table("What is reserved", head, rows)


def ages(found: Sequence[Age], has_side: bool) -> Table:
    head = ["open for", "months", "postings"] + (["the park owes", "the park is owed"] if has_side else [])
    rows = [[it.label, it.months, it.postings, *([it.owes, it.owed] if has_side else [])] for it in found]
    return Table("Age of the months owed", head, rows)


def far(parks: Sequence[Far], months: Sequence[Month]) -> Table:
    """Balances at the end of each month, a park a line."""
    head = ["park", "code", *(it.key for it in months)]
    return Table("Balances by month", head, [[it.name, it.code, *it.months] for it in parks])
