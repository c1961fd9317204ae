"""The geometry of the two pictures: months bar and balance beam. Pure; lengths are in SVG user units (one is a CSS pixel).

Templates draw what is computed here (templates/components/months_bar.html and balance_beam.html) and nothing draws it twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from softlanding.kernel import words

SIDE, TALL, STEP, ROW, PER_ROW, MOST = 12, 14, 16, 19, 12, 60
WIDE = 240  # length of the proportional bar that stands for more than MOST months


@dataclass(frozen=True, slots=True)
class Square:
    """One month: its kind (used, reserved, over, left, carried), its upper left corner and, when striped, the path of its stripes."""

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

    `over` of the used and reserved months lie beyond the quota; `carried_left` of those left were carried over from
    the year before. So used + reserved + left == of_total + over. `MonthsBar.of` computes left and over.
    """

    used: int = 0
    reserved: int = 0
    left: int = 0
    carried_left: int = 0
    over: int = 0
    label_year: int | None = None
    of_total: int | None = None

    @classmethod
    def of(cls, total: int, used: int, reserved: int, year: int | None = None, carried_left: int = 0) -> "MonthsBar":
        """The bar of a quota of `total` months (those carried over included)."""
        left = max(0, total - used - reserved)
        over = max(0, used + reserved - total)
        return cls(used, reserved, left, min(carried_left, left), over, year, total)

    @property
    def total(self) -> int:
        return self.used + self.reserved + self.left - self.over if self.of_total is None else self.of_total

    @property
    def runs(self) -> list[tuple[str, int]]:
        """Kind and number of months, in the order drawn; what is over the quota replaces the last promised months."""
        over_reserved = min(self.over, self.reserved)
        over_used = min(self.over - over_reserved, self.used)
        found = [
            ("used", self.used - over_used),
            ("reserved", self.reserved - over_reserved),
            ("over", over_used + over_reserved),
            ("left", self.left - self.carried_left),
            ("carried", self.carried_left),
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
        said = ", ".join([*parts, f"{self.left or 'none'} left of {self.total}{year}"])
        return f"{said} ({self.carried_left} carried over)" if self.carried_left else said


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the beam: x, the months it stands for, what it is (alert, limit; now, after), its side (owes, owed, even)."""

    x: float
    months: int
    kind: str
    side: str
    beyond: bool = False  # lies outside the scale: drawn at the end as an arrowhead
    label: str = ""
    label_x: float = 0.0
    anchor: str = "middle"

    @property
    def arrow(self) -> str:
        """Path data of the arrowhead of a value beyond the scale, its tip outwards."""
        return "M6 0L-6 -7V7Z" if self.months > 0 else "M-6 0L6 -7V7Z"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A beam laid out: `width` x `height`, the axis at y, everything else by its x."""

    width: int
    height: int
    y: int
    pad: int
    ticks: list[Mark] = field(default_factory=list)
    dots: list[Mark] = field(default_factory=list)
    labels: list[Mark] = field(default_factory=list)
    limit_left: float | None = None
    limit_right: float | None = None

    @property
    def middle(self) -> float:
        return self.width / 2

    @property
    def move(self) -> str:
        """Path data of the arrow from now to after; empty where the dots leave no room for one."""
        if len(self.dots) < 2 or abs(self.dots[1].x - self.dots[0].x) < 14:
            return ""
        way = 1 if self.dots[1].x > self.dots[0].x else -1
        start, tip = self.dots[0].x + 8 * way, self.dots[1].x - 9 * way
        head = f"M{tip - 4 * way:g} {self.y - 4}L{tip:g} {self.y}L{tip - 4 * way:g} {self.y + 4}"
        return f"M{start:g} {self.y}H{tip:g}{head}" if (tip - start) * way > 2 else ""


SIZES = {"row": (144, 22, 11, 9), "large": (320, 72, 30, 12)}  # width, height, y of the axis, padding at both ends
LETTER = 6.4  # width of a letter of a label in the large beam, on average


def side_of(n: int) -> str:
    """The side of zero a balance lies on: owes (negative), owed, even."""
    return "owes" if n < 0 else "owed" if n > 0 else "even"


@dataclass(frozen=True, slots=True)
class Beam:
    """A balance in months around zero: negative owes, positive is owed; `after` is what a decision makes of it.

    `alert` and `limit` are distances from zero (None: not agreed). `subject` is whose balance it is, `partner` with
    whom (empty: with everybody); with `second_person` the sentence says "you" for the subject.
    """

    now: int
    after: int | None = None
    alert: int | None = None
    limit: int | None = None
    subject: str = ""
    partner: str = ""
    second_person: bool = False

    @property
    def last(self) -> int:
        """The balance that counts: after the decision, else now."""
        return self.now if self.after is None else self.after

    @property
    def scale(self) -> int:
        """Months from zero to either end. Follows the limits; stretches for values up to twice as far, no further."""
        told = max(self.limit or 0, self.alert or 0)
        base = told + max(1, -(-told // 4)) if told else 4
        far = max(abs(self.now), abs(self.last))
        return far + 1 if base <= far < 2 * base or (far >= base and not told) else base

    def drawing(self, size: str = "large") -> Drawing:
        """The beam laid out in one of two sizes: "row" (no labels) or "large"."""
        width, height, y, pad = SIZES[size]
        middle = width / 2
        unit = (middle - pad - (8 if size == "row" else 10)) / self.scale

        def at(n: float) -> float:
            return round(middle + max(-self.scale, min(self.scale, n)) * unit, 1)

        tolerance = [("alert", self.alert), ("limit", self.limit)]
        marks = [(kind, sign * n) for kind, n in tolerance if n for sign in (-1, 1)]
        ticks = [Mark(at(n), abs(n), kind, side_of(n)) for kind, n in marks if abs(n) <= self.scale]
        values = [("now", self.now)] + ([("after", self.after)] if self.after not in (None, self.now) else [])
        dots = [Mark(at(n), n, kind, side_of(n), abs(n) > self.scale) for kind, n in values if n is not None]
        edges = (at(-self.limit), at(self.limit)) if self.limit else (None, None)
        return Drawing(width, height, y, pad, ticks, dots, self.labels(dots, width), *edges)

    def labels(self, dots: list[Mark], width: int) -> list[Mark]:
        """The words above the dots; one word for both where two would touch."""
        texts = [f"{dot.kind} {abs(dot.months)}" if self.after is not None else str(abs(dot.months)) for dot in dots]
        if self.after == self.now:
            texts = [f"now and after {abs(self.now)}"]
        if len(dots) == 2 and abs(dots[0].x - dots[1].x) < LETTER * (len(texts[0]) + len(texts[1])) / 2 + 8:
            first, second = sorted(zip((dot.x for dot in dots), texts, dots, strict=True), key=lambda it: it[0])
            gap = " → " if first[2].kind == "now" else " ← "
            return [self.label(dots[-1], (first[0] + second[0]) / 2, first[1] + gap + second[1], width)]
        return [self.label(dot, dot.x, text, width) for dot, text in zip(dots, texts, strict=True)]

    @staticmethod
    def label(dot: Mark, x: float, text: str, width: int) -> Mark:
        half = LETTER * len(text) / 2
        anchor = "start" if x - half < 0 else "end" if x + half > width else "middle"
        place = {"start": 1.0, "end": float(width - 1), "middle": round(x, 1)}[anchor]
        return Mark(dot.x, dot.months, dot.kind, dot.side, dot.beyond, text, place, anchor)

    @property
    def says(self) -> str:
        """The balance in words, now and after: "owes Porto 3 months now, 5 after this"."""
        who = "You" if self.second_person else self.subject
        text = f"{who} {self.now_says()}" if who else self.now_says()
        if self.after is None:
            return text
        return f"{text} now{self.after_says()}"

    def now_says(self) -> str:
        owes, owed, even = ("owe", "are owed", "are even") if self.second_person else ("owes", "is owed", "is even")
        if self.now < 0:
            return f"{owes} {self.partner} {words.months(-self.now)}".replace("  ", " ")
        if self.now > 0:
            return f"{owed} {words.months(self.now)}" + (f" by {self.partner}" if self.partner else "")
        bare = even if self.subject or self.second_person or self.partner else "even"
        return f"{bare} with {self.partner}" if self.partner else bare

    def after_says(self) -> str:
        after, now = self.last, self.now
        if after == now:
            return ", the same after this"
        if after == 0:
            return ", even after this"
        if (after < 0) == (now < 0) and now != 0:
            return f", {abs(after)} after this"
        owes, owed = ("owe", "are owed") if self.second_person else ("owes", "is owed")
        number = words.months(abs(after)) if now == 0 else abs(after)
        return f", {owes if after < 0 else owed} {number} after this"

    @property
    def bounds(self) -> str:
        """Where that lies in the tolerance: "the limit is 6", "past the limit of 6", "past the alert at 4"; may be empty."""
        far = abs(self.last)
        if self.limit is not None and far > self.limit:
            return f"past the limit of {self.limit}"
        if self.limit is not None and far == self.limit:
            return f"at the limit of {self.limit}"
        limit = f"the limit is {self.limit}" if self.limit is not None else ""
        if self.alert is not None and far > self.alert:
            return f"past the alert at {self.alert}" + (f", {limit}" if limit else "")
        return limit or (f"the alert is at {self.alert}" if self.alert is not None else "")

    @property
    def tone(self) -> str:
        """stop past the limit, wait at it or past the alert, else idle."""
        far = abs(self.last)
        if self.limit is not None and far > self.limit:
            return "stop"
        near = (self.limit is not None and far == self.limit) or (self.alert is not None and far > self.alert)
        return "wait" if near else "idle"

    @property
    def sentence(self) -> str:
        """ "owes Porto 3 months now, 5 after this; the limit is 6"."""
        return f"{self.says}; {self.bounds}" if self.bounds else self.says
