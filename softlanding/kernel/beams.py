"""The balance beam: zero in the middle, the tolerance as ticks, a dot for now and a hollow one for after.

Pure geometry and words; lengths in SVG user units (a CSS pixel each). Drawn by components/balance_beam.html.
"""

from dataclasses import dataclass, field

from softlanding.kernel import words


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the beam: x, months, kind (alert, limit, now, after), side (owes, owed, even)."""

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


SIZES = {
    "row": (144, 22, 11, 9),
    "large": (320, 72, 30, 12),
}  # width, height, y of the axis, padding at both ends
FARTHEST = 60  # months at the ends of a beam without alert and limit, at most
LETTER = 6.4  # width of a letter of a label in the large beam, on average


def side_of(n: int) -> str:
    """The side of zero a balance lies on: owes (negative), owed, even."""
    return "owes" if n < 0 else "owed" if n > 0 else "even"


@dataclass(frozen=True, slots=True)
class Beam:
    """A balance in months: negative owes, positive is owed; `after` is what a decision makes of it.

    `alert` and `limit` are distances from zero (None: not agreed). `subject` is whose balance it is,
    `partner` with whom (empty: with everybody); with `second_person` the sentence says "you" for the subject;
    `when` is said of `after`: "after this", "with everything promised".
    """

    now: int
    after: int | None = None
    alert: int | None = None
    limit: int | None = None
    subject: str = ""
    partner: str = ""
    second_person: bool = False
    when: str = "after this"  # what "after" means

    @property
    def last(self) -> int:
        """The balance that counts: after the decision, else now."""
        return self.now if self.after is None else self.after

    @property
    def scale(self) -> int:
        """Months from zero to either end. Follows the limits; stretches for values up to twice as far."""
        told = max(self.limit or 0, self.alert or 0)
        base = told + max(1, -(-told // 4)) if told else 4
        far = max(abs(self.now), abs(self.last))
        most = 2 * base if told else FARTHEST
        return far + 1 if base <= far < most else base if told else min(max(base, far), most)

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
            return f", the same {self.when}"
        if after == 0:
            return f", even {self.when}"
        if (after < 0) == (now < 0) and now != 0:
            return f", {abs(after)} {self.when}"
        owes, owed = ("owe", "are owed") if self.second_person else ("owes", "is owed")
        number = words.months(abs(after)) if now == 0 else abs(after)
        return f", {owes if after < 0 else owed} {number} {self.when}"

    @property
    def bounds(self) -> str:
        """Where that lies in the tolerance: "the limit is 6", "past the limit of 6"; may be empty."""
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
