"""Dots that do not lie on each other, and words that find room beside them. Pure; lengths in units of the picture."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from math import ceil, cos, hypot, pi, sin

GAP = 1  # free between two dots
STEP = 2  # from one turn of the search to the next
LETTER, WIDE_LETTER, LINE = 7, 12.5, 14  # width of a letter, of a Chinese one; height of a line of words
CELL = 32
LONGEST = 26  # letters of a name on the map

Spot = tuple[int, int, int]  # x, y, radius


class Field:
    """A picture's ground on which things take room: dots first, words then."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells: dict[tuple[int, int], list[Spot]] = defaultdict(list)
        self._tried: dict[tuple[int, int], int] = {}
        self._words: list[tuple[float, float, float, float]] = []

    def placed(self, x: float, y: float, radius: int) -> Spot:
        """The free place nearest to where a dot belongs, in turns around it; it is taken from then on.

        Whole units. Dots of one point go on where the last one ended, so the larger ones must come first.
        On a ground that is full a dot keeps its own place.
        """
        point = round(x), round(y)
        for turn in range(self._tried.get(point, 0), (self.width + self.height) // STEP):
            for across, down in _turn(turn):
                spot = point[0] + across, point[1] + down, radius
                if self._is_free(spot):
                    self._tried[point] = turn
                    self._take(spot)
                    return spot
        return *point, radius

    def _is_free(self, spot: Spot) -> bool:
        x, y, radius = spot
        if not (radius <= x <= self.width - radius and radius <= y <= self.height - radius):
            return False
        return not any(
            hypot(x - other_x, y - other_y) < radius + other + GAP for other_x, other_y, other in self._near(spot)
        )

    def _near(self, spot: Spot) -> Iterator[Spot]:
        column, row = spot[0] // CELL, spot[1] // CELL
        for across in (-1, 0, 1):
            for down in (-1, 0, 1):
                yield from self._cells.get((column + across, row + down), ())

    def _take(self, spot: Spot) -> None:
        self._cells[spot[0] // CELL, spot[1] // CELL].append(spot)

    def labelled(self, spot: Spot, texts: list[str], over: int) -> tuple[str, int, int, str] | None:
        """The first text that has room beside a dot, its x, y and anchor; dots up to `over` may lie under it."""
        for text in texts:
            for x, y, anchor in _beside(spot):
                wide = length(text)
                left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
                box = (left, y - LINE + 3, left + wide, y + 3.0)
                if self._has_room(box, over):
                    self._words.append(box)
                    return text, x, y, anchor
        return None

    def _has_room(self, box: tuple[float, float, float, float], over: int) -> bool:
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self.width or bottom > self.height:
            return False
        if any(left < end and right > x and top < low and bottom > y for x, y, end, low in self._words):
            return False
        return not any(
            radius > over and left < x + radius and right > x - radius and top < y + radius and bottom > y - radius
            for cell in self._cells.values()
            for x, y, radius in cell
        )


@cache
def _turn(turn: int) -> list[tuple[int, int]]:
    """Steps from a point to the places of a turn around it, from the top on; the first turn is the point itself."""
    if turn == 0:
        return [(0, 0)]
    far = turn * STEP
    places = ceil(2 * pi * far / STEP)
    angles = [2 * pi * n / places - pi / 2 for n in range(places)]
    return list(dict.fromkeys((round(far * cos(a)), round(far * sin(a))) for a in angles))


def _beside(spot: Spot) -> Iterator[tuple[int, int, str]]:
    """Where words may begin: right and left of the dot, over and under it, then at its corners."""
    x, y, radius = spot
    away = radius + 3
    yield from ((x + away, y + 4, "start"), (x - away, y + 4, "end"))
    yield from ((x, y - away - 1, "middle"), (x, y + away + LINE - 4, "middle"))
    for down in (y - radius, y + radius + LINE - 5):
        yield from ((x + radius, down, "start"), (x - radius, down, "end"))


def length(text: str) -> float:
    """About how long a text is at the map's letters."""
    return sum(WIDE_LETTER if unicodedata.east_asian_width(one) in "WF" else LETTER for one in text)


def shortened(name: str) -> str:
    """A name without what stands in brackets, of at most LONGEST letters."""
    name = name.split(" (")[0]
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def isolated(name: str) -> str:
    """A name that reads from the right, kept apart, so that figures beside it stay where they belong."""
    from_right = any(unicodedata.bidirectional(one) in ("R", "AL") for one in name)
    return f"\u2068{name}\u2069" if from_right else name
