"""The mark of a chance: three rising bars, so many of them filled, beside its word.

Pure; drawn by components/chance_mark.html.
"""

from collections.abc import Iterator
from dataclasses import dataclass

SAID = {"good": "good chance", "fair": "fair chance", "slim": "slim chance", "none": "no chance now"}
FILLED = {"good": 3, "fair": 2, "slim": 1, "none": 0}


@dataclass(frozen=True, slots=True)
class RisingBar:
    """One bar, in SVG user units (a CSS pixel each)."""

    x: float
    y: float
    height: int
    is_filled: bool


@dataclass(frozen=True, slots=True)
class ChanceMark:
    """`level`: "good", "fair", "slim" or "none"; another one is a KeyError when it is drawn."""

    level: str

    @property
    def bars(self) -> Iterator[RisingBar]:
        """The lowest first."""
        for n, height in enumerate((4, 8, 12)):
            yield RisingBar(0.5 + 6 * n, 13.5 - height, height, n < FILLED[self.level])

    @property
    def sentence(self) -> str:
        return SAID[self.level]
