"""What the overview says on paper: the data of templates/paper/overview.typ. Pure, from a whole overview."""

from collections.abc import Sequence
from typing import Any

from exchanges.overview import drawings, tables
from exchanges.overview import wording as sayings
from exchanges.overview.contents import Overview
from softlanding.kernel import words

MOST_DEBTS, MOST_FLOWS = 40, 20  # lines on paper


def content(it: Overview) -> dict[str, Any]:
    """Texts, and tables as {title, head, rows, bars}: `bars` are shares from 0 to 1 with the side that colours them."""
    park = it.scope.park
    says = f"{park} {it.figures.says}" if park else sayings.heading(it)
    debts = tables.debts(it.matrix)
    return {
        "title": f"Overview of {park}" if park else "Overview of the network",
        "says": says,
        "lead": sayings.park_lead(it) if park else sayings.lead(it),
        "day": words.day(it.scope.today),
        "quarter": words.day(it.figures.quarter.last),
        "stays": f"{it.figures.open_stays:,} of {words.months(it.figures.stays)} of stays are still owed.",
        "figures": _texts(tables.figures(it).rows),
        "pictures": [
            _picture(debts.title, debts.head[:3], [row[:3] for row in debts.rows[:MOST_DEBTS]], 2, "all"),
            _trend(it),
            _forecast(it),
            _ages(it),
            _flows(it),
        ],
        "far": [[one.name, words.balance(one.position)] for one in it.far],
    }


def _trend(it: Overview) -> dict[str, Any]:
    has_position = it.scope.park is not None
    found = tables.trend(it.trend, has_position)
    said = drawings.debts_say(it.trend, it.forecast)
    return {**_picture("Owed by month", found.head, found.rows, 3 if has_position else 1, ""), "says": said}


def _forecast(it: Overview) -> dict[str, Any]:
    has_position = it.scope.park is not None
    found = tables.forecast(it.forecast, has_position)
    return _picture("What is reserved, if nothing else happens", found.head, found.rows, 3 if has_position else 2, "")


def _ages(it: Overview) -> dict[str, Any]:
    found = tables.ages(it.ages, it.scope.park is not None)
    return _picture(found.title, found.head, found.rows, 1, "all")


def _flows(it: Overview) -> dict[str, Any]:
    found = tables.flows(it.flows)
    return _picture(found.title, found.head, found.rows[:MOST_FLOWS], 2, "all")


def _picture(title: str, head: Sequence[str], rows: list[list[Any]], of: int, side: str) -> dict[str, Any]:
    """A table whose column `of` is drawn beside as bars; `side` "": by the sign of the number."""
    most = max((abs(row[of]) for row in rows), default=0) or 1
    bars = [
        [abs(row[of]) / most, side or ("owes" if row[of] < 0 else "owed" if len(head) > 3 else "all")] for row in rows
    ]
    return {"title": title, "head": list(head), "rows": _texts(rows), "bars": bars, "says": ""}


def _texts(rows: list[list[Any]]) -> list[list[str]]:
    return [["" if it is None else f"{it:,}" if isinstance(it, int) else str(it) for it in row] for row in rows]
