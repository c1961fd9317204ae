"""The geometry of the two pictures: the months bar here, the balance beam in beams.py.

Pure; lengths in SVG user units (one is a CSS pixel). Drawn by components/months_bar.html only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from softlanding.kernel import words
from softlanding.kernel.beams import Beam as Beam
from softlanding.kernel.beams import side_of as side_of

SIDE, TALL, STEP, ROW, PER_ROW, MOST = 12, 14, 16, 19, 12, 60
WIDE = 240  # length of the proportional bar that stands for more than MOST months


@dataclass(frozen=True, slots=True)
class Square:
    """One month: kind (used, reserved, over, left, carried), upper left corner, path of its stripes."""

    kind: str
    x: float
    y: float
    stripes: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + SIDE / 2, self.y + TALL / 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of `count` months of one kind on the proportional bar, from x on, `width` long."""

    kind: str
    x: float
    width: float
    count: int
    stripes: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def plate_width(self) -> int:
        """The plain ground under a number on stripes."""
        return 6 + 7 * len(str(self.count))

    @property
    def plate_x(self) -> float:
        return round(self.middle - self.plate_width / 2, 1)

    @property
    def has_room(self) -> bool:
        return self.width >= 9 + 7 * len(str(self.count))


def stripes(x: float, y: float, width: float, height: float, gap: float = 4) -> str:
    """Path data of diagonal lines (rising to the right) that fill a box, each clipped to it."""
    parts, c = [], gap
    while c < width + height:
        x1, x2 = max(0.0, c - height), min(width, c)
        parts.append(f"M{x + x1:g} {y + c - x1:g}L{x + x2:g} {y + c - x2:g}")
        c += gap
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class MonthsBar:
    """One direction's free-rent months in one exchange year; every number is whole months.

    `over` of the used and reserved months lie beyond the quota; `carried_left` of those left are of the `carried` that
    came over from the year before. So used + reserved + left == of_total + over; `of` computes left and over.
    `can_begin` of those left can still begin (None: the bar does not say), `until` a day before the year's last.
    """

    used: int = 0
    reserved: int = 0
    left: int = 0
    carried_left: int = 0
    over: int = 0
    label_year: int | None = None
    of_total: int | None = None
    carried: int = 0
    can_begin: int | None = None
    until: date | None = None

    @classmethod
    def of(
        cls, total: int, used: int, reserved: int, year: int | None = None, *, carried_left: int = 0, carried: int = 0,
        can_begin: int | None = None, until: date | None = None,
    ) -> "MonthsBar":  # fmt: skip
        """The bar of a quota of `total` months (those carried over included)."""
        left = max(0, total - used - reserved)
        over = max(0, used + reserved - total)
        carried_left = min(carried_left, left)
        return cls(used, reserved, left, carried_left, over, year, total, max(carried, carried_left), can_begin, until)

    @property
    def total(self) -> int:
        return self.used + self.reserved + self.left - self.over if self.of_total is None else self.of_total

    @property
    def shut(self) -> int:
        """Months that are not promised and cannot begin any more: no time, no place or the limit is in the way."""
        return 0 if self.can_begin is None else max(0, self.left - self.can_begin)

    @property
    def runs(self) -> list[tuple[str, int]]:
        """Kind and number of months in the order drawn; those over the quota replace the last promised."""
        over_reserved = min(self.over, self.reserved)
        over_used = min(self.over - over_reserved, self.used)
        found = [
            ("used", self.used - over_used),
            ("reserved", self.reserved - over_reserved),
            ("over", over_used + over_reserved),
            ("left", max(0, self.left - self.carried_left - self.shut)),
            ("carried", min(self.carried_left, self.left - self.shut)),
            ("shut", self.shut),
        ]
        return [(kind, n) for kind, n in found if n > 0]

    @property
    def months(self) -> int:
        """How many squares the bar has."""
        return sum(n for _, n in self.runs)

    @property
    def is_wide(self) -> bool:
        """Whether single squares would be too many to count: then one proportional bar with numbers."""
        return self.months > MOST

    @property
    def squares(self) -> Iterator[Square]:
        """Every month in rows of twelve."""
        kinds = [kind for kind, n in self.runs for _ in range(n)]
        for i, kind in enumerate(kinds):
            x, y = 1 + STEP * (i % PER_ROW), 1 + ROW * (i // PER_ROW)
            yield Square(kind, x, y, stripes(x, y, SIDE, TALL) if kind == "reserved" else "")

    @property
    def segments(self) -> Iterator[Segment]:
        """The runs of the proportional bar; each at least 3 units long so that one month stays visible."""
        wide = {kind: max(3.0, WIDE * n / self.months) for kind, n in self.runs}
        shrink, x = WIDE / sum(wide.values()), 1.0
        for kind, n in self.runs:
            width = round(wide[kind] * shrink, 1)
            yield Segment(kind, round(x, 1), width, n, stripes(x, 1, width, TALL + 2, 6) if kind == "reserved" else "")
            x += width

    @property
    def width(self) -> int:
        return WIDE + 2 if self.is_wide else STEP * max(1, min(self.months, PER_ROW)) - 2

    @property
    def height(self) -> int:
        return TALL + 4 if self.is_wide else ROW * max(1, -(-self.months // PER_ROW)) - 3

    @property
    def sentence(self) -> str:
        """ "2 used, 3 reserved, 1 left of 6 in 2027"; what is nought goes unsaid, except what is left."""
        year = f" in {self.label_year}" if self.label_year else ""
        if self.total == 0 and not self.months:
            return f"closed: no months{year}"
        parts = [f"{n} {kind}" for kind, n in (("used", self.used), ("reserved", self.reserved)) if n]
        if self.over:
            return ", ".join([*parts, f"{self.over} over the quota of {self.total}{year}"])
        left = self.left - self.shut
        until = f" until {words.day(self.until)}" if self.until and left else ""
        if self.shut:
            rest = [f"{left or 'none'} left{until}", f"{self.shut} cannot begin", f"of {self.total}{year}"]
            said = ", ".join([*parts, *rest])
        else:
            said = ", ".join([*parts, f"{left or 'none'} left of {self.total}{year}"]) + (f",{until}" if until else "")
        return f"{said} ({self._carried_says})" if self.carried_left else said

    @property
    def _carried_says(self) -> str:
        """ "2 carried over", "1 of the 6 carried over is left"."""
        if self.carried_left == self.carried:
            return f"{self.carried} carried over"
        be = "is" if self.carried_left == 1 else "are"
        return f"{self.carried_left} of the {self.carried} carried over {be} left"
