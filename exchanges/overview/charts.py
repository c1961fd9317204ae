"""Where the lines, columns and labels of a chart go. Pure; lengths in SVG user units (a CSS pixel each)."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT, TOP, BOTTOM = 36, 14, 22, 26
LETTER = 6.6  # width of a letter of a label, on average
STEPS = (1, 2, 5)


def ticks(low: int, high: int, most: int = 5) -> list[int]:
    """At most `most` whole numbers at even steps (1, 2, 5, 10, ...) that enclose `low`, `high` and 0."""
    low, high = min(low, 0), max(high, 0)
    power = 1
    while True:
        for step in (it * power for it in STEPS):
            first, last = low // step, -(-high // step)
            if last - first + 1 <= most:
                return [it * step for it in range(first, last + 1)] if last > first else [0, step]
        power *= 10


@dataclass(frozen=True)
class Tick:
    """A label at a place along an axis."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Dot:
    """A value of the chart; `title` says it in words, `url` is what it is made of."""

    x: float
    y: float
    title: str
    url: str = ""
    label: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Column:
    """A value as a column from zero; side: owed above zero, owes below."""

    x: float
    y: float
    width: float
    height: float
    side: str
    title: str


@dataclass(frozen=True)
class Value:
    """What is drawn at one place of the x axis; `tick` labels it there (empty: not)."""

    value: int
    title: str
    tick: str = ""
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """Laid out: `line` and `coming` are path data, `area` the ground under the line."""

    width: int
    height: int
    zero: float
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    line: str = ""
    area: str = ""
    coming: str = ""
    dots: tuple[Dot, ...] = ()
    columns: tuple[Column, ...] = ()
    labels: tuple[Dot, ...] = ()

    @property
    def left(self) -> int:
        return LEFT

    @property
    def right(self) -> int:
        return self.width - RIGHT

    @property
    def foot(self) -> int:
        """Where the labels of the x axis stand."""
        return self.height - 7


@dataclass(frozen=True)
class _Scale:
    width: int
    height: int
    marks: list[int]
    places: int

    def x(self, place: float) -> float:
        room = self.width - LEFT - RIGHT
        return round(LEFT + (room * place / (self.places - 1) if self.places > 1 else room / 2), 1)

    def y(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return round(TOP + (self.height - TOP - BOTTOM) * (high - value) / (high - low), 1)

    @property
    def y_ticks(self) -> list[Tick]:
        return [Tick(self.y(mark), f"{mark:,}", "end") for mark in self.marks]

    def x_ticks(self, values: Sequence[Value]) -> list[Tick]:
        return [_tick(self.x(n), value.tick, self.width) for n, value in enumerate(values) if value.tick]


def _tick(x: float, label: str, width: int) -> Tick:
    half = LETTER * len(label) / 2
    return Tick(x, label, "start" if x < half else "end" if x + half > width else "middle")


def line_chart(past: Sequence[Value], coming: Sequence[Value], width: int, height: int) -> Chart:
    """Values from 0 on as a line, those to come dashed behind it; the last, the highest and the end are labelled."""
    values = [*past, *coming]
    scale = _Scale(width, height, ticks(0, max((it.value for it in values), default=0)), len(values))
    at = [(scale.x(n), scale.y(it.value)) for n, it in enumerate(values)]
    line = _path(at[: len(past)])
    area = f"{line}V{scale.y(0):g}H{at[0][0]:g}Z" if len(past) > 1 else ""
    dots = tuple(Dot(*place, it.title, it.url) for place, it in zip(at, values, strict=True))
    return Chart(
        width, height, scale.y(0), scale.x_ticks(values), scale.y_ticks, line, area,
        _path(at[max(0, len(past) - 1) :]) if coming else "", dots, labels=_labels(at, values, len(past) - 1, width),
    )  # fmt: skip


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) if points else ""


def _labels(at: Sequence[tuple[float, float]], values: Sequence[Value], now: int, width: int) -> tuple[Dot, ...]:
    """Of now, of the end, and of the highest value when it is neither nor close to them."""
    wanted = [n for n in dict.fromkeys((now, len(values) - 1)) if 0 <= n < len(values)]
    if values:
        highest = max(range(len(values)), key=lambda n: values[n].value)
        if all(abs(at[highest][0] - at[n][0]) > 5 * LETTER and values[highest].value > values[n].value for n in wanted):
            wanted.append(highest)
    found = []
    for n in wanted:
        text = f"{values[n].value:,}"
        tick = _tick(at[n][0], text, width - RIGHT)
        found.append(Dot(at[n][0], round(at[n][1] - 8, 1), values[n].title, values[n].url, text, tick.anchor))
    return tuple(found)


def column_chart(values: Sequence[Value], width: int, height: int) -> Chart:
    """Values above and below zero as columns."""
    numbers = [it.value for it in values]
    marks = ticks(min(numbers, default=0), max(numbers, default=0), 4)
    scale = _Scale(width, height, marks, len(values) + 1)
    step = (width - LEFT - RIGHT) / max(1, len(values))
    zero, columns = scale.y(0), []
    for n, it in enumerate(values):
        top, side = scale.y(max(0, it.value)), "owes" if it.value < 0 else "owed"
        columns.append(
            Column(round(LEFT + n * step + step * 0.1, 1), top, round(step * 0.8, 1),
                   round(abs(scale.y(it.value) - zero), 1), side, it.title)
        )  # fmt: skip
    x_ticks = [_tick(LEFT + (n + 0.5) * step, it.tick, width) for n, it in enumerate(values) if it.tick]
    return Chart(width, height, zero, x_ticks, scale.y_ticks, columns=tuple(columns))
