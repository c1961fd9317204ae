"""Reports of parks whose books are closed, partly closed and open: every part is partly filled, every figure another one.

Each posting has a power of two as its months, so that no other set of postings comes to the same sum.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

import pytest
import time_machine

from exchanges.explaining import wording as say
from exchanges.explaining import written_reports as written
from exchanges.explaining.reports import SINCE_THEN
from exchanges.ledger.models import Because, Pair, Posting
from parks.park.models import Park
from softlanding.kernel.quarters import Quarter
from softlanding.kernel.refusals import Refused
from tests.exchanges import cast
from tests.exchanges.explaining.making import owe, take_back
from tests.exchanges.statements.making import Q2, confirm

pytestmark = pytest.mark.django_db
SECOND, THIRD = Quarter(2026, 2), Quarter(2026, 3)
IN_JULY, IN_OCTOBER = cast.at(2026, 7, 10), cast.at(2026, 10, 10)
CLOSED = [
    ("Aveiro", "Bergen"),
    ("Aveiro", "Cork"),
]  # until 30 June; of Aveiro all, of Bergen and Cork a part, of Delft none
STAY, CLEARING, WAIVER, OPENING = Because.STAY, Because.CLEARING, Because.WAIVER, Because.OPENING
COMPENSATION, ADJUSTMENT = Because.COMPENSATION, Because.ADJUSTMENT


class Row(NamedTuple):
    """`late`: posted after the report of the second quarter was written; `back`: taken back on that day."""

    debtor: str
    creditor: str
    because: Because
    day: date
    late: bool = False
    back: date | None = None


ROWS = [
    Row("Bergen", "Aveiro", OPENING, date(2025, 12, 31)),
    Row("Aveiro", "Cork", STAY, date(2026, 3, 31)),
    Row("Bergen", "Cork", STAY, date(2026, 4, 1), back=date(2026, 9, 30)),
    Row("Delft", "Bergen", STAY, date(2026, 6, 30)),
    Row("Cork", "Delft", STAY, date(2026, 5, 5)),
    Row("Aveiro", "Bergen", STAY, date(2026, 7, 1)),
    Row("Bergen", "Delft", STAY, date(2026, 9, 30)),
    Row("Cork", "Aveiro", STAY, date(2026, 8, 8)),
    Row("Bergen", "Cork", WAIVER, date(2026, 7, 7)),
    Row("Delft", "Cork", COMPENSATION, date(2026, 7, 8)),
    Row("Aveiro", "Cork", ADJUSTMENT, date(2026, 7, 9)),
    Row("Bergen", "Aveiro", CLEARING, date(2026, 8, 1)),
    Row("Cork", "Bergen", CLEARING, date(2026, 8, 1)),
    Row("Aveiro", "Cork", CLEARING, date(2026, 8, 1)),
    Row("Delft", "Bergen", STAY, date(2026, 7, 31), back=date(2026, 8, 2)),
    Row("Cork", "Bergen", STAY, date(2026, 6, 30), late=True),
    Row("Bergen", "Delft", STAY, date(2026, 4, 2), late=True),
    Row("Delft", "Cork", STAY, date(2026, 5, 2), late=True),
    Row("Delft", "Cork", STAY, date(2026, 10, 1)),
]
NAMES = ("Aveiro", "Bergen", "Cork", "Delft")


class Moved(NamedTuple):
    """A posting or what takes one back, as the plain books hold it: in the order in which they were written."""

    debtor: str
    creditor: str
    months: int
    cause: str
    day: date
    late: bool

    def seen_from(self, park: str) -> int:
        return self.months if park == self.creditor else -self.months if park == self.debtor else 0


def moved() -> list[Moved]:
    """What was taken back by the end of the third quarter is no stay any more, and so is what takes it back."""
    found = [
        Moved(one.debtor, one.creditor, 2**n, "taken_back" if one.back else one.because.value, one.day, one.late)
        for n, one in enumerate(ROWS)
    ]
    backs = [
        Moved(one.creditor, one.debtor, 2**n, "taken_back", one.back, False)
        for n, one in enumerate(ROWS) if one.back
    ]  # fmt: skip
    return [*(it for it in found if not it.late), *backs, *(it for it in found if it.late)]


def in_third(it: Moved) -> bool:
    return THIRD.first <= it.day <= THIRD.last


@pytest.fixture
def parks() -> Iterator[dict[str, Park]]:
    """The second quarter is written, two pairs closed; then late postings come, and the third is over."""
    with time_machine.travel(IN_OCTOBER, tick=False):
        made = {name: cast.park(name, f"Manager {name}") for name in NAMES}
        backs: list[tuple[Posting, date]] = []
        write(made, late=False, backs=backs)
        for one in made.values():
            written.of_park(one, SECOND, IN_JULY)
        written.of_network(SECOND, IN_JULY)
        for names in CLOSED:
            pair = Pair.objects.between(*(made[name] for name in names))
            confirm(pair, Q2, *(made[name] for name in names), now=IN_OCTOBER)
        for posting, day in backs:
            take_back(posting, day)
        write(made, late=True, backs=backs)
        yield made


def write(parks: dict[str, Park], *, late: bool, backs: list[tuple[Posting, date]]) -> None:
    for n, one in enumerate(ROWS):
        if one.late == late:
            posting = owe(parks[one.debtor], parks[one.creditor], 2**n, one.because, one.day)
            backs += [(posting, one.back)] if one.back else []


def read(park: Park | None, now: datetime = IN_OCTOBER):
    row = written.of_park(park, THIRD, now) if park else written.of_network(THIRD, now)
    assert row
    return written.read_park(row) if park else written.read_network(row)


@pytest.mark.parametrize("name", NAMES)
def test_each_part_of_a_parks_report_is_what_the_postings_say(parks, name) -> None:
    it, books = read(parks[name]), [one for one in moved() if name in (one.debtor, one.creditor)]
    before = [one for one in books if one.day < THIRD.first]
    within = [one for one in books if in_third(one)]
    expected: dict[str, tuple[int, int]] = {}
    for one in within:
        gained, lost = (one.months, 0) if one.creditor == name else (0, one.months)
        kind = one.cause if one.cause != STAY else "hosted" if gained else "sent"
        sums = expected.get(kind, (0, 0))
        expected[kind] = sums[0] + gained, sums[1] + lost
    if since := sum(one.seen_from(name) for one in before if one.late):
        expected[SINCE_THEN] = max(0, since), max(0, -since)
    found = {one.kind: (one.sums.gained, one.sums.lost) for one in it.moved}
    assert found == {kind: both for kind, both in expected.items() if kind != "taken_back" or both[0] != both[1]}
    assert it.start == sum(one.seen_from(name) for one in before if not one.late)
    assert it.end == sum(one.seen_from(name) for one in [*before, *within])
    partners = {
        other: tuple(sum(one.seen_from(name) for one in part if other in (one.debtor, one.creditor))
                     for part in (before, [*before, *within]))
        for other in NAMES if other != name
    }  # fmt: skip
    assert {one.park.name: (one.start, one.end) for one in it.partners} == {
        other: both for other, both in partners.items() if any(both)
    }
    ends = [abs(one.end) for one in it.partners]
    assert ends == sorted(ends, reverse=True)
    assert it.pairs_moved == len({frozenset((one.debtor, one.creditor)) for one in within})


def test_parts_are_filled_by_some_parks_and_not_by_others(parks) -> None:
    """Else a part that shows another one's figure, or everybody's, would not be noticed."""
    reports = {name: read(park) for name, park in parks.items()}
    kinds = Counter(one.kind for it in reports.values() for one in it.moved)
    assert {"hosted", "sent", "clearing", "waiver", "compensation", "adjustment", "taken_back", SINCE_THEN} == set(
        kinds
    )
    assert all(number < len(NAMES) for kind, number in kinds.items()), kinds
    shown = [one.sums for it in reports.values() for one in it.moved if one.kind != "clearing"]
    figures = [months for sums in shown for months in (sums.gained, sums.lost) if months]
    assert len(reports["Aveiro"].partners) < len(reports["Bergen"].partners), "who was never met is not there"
    starts = [abs(it.start) for it in reports.values()] + [abs(it.end) for it in reports.values()]
    assert len(set(starts)) == len(starts) and not set(starts) & set(figures)


def test_closed_books_keep_their_report_and_only_open_ones_gain_what_is_posted_later(parks) -> None:
    with pytest.raises(Refused, match="are closed up to 30 June 2026"):
        owe(parks["Aveiro"], parks["Bergen"], 1, day=date(2026, 6, 30))
    lines = {name: [one.label for one in say.figures(read(park))] for name, park in parks.items()}
    since = "Posted into earlier quarters after their report"
    assert [name for name, labels in lines.items() if since in labels] == ["Bergen", "Cork", "Delft"]


def test_each_part_of_the_networks_report_is_what_the_postings_say(parks) -> None:
    it, books = read(None), sorted(moved(), key=lambda one: one.day)
    owed: dict[frozenset[str], int] = {}
    grew, fell = Counter[str](), Counter[str]()
    for one in books:
        pair = frozenset((one.debtor, one.creditor))
        was, first = owed.get(pair, 0), min(pair)
        owed[pair] = was + one.seen_from(first)
        if in_third(one):
            back = min(one.months, abs(was)) if was * one.seen_from(first) < 0 else 0
            grew[one.cause] += one.months - back
            fell[one.cause] += back
    on_time, all_of_them = (
        sum(abs(sum(one.seen_from(min(pair)) for one in books if {one.debtor, one.creditor} == pair
                    and one.day < THIRD.first and (late or not one.late))) for pair in owed)
        for late in (False, True)
    )  # fmt: skip
    assert (it.owed_start, it.totals[0].cause, it.totals[0].change) == (on_time, SINCE_THEN, all_of_them - on_time)
    assert {one.cause: (one.grew, one.fell) for one in it.totals[1:]} == {
        cause: (grew[cause], fell[cause]) for cause in grew if cause != "taken_back" or grew[cause] != fell[cause]
    }
    until = [one for one in books if one.day <= THIRD.last]
    ends = [sum(one.seen_from(min(pair)) for one in until if {one.debtor, one.creditor} == pair) for pair in owed]
    assert (it.owed_end, it.pairs_end) == (sum(map(abs, ends)), sum(map(bool, ends)))
    positions = {name: sum(one.seen_from(name) for one in until) for name in NAMES}
    assert {one.park.name: one.end for one in it.far} == positions
