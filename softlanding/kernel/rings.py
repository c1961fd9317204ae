"""The ring: parks that owe each other in a circle, arrows from who owes to whom, the months that fall in the middle.

Pure geometry and words; lengths in SVG user units (a CSS pixel each). Drawn by components/ring.html only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi, sin

from softlanding.kernel import words

LETTERS = 14  # of a name on one line; a name has two lines, on a crowded ring one
LINE = 13  # from a line of a name to the next
NAMED = 12  # nodes beside which a name still has room; a longer circle is named by the words beside it
ARROWS = 36  # nodes between which an arrow still has room
SIDE = 106  # room for a name at either side
NODE, AWAY = 6, 12  # radius of a node; from a node's middle to its name


@dataclass(frozen=True, slots=True)
class Node:
    """A park on the ring: where it lies, its name in lines, whose `x`, first `y` and anchor the words take."""

    x: float
    y: float
    is_reader: bool
    lines: tuple[tuple[float, str], ...] = ()  # (y, text)
    text_x: float = 0.0
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a park to the one it owes: path data of the arc and of its head."""

    arc: str
    head: str


@dataclass(frozen=True, slots=True)
class RingPicture:
    """A circle of debt: each of `names` owes the next, the last one the first; `months` fall from each debt.

    `reader`: the place of the park that reads it, None for somebody outside.
    """

    names: tuple[str, ...]
    months: int
    reader: int | None = None

    @property
    def is_named(self) -> bool:
        return len(self.names) <= NAMED

    @property
    def is_large(self) -> bool:
        """Whether it takes a row of its own."""
        return self.is_named and len(self.names) > 6

    @property
    def radius(self) -> int:
        return 46 if len(self.names) <= 6 else min(46 + 7 * (len(self.names) - 6), 92)

    @property
    def width(self) -> int:
        return 2 * (self.radius + SIDE) if self.is_named else 2 * (self.radius + 2 * NODE)

    @property
    def height(self) -> int:
        """Above the ring and below it two lines of a name have room."""
        return 2 * (self.radius + (AWAY + 2 * LINE + 4 if self.is_named else 2 * NODE))

    @property
    def middle(self) -> tuple[float, float]:
        return self.width / 2, self.height / 2

    def angle(self, place: float) -> float:
        """Radians, from the top clockwise."""
        return 2 * pi * place / len(self.names) - pi / 2

    def at(self, angle: float, radius: float | None = None) -> tuple[float, float]:
        far = self.radius if radius is None else radius
        return round(self.width / 2 + far * cos(angle), 1), round(self.height / 2 + far * sin(angle), 1)

    @property
    def nodes(self) -> Iterator[Node]:
        for place, name in enumerate(self.names):
            x, y = self.at(self.angle(place))
            if not self.is_named:
                yield Node(x, y, place == self.reader)
                continue
            across, down = cos(self.angle(place)), sin(self.angle(place))
            anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
            text_x, text_y = self.at(self.angle(place), self.radius + AWAY)
            lines = in_lines(name, 2 if len(self.names) <= 8 or anchor == "middle" else 1)
            # At the sides a name stands beside its node, above the ring over it, below the ring under it.
            apart = 4 * round(down) if anchor == "middle" else 0
            first = text_y + apart + 4 + LINE * (len(lines) - 1) * (down - 1) / 2
            placed = tuple((round(first + LINE * n, 1), line) for n, line in enumerate(lines))
            yield Node(x, y, place == self.reader, placed, text_x, anchor)

    @property
    def arrows(self) -> Iterator[Arrow]:
        if len(self.names) > ARROWS:
            return
        gap, head = (NODE + 4) / self.radius, 7 / self.radius
        for place in range(len(self.names)):
            start, tip = self.angle(place) + gap, self.angle(place + 1) - gap
            (x1, y1), (x2, y2), neck = self.at(start), self.at(tip), tip - head
            wings = [self.at(neck, self.radius + way) for way in (4, -4)]
            bend = 1 if tip - start > pi else 0
            arc = f"M{x1:g} {y1:g}A{self.radius} {self.radius} 0 {bend} 1 {x2:g} {y2:g}"
            yield Arrow(arc, f"M{wings[0][0]:g} {wings[0][1]:g}L{x2:g} {y2:g}L{wings[1][0]:g} {wings[1][1]:g}")

    @property
    def unit(self) -> str:
        return "month" if self.months == 1 else "months"

    @property
    def sentence(self) -> str:
        """ "Málaga owes Porto, Porto owes Turin, Turin owes Málaga: 3 months fall from each"."""
        owes = [f"{one} owes {other}" for one, other in zip(self.names, self.names[1:] + self.names[:1], strict=True)]
        falls = "falls" if self.months == 1 else "fall"
        return f"{', '.join(owes)}: {words.months(self.months)} {falls} from each"


def in_lines(name: str, most: int) -> list[str]:
    """A name on at most so many lines, broken at spaces; what does not fit ends in an ellipsis. What stands in brackets
    is left out."""
    lines: list[str] = []
    for word in name.split(" (")[0].split():
        if lines and len(lines[-1]) + 1 + len(word) <= LETTERS:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = f"{kept[-1]} …" if len(kept[-1]) + 2 <= LETTERS else f"{kept[-1][: LETTERS - 1]}…"
    return [line if len(line) <= LETTERS else f"{line[: LETTERS - 1]}…" for line in kept]
