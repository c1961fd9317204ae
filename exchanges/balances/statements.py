"""Beside a pair's statement: what it says year by year, and which periods there are to choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from exchanges.ledger.models import Because, Pair, Posting, is_reversed
from exchanges.statements import periods
from exchanges.statements.periods import Period
from parks.park.models import Park
from softlanding.kernel.composed import composed


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
    found, after = [], 0
    for year, hosted, sent, gained, lost in _years(pair.pk, park.pk):
        after += gained - lost
        found.append(Year(year, hosted, sent, gained - lost, after))
    return found[::-1]


@composed
def _years(pair_id: int, park_id: int) -> QuerySet[Posting, tuple[int, int, int, int, int]]:
    """Year; months hosted and sent that stand; all that the park gained and lost: the oldest year first."""
    owed, stands = Q(creditor=park_id), Q(because=Because.STAY) & ~Q(is_reversed())
    kinds = (stands & owed, stands & ~owed, owed, ~owed)
    sums: dict[str, Any] = {f"sum_{n}": Sum("months", filter=kind, default=0) for n, kind in enumerate(kinds)}
    rows = Posting.objects.filter(pair=pair_id).order_by().values("day__year").annotate(**sums)
    return rows.order_by("day__year").values_list("day__year", *sums)


def choices(years: Iterable[int], shown: Period, today: date) -> list[tuple[str, list[Period]]]:
    """The periods one can choose, by year, newest first: years with postings, with their quarters that have begun."""
    listed = sorted({*years, *([shown.until.year] if shown.until else []), today.year}, reverse=True)
    found = []
    for number in listed:
        quarters = [periods.quarter(number, n) for n in (4, 3, 2, 1)]
        found.append((str(number), [periods.year(number), *(one for one in quarters if one.first <= today)]))
    return found


def open_quarters(shown: Period, oldest: date, today: date) -> dict[str, Period | None]:
    """What is to be confirmed first: the `oldest` open quarter where it is another one; and, where several quarters
    are open and this is one of them, `everything` up to the last.
    """
    last = periods.last_finished(today)
    several = last.until is not None and oldest < last.until
    is_open = shown.since is not None and shown.until is not None and oldest <= shown.until
    return {
        "oldest": periods.quarter_of(oldest) if shown.until is None else None,
        "everything": periods.up_to(last) if several and is_open else None,
    }


def neighbours(shown: Period, before: int, today: date) -> tuple[Period | None, Period | None]:
    """The periods of the same kind before and after: where something was posted, and that have begun."""
    earlier, later = shown.before, shown.after
    has_earlier = before > 0 or (shown.since is None and shown.until is not None)
    begins = later and (later.since or later.until)
    return earlier if has_earlier else None, later if begins and begins <= today else None
