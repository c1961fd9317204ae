"""A statement's lines as people read them, from one park's side: on the page, in files and on paper the same."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from exchanges.ledger.models import Because
from exchanges.statements.content import Line
from exchanges.statements.queries import Dossier
from parks.park.models import Park
from softlanding.kernel.addresses import path_to

# What a posting came from, by its reference: the landing, the settlement, the clearing.
ORIGINS = (
    (re.compile(r"^landing/(\d+)/month/"), "exchanges:landings:detail"),
    (re.compile(r"^settlement/(\d+)$"), "exchanges:settlements:detail"),
    (re.compile(r"^clearing/(\d+)/"), "exchanges:clearing:detail"),
)


@dataclass(frozen=True)
class Shown:
    """A posting; `change` and `after` in months from the park's side, > 0 it is owed."""

    number: int
    day: date
    text: str
    debtor: Park
    change: int
    after: int
    url: str  # the page of what it comes from; empty for imported stays
    kind: str
    reversed_on: date | None
    reverses: date | None

    @property
    def months(self) -> int:
        return abs(self.change)

    @property
    def kind_first(self) -> str:
        """ "adjustment," before a clause about it; empty for a stay."""
        return f"{self.kind}," if self.kind else ""

    @property
    def is_void(self) -> bool:
        return self.reversed_on is not None


def shown(case: Dossier, park: Park, lines: list[Line]) -> list[Shown]:
    return [_shown(case, park, line) for line in lines]


def _shown(case: Dossier, park: Park, line: Line) -> Shown:
    sign = case.content.sign(park)
    label = str(Because(line.because).label)
    return Shown(
        number=line.number,
        day=line.day,
        text=line.text or label.capitalize(),
        debtor=case.pair.low if line.debtor == case.pair.low.code else case.pair.high,
        change=sign * line.change,
        after=sign * line.after,
        url=origin(line.reference),
        kind="" if line.because == Because.STAY else label,
        reversed_on=line.reversed_on,
        reverses=line.reverses,
    )


def origin(reference: str) -> str:
    """The address of what a posting came from; empty for what the portal did not see."""
    for pattern, name in ORIGINS:
        if found := pattern.match(reference):
            return path_to(name, found[1])
    return ""


def table(case: Dossier, park: Park) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of a file, oldest first: the opening, every posting, the closing; months from the park's side."""
    head = ["day", "text", "kind", "owed by", "months", f"balance of {park.code}", "number"]
    content, sign = case.content, case.content.sign(park)
    rows = [
        [it.day, it.text, it.kind or "stay", it.debtor.code, it.change, it.after, it.number]
        for it in shown(case, park, content.lines)
    ]
    first = [case.period.since, "Opening balance", "", "", None, sign * content.opening, None]
    last = [case.period.until, "Closing balance", "", "", None, sign * content.closing, None]
    return head, [first, *rows, last]
