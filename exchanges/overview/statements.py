"""A pair's statement as a page and as a file: its lines with who came to owe and where each came from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.urls import reverse

from exchanges.ledger.models import Because, Pair, Posting
from exchanges.ledger.queries import Statement
from parks.models import Park

LANDING = re.compile(r"^landing/(\d+)/month/")
CLEARING = re.compile(r"^clearing/(\d+)/")


@dataclass(frozen=True)
class Line:
    """A posting from one park's side: `change` and `after` in months, > 0 the park is owed."""

    day: date
    text: str
    debtor: Park
    change: int
    after: int
    url: str  # the landing or clearing it comes from; empty for other settlements and imported stays
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


def lines(postings: Iterable[Any], statement: Statement) -> list[Line]:
    return [_line(posting, statement) for posting in postings]


def _line(posting: Any, statement: Statement) -> Line:
    reversal: Posting | None = getattr(posting, "reversal", None)
    return Line(
        day=posting.day,
        text=posting.text or str(Because(posting.because).label).capitalize(),
        debtor=statement.park if posting.change < 0 else statement.partner,
        change=posting.change,
        after=posting.after,
        url=_source(posting.reference),
        kind="" if posting.because == Because.STAY else str(Because(posting.because).label),
        reversed_on=reversal.day if reversal else None,
        reverses=posting.reverses.day if posting.reverses else None,
    )


def _source(reference: str) -> str:
    """The page a posting comes from."""
    for sign, name in ((LANDING, "exchanges:landings:detail"), (CLEARING, "exchanges:clearing:detail")):
        if found := sign.match(reference):
            return reverse(name, args=[found[1]])
    return ""


def table(statement: Statement) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of a file: every line of the period, oldest first; months from the statement's park's side."""
    head = ["day", "text", "kind", "owed by", "months", f"balance of {statement.park.code}"]
    found = lines(statement.lines.reverse(), statement)
    return head, [[it.day, it.text, it.kind or "stay", it.debtor.code, it.change, it.after] for it in found]


@dataclass(frozen=True)
class Year:
    """A pair's exchange year from one park's side, in months; `after`: the balance when it ended."""

    year: int
    hosted: int
    sent: int
    change: int
    after: int

    @property
    def settled(self) -> str:
        """What settlements and corrections moved, with its sign."""
        moved = self.change - self.hosted + self.sent
        return f"{'+' if moved > 0 else '−'}{abs(moved)}" if moved else "0"


def years_of(pair: Pair, park: Park) -> list[Year]:
    """Every year in which something was posted, newest first; one query."""
    stay, owed = Q(because=Because.STAY, reversal__isnull=True), Q(creditor=park)
    sums = {
        "hosted": Sum("months", filter=stay & owed, default=0),
        "sent": Sum("months", filter=stay & ~owed, default=0),
        "gained": Sum("months", filter=owed, default=0),
        "lost": Sum("months", filter=~owed, default=0),
    }
    rows: Any = Posting.objects.filter(pair=pair).order_by().values("day__year").annotate(**sums)
    found, after = [], 0
    for row in rows.order_by("day__year"):
        change = row["gained"] - row["lost"]
        after += change
        found.append(Year(row["day__year"], row["hosted"], row["sent"], change, after))
    return found[::-1]


def year_asked(text: str) -> int | None:
    """The exchange year in an address; None for all, and for what is no year."""
    return int(text) if text.isascii() and text.isdigit() and 1900 <= int(text[:5]) <= 2999 else None


def bounds(year: int | None) -> tuple[date | None, date | None]:
    """The first and last day of an exchange year; None, None for all."""
    return (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
