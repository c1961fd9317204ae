"""Bars to both sides of zero, one in each row of a table: blue to the right is owed or hosted, orange to the left.

Pure; lengths in SVG user units (one is a CSS pixel). Drawn by exchanges/explaining/_bar.html.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from softlanding.kernel.pictures import side_of

WIDE, TALL, LEAST = 160, 16, 2


@dataclass(frozen=True)
class Part:
    """One rectangle of a bar; `side` is owes or owed."""

    x: float
    width: float
    side: str


@dataclass(frozen=True)
class Bar:
    """The parts of a row and where its zero lies."""

    zero: float
    parts: list[Part]

    @property
    def width(self) -> int:
        return WIDE

    @property
    def height(self) -> int:
        return TALL


Run = tuple[int, int]  # where a part begins and ends, in months


def bars(rows: Sequence[Sequence[Run]], colours: Sequence[Sequence[int]] | None = None) -> list[Bar]:
    """One bar a row, all on one scale. A part takes its colour from its end's direction, or from `colours` (signs)."""
    ends = [end for row in rows for run in row for end in run]
    low, high = min([0, *ends]), max([0, *ends])
    unit = (WIDE - 2) / max(1, high - low)

    def at(n: int) -> float:
        return round(1 + (n - low) * unit, 1)

    found = []
    for i, row in enumerate(rows):
        parts = []
        for j, (start, end) in enumerate(row):
            if start != end:
                sign = colours[i][j] if colours else end - start
                x = min(at(start), at(end))
                parts.append(Part(x, max(LEAST, round(abs(end - start) * unit, 1)), side_of(sign)))
        found.append(Bar(at(0), parts))
    return found


def steps(changes: Sequence[int]) -> list[Bar]:
    """Each bar begins where the one before ended; the last one more is their sum, from zero."""
    rows, now = [], 0
    for change in changes:
        rows.append([(now, now + change)])
        now += change
    return bars([*rows, [(0, now)]])


def sides(values: Sequence[int]) -> list[Bar]:
    """Each value from zero."""
    return bars([[(0, value)] for value in values])


def opposite(pairs: Sequence[tuple[int, int]]) -> list[Bar]:
    """(to the left, to the right) of each row, both from zero and both >= 0."""
    return bars([[(0, -left), (0, right)] for left, right in pairs])
