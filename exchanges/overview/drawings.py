"""The pictures of the overview from its numbers: each value with its words and the list it is made of. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from exchanges.overview import sankey
from exchanges.overview.charts import Chart, Value, column_chart, line_chart
from exchanges.overview.contents import Far, Flows, Scope
from exchanges.overview.figures import StateCount
from exchanges.overview.series import Age, Coming, Month
from softlanding.kernel import words
from softlanding.kernel.pictures import side_of

WIDE, NARROW = (680, 250), (340, 220)
SMALL = (220, 104)
MOST_NODES = 9
QUARTERS = {1: "", 4: "Apr", 7: "Jul", 10: "Oct"}


def address(scope: Scope, page: str, **query: str | int) -> str:
    """Of a page of the room: address(scope, "postings", month="2026-09")."""
    found = reverse(f"exchanges:overview:{page}", args=[scope.key])
    return f"{found}?{urlencode(query)}" if query else found


@dataclass(frozen=True)
class Sized:
    """The same picture for a wide page and for a phone."""

    wide: Chart
    narrow: Chart
    says: str


@dataclass(frozen=True)
class Bar:
    """A row of a list with bars: `parts` are (side, width in per cent) one after the other."""

    label: str
    value: str
    url: str
    parts: tuple[tuple[str, float, float], ...]  # side, from, width
    note: str = ""


def _tick(month: date, is_narrow: bool) -> str:
    if month.month == 1:
        return str(month.year)
    return "" if is_narrow and month.month != 7 else QUARTERS.get(month.month, "")


def debts(scope: Scope, trend: Sequence[Month], forecast: Sequence[Coming]) -> Sized:
    """The gross debt at the end of every month that was, and of every month to come."""
    charts = []
    for (width, height), is_narrow in ((WIDE, False), (NARROW, True)):
        past = [
            Value(it.owed, f"{words.months(it.owed)} owed {_when(it, it is trend[-1])}", _tick(it.first, is_narrow),
                  address(scope, "postings", month=it.key))
            for it in trend
        ]  # fmt: skip
        coming = [
            Value(it.owed, f"{words.months(it.owed)} owed at the end of {it.label} if nothing else happens",
                  "" if it.first == trend[-1].first else _tick(it.first, is_narrow),
                  address(scope, "reserved", month=it.key))
            for it in forecast
        ]  # fmt: skip
        charts.append(line_chart(past, coming, width, height))
    return Sized(charts[0], charts[1], debts_say(trend, forecast))


def _when(month: Month, is_now: bool) -> str:
    return "today" if is_now else f"at the end of {month.label}"


def debts_say(trend: Sequence[Month], forecast: Sequence[Coming]) -> str:
    """ "61 months today, 4 at the end of November 2024; 75 at the end of October 2027 by what is reserved"."""
    now, first, highest = trend[-1], trend[0], max(trend, key=lambda it: it.owed)
    said = f"{words.months(now.owed)} today, {first.owed:,} at the end of {first.label}"
    if highest.owed > max(now.owed, first.owed):
        said += f", at most {highest.owed:,} at the end of {highest.label}"
    return (
        f"{said}; {forecast[-1].owed:,} at the end of {forecast[-1].label} by what is reserved." if forecast else said
    )


def positions(trend: Sequence[Month], forecast: Sequence[Coming] = ()) -> Sized:
    """A park's position at the end of every month, above zero where it is owed."""
    charts = []
    for (width, height), is_narrow in ((WIDE, False), (NARROW, True)):
        values = [
            Value(it.position, f"{words.balance(it.position)} {_when(it, it is trend[-1])}", _tick(it.first, is_narrow))
            for it in trend
        ]
        charts.append(column_chart(values, width, height))
    return Sized(charts[0], charts[1], positions_say(trend, forecast))


def positions_say(trend: Sequence[Month], forecast: Sequence[Coming]) -> str:
    """ "Is owed 11 months today; was owed 1 month at the end of November 2024; 14 a year from now ..." """
    now, first = trend[-1], trend[0]
    said = f"{words.balance(now.position)} today; {_was(first.position)} at the end of {first.label}"
    if forecast and forecast[-1].position != now.position:
        said += f"; by what is reserved it {_will(forecast[-1].position)} at the end of {forecast[-1].label}"
    return f"{said[0].upper()}{said[1:]}."


def _was(n: int) -> str:
    return f"{'owed' if n < 0 else 'was owed'} {words.months(abs(n))}" if n else "was even"


def _will(n: int) -> str:
    return f"{'owes' if n < 0 else 'is owed'} {words.months(abs(n))}" if n else "is even"


@dataclass(frozen=True)
class Both:
    """A bar to one side of a zero in the middle, `start` and `length` of 100."""

    side: str
    start: float
    length: float


def far_bars(far: Sequence[Far]) -> list[tuple[Far, Both]]:
    """On one scale, so that they can be compared."""
    most = max((abs(it.position) for it in far), default=0) or 1
    found = []
    for it in far:
        length = round(100 * abs(it.position) / most, 1)
        found.append((it, Both(side_of(it.position), -length if it.position < 0 else 0, length)))
    return found


def small(far: Far, months: Sequence[Month]) -> Chart:
    """One of the small multiples: 24 months and now."""
    labels = {0: f"{months[0].first:%b %Y}", len(months) - 1: "now"}
    values = [
        Value(position, f"{month.label}: {words.balance(position)}", labels.get(n, ""))
        for n, (position, month) in enumerate(zip(far.months, months, strict=True))
    ]
    return column_chart(values, *SMALL)


def flow(flows: Flows) -> sankey.Drawing:
    """The ribbons from home to host."""
    shown = sankey.grouped(flows.flows, MOST_NODES)
    return sankey.drawing(shown, flows.names)


def age_bars(scope: Scope, ages: Sequence[Age]) -> list[Bar]:
    most = max((it.months for it in ages), default=0) or 1
    found = []
    for it in ages:
        sides = [("owed", it.owed), ("owes", it.owes)] if scope.park else [("all", it.months)]
        note = f"owes {it.owes:,}, is owed {it.owed:,}" if scope.park and it.months else ""
        url = address(scope, "ages", age=it.key) if it.months else ""
        found.append(Bar(it.label, words.months(it.months), url, _parts(sides, most), note))
    return found


def state_bars(scope: Scope, landings: Sequence[StateCount]) -> list[Bar]:
    most = max((it.figure.now for it in landings), default=0) or 1
    return [
        Bar(it.label, f"{it.figure.now:,}", address(scope, "landings", state=it.state) if it.figure.now else "",
            _parts([("all", it.figure.now)], most), _change(it.figure.change))
        for it in landings
    ]  # fmt: skip


def _change(change: int | None) -> str:
    return f"{'+' if change > 0 else '−'}{abs(change):,}" if change else ""


def _parts(sides: Sequence[tuple[str, int]], most: int) -> tuple[tuple[str, float, float], ...]:
    found, at = [], 0.0
    for side, n in sides:
        if n:
            width = round(100 * n / most, 2)
            found.append((side, round(at, 2), width))
            at += width
    return tuple(found)
