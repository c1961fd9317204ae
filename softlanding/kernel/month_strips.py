"""The month strip: twelve months from a given one on, the places free in each, and what fills the others.

Pure geometry and words; lengths in SVG user units (a CSS pixel each). Drawn by components/month_strip.html.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from softlanding.kernel import words
from softlanding.kernel.calendar import months_from
from softlanding.kernel.pictures import stripes

MONTHS = 12
SIDE, STEP, PER_ROW, MOST = 9, 12, 3, 9  # of the squares; more than MOST places are a proportional bar
WIDE = 3 * STEP - 3


@dataclass(frozen=True, slots=True)
class Box:
    """A place, or a run of places: kind (taken, promised, free), upper left corner, width, path of its stripes."""

    kind: str
    x: float
    y: float
    width: float
    stripes: str = ""


@dataclass(frozen=True, slots=True)
class StripMonth:
    """The month that begins on `first`: places taken, promised and free; `url`: where its cell leads."""

    first: date
    taken: int
    promised: int
    free: int
    is_wished: bool = False
    url: str = ""

    @property
    def runs(self) -> list[tuple[str, int]]:
        """Kind and number of places, in the order drawn."""
        found = [("taken", self.taken), ("promised", self.promised), ("free", self.free)]
        return [(kind, n) for kind, n in found if n]

    @property
    def places(self) -> int:
        return self.taken + self.promised + self.free

    @property
    def state(self) -> str:
        """free (some place), full (none), shut (there are no places in this month)."""
        return "free" if self.free else "full" if self.places else "shut"

    @property
    def name(self) -> str:
        """ "Dec"."""
        return f"{self.first:%b}"

    @property
    def figure(self) -> str:
        """What stands in the cell: "2", "full", and a dash where there are no places."""
        return {"free": str(self.free), "full": "full", "shut": "–"}[self.state]

    @property
    def sentence(self) -> str:
        """ "March 2027: 1 of 3 places free, 1 taken, 1 promised; wished"."""
        month, wished = f"{self.first:%B %Y}", "; wished" if self.is_wished else ""
        if self.state == "shut":
            return f"{month}: no places{wished}"
        free = f"{self.free or 'none'} of {words.plural(self.places, 'place')} free"
        filled = [f"{n} {kind}" for kind, n in self.runs if kind != "free"]
        return f"{month}: {', '.join([free, *filled])}{wished}"


@dataclass(frozen=True, slots=True)
class MonthStrip:
    """Twelve months, drawn at one scale; `of` makes them from their figures."""

    months: tuple[StripMonth, ...]

    @classmethod
    def of(
        cls,
        first: date,
        figures: Sequence[tuple[int, int, int]],
        wished: Collection[date] = (),
        urls: Sequence[str] = (),
    ) -> "MonthStrip":
        """`figures`: places taken, promised and free in the month of `first` and the eleven after it, ValueError for
        fewer or more; `wished`: days in the months to be underlined; `urls`: an address for each cell, or none.
        """
        if len(figures) != MONTHS or len(urls) not in (0, MONTHS):
            raise ValueError(f"twelve months, not {len(figures)} with {len(urls)} addresses")
        begins = months_from(first.replace(day=1), MONTHS)
        months = tuple(StripMonth(begin, *each) for begin, each in zip(begins, figures, strict=True))
        asked = {day.replace(day=1) for day in wished}
        months = tuple(replace(one, is_wished=one.first in asked) for one in months)
        return cls(tuple(replace(one, url=url) for one, url in zip(months, urls, strict=True)) if urls else months)

    @property
    def most(self) -> int:
        """The places of the month that has most."""
        return max(one.places for one in self.months)

    @property
    def width(self) -> int:
        return WIDE + 2 if self.most >= PER_ROW else STEP * max(1, self.most) - 1

    @property
    def height(self) -> int:
        rows = 1 if self.most > MOST else -(-self.most // PER_ROW)
        return STEP * max(1, rows) - 1

    @property
    def cells(self) -> Iterator[tuple[StripMonth, list[Box]]]:
        """Each month with its squares, or with the runs of its bar where one month has more than MOST places."""
        for one in self.months:
            yield one, list(_runs(one, self.most) if self.most > MOST else _squares(one))

    @property
    def legend(self) -> dict[str, list[Box]]:
        """Each kind that occurs, with a square of it."""
        found = {kind for one in self.months for kind, _ in one.runs}
        return {kind: [_box(kind, 1, 1, SIDE)] for kind in ("taken", "promised", "free") if kind in found}

    @property
    def has_shut(self) -> bool:
        """Whether some month has no places at all."""
        return any(one.state == "shut" for one in self.months)

    @property
    def period(self) -> str:
        """ "December 2026 to November 2027"."""
        return f"{self.months[0].first:%B %Y} to {self.months[-1].first:%B %Y}"

    @property
    def wished(self) -> str:
        """ "March to May", "March and July": the months underlined; empty without any."""
        runs: list[list[StripMonth]] = []
        for before, one in zip((None, *self.months), self.months, strict=False):
            if one.is_wished:
                if before and before.is_wished:
                    runs[-1].append(one)
                else:
                    runs.append([one])
        ends = [(run[0].first, run[-1].first) for run in runs]
        return words.listed([f"{a:%B}" if a == b else f"{a:%B} to {b:%B}" for a, b in ends])


def _box(kind: str, x: float, y: float, width: float) -> Box:
    return Box(kind, x, y, width, stripes(x, y, width, SIDE, 3.5) if kind == "promised" else "")


def _squares(one: StripMonth) -> Iterator[Box]:
    kinds = [kind for kind, n in one.runs for _ in range(n)]
    for i, kind in enumerate(kinds):
        yield _box(kind, 1 + STEP * (i % PER_ROW), 1 + STEP * (i // PER_ROW), SIDE)


def _runs(one: StripMonth, most: int) -> Iterator[Box]:
    """The runs of a bar on the scale of `most` places; each at least 3 units long so that one place stays visible."""
    wide = {kind: max(3.0, WIDE * n / most) for kind, n in one.runs}
    shrink, x = min(1.0, WIDE / sum(wide.values())) if wide else 1.0, 1.0
    for kind, width in wide.items():
        yield _box(kind, round(x, 1), 1, round(width * shrink, 1))
        x += width * shrink
