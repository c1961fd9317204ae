"""The fit bar: one thin bar of 100 with a segment for each stated part, filled by its points.

Pure geometry and words; lengths in SVG user units, stretched to the width there is. Drawn by components/fit_bar.html.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LONG, TALL, GAP = 200, 10, 2


@dataclass(frozen=True, slots=True)
class FitPart:
    """One part of a fit: `points` of at most `of`."""

    name: str
    points: float
    of: int

    @property
    def figure(self) -> str:
        """The points as people read them, to a tenth, half up: "42.8", "12"."""
        tenth = Decimal(str(self.points)).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{tenth:f}".removesuffix(".0")

    @property
    def sentence(self) -> str:
        """ "services 42.8 of 50"."""
        return f"{self.name} {self.figure} of {self.of}"


@dataclass(frozen=True, slots=True)
class FitSegment:
    """Where a part lies on the bar: from `x` on, `width` long, `filled` of it solid."""

    x: float
    width: float
    filled: float


@dataclass(frozen=True, slots=True)
class FitBar:
    """A fit of `score` out of 100; the parts that were not stated are left out, and the others fill the bar."""

    score: int
    parts: tuple[FitPart, ...]

    @classmethod
    def of(cls, score: int, parts: Mapping[str, tuple[float, int]]) -> "FitBar":
        """`parts`: name -> (points, of), in the order drawn."""
        return cls(score, tuple(FitPart(name, points, of) for name, (points, of) in parts.items()))

    @property
    def segments(self) -> Iterator[FitSegment]:
        whole = sum(part.of for part in self.parts)
        room, x = LONG - GAP * (len(self.parts) - 1), 0.0
        for part in self.parts:
            width = room * part.of / whole
            yield FitSegment(round(x, 1), round(width, 1), round(width * part.points / part.of, 1))
            x += width + GAP

    @property
    def parts_say(self) -> str:
        """ "services 42.8 of 50, sectors 12 of 20"."""
        return ", ".join(part.sentence for part in self.parts)

    @property
    def sentence(self) -> str:
        """ "85 of 100: services 42.8 of 50, sectors 12 of 20"."""
        return f"{self.score} of 100: {self.parts_say}"
