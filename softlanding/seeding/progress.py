"""A bar on stderr: a line that moves in a terminal, one line a stage elsewhere."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

WIDTH = 30  # characters
PAUSE = 0.2  # seconds between two pictures

Rows = Iterable[tuple[Any, ...]]


class Progress:
    """Told by each stage how far it is."""

    def __init__(self, out: IO[str] | None = None) -> None:
        self.out = out or sys.stderr
        self.moves = self.out.isatty()

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[Rows], Rows]]:
        """Gives a function that passes rows on and counts them."""
        begun = time.monotonic()
        yield lambda rows: self._counted(name, total, rows)
        self._draw(name, total, total, f"{time.monotonic() - begun:.1f} s\n")

    def _counted(self, name: str, total: int, rows: Rows) -> Rows:
        drawn = 0.0
        for number, row in enumerate(rows):
            yield row
            if self.moves and number % 500 == 0 and time.monotonic() - drawn > PAUSE:
                drawn = time.monotonic()
                self._draw(name, number, total)

    def _draw(self, name: str, done: int, total: int, end: str = "") -> None:
        filled = WIDTH * done // total if total else WIDTH
        bar = "█" * filled + "·" * (WIDTH - filled)
        self.out.write(f"{chr(13) if self.moves else ''}{name:<20} {bar} {done:>10,} {end}")
        self.out.flush()


class Silence(Progress):
    """For tests and programs that say nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.moves = False

    def _draw(self, name: str, done: int, total: int, end: str = "") -> None:
        pass
