"""The overview's figures, each with its change since the end of the last finished quarter; of the network or a park.

What was is computed from the days of postings and from the landings' steps. Standings and late decisions of a past day
cannot be known: deadlines and terms are kept as they are now. These figures say how it is, and nothing of before.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from exchanges.landings.records import standing_of, with_levels
from exchanges.landings.states import State
from exchanges.overview import sums
from exchanges.policy.queries import in_force
from exchanges.policy.standing import Level, Standing
from parks.models import Park
from softlanding.kernel import words
from softlanding.kernel.percents import percent
from softlanding.kernel.quarters import Quarter, last_finished

# States of a landing its park does not see yet, by its side; the network sees all.
HIDDEN = {"": (), "home": (State.DRAFT,), "host": (State.DRAFT, State.SUBMITTED)}


@dataclass(frozen=True)
class Figure:
    """A number now, and at the end of the last finished quarter; `before` None: there was none."""

    now: int
    before: int | None = None

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.now - self.before

    @property
    def change_says(self) -> str:
        """ "9 fewer", "4 more", "as many as"; empty without a number of before."""
        if self.change is None:
            return ""
        return f"{abs(self.change):,} {'more' if self.change > 0 else 'fewer'}" if self.change else "as many"

    def than(self, when: str) -> str:
        """ "9 fewer than on 30 September", "as many as on 30 September"; empty without a number of before."""
        return f"{self.change_says} {'than' if self.change else 'as'} {when}" if self.change_says else ""


@dataclass(frozen=True)
class Books:
    """What all postings add up to at the end of a day, of the network or of one park's pairs; months."""

    pairs: int  # that are not even
    owed: int  # |balance| of them all
    is_owed: int  # to the park; 0 without one
    owes: int  # the park; 0 without one
    stays: int  # months of stays that ever began and stand
    open_stays: int  # of these, still owed: the newest months of a pair that make up its balance
    hosted: int  # in the 12 months that end with the day
    sent: int

    @property
    def position(self) -> int:
        """The park's balance over all partners: > 0 is owed."""
        return self.is_owed - self.owes

    @property
    def settled(self) -> int | None:
        """Per cent of the months that stays came to owe and nobody owes any more, half up; None without stays."""
        return percent(self.stays - self.open_stays, self.stays) if self.stays else None


@dataclass(frozen=True)
class StateCount:
    """How many landings are in a state."""

    state: State
    figure: Figure

    @property
    def label(self) -> str:
        return str(self.state.label)


@dataclass(frozen=True)
class NetworkFigures:
    """The whole network; months.

    `owed` is the gross debt: |balance| of all pairs. `settled` is the share of all months that stays came to owe and
    that nobody owes any more, in per cent rounded half up (None: no stays); it is made of `stays` and `open_stays`.
    """

    day: date
    quarter: Quarter
    hosted: Figure  # in the 12 months that end with the day
    owed: Figure
    pairs: Figure  # that are not even
    settled: Figure | None
    stays: int
    open_stays: int
    standings: Mapping[Level, int]  # admitted parks, now
    landings: list[StateCount]
    late: int  # decisions that wait longer than agreed, now


@dataclass(frozen=True)
class ParkFigures:
    """The same cut to one park; months, `position` > 0 the park is owed."""

    park: Park
    day: date
    quarter: Quarter
    position: Figure
    owes: Figure
    is_owed: Figure
    hosted: Figure  # in the 12 months that end with the day
    sent: Figure
    pairs: Figure  # partners with whom it is not even
    settled: Figure | None
    stays: int
    open_stays: int
    standing: Standing  # now
    partners: int  # with an agreement in force, now
    landings: list[StateCount]
    late: int

    @property
    def says(self) -> str:
        """ "owes 13 months", "is even with its partners"."""
        return words.balance(self.position.now) if self.position.now else "is even with its partners"


def books_of(rows: Iterable[sums.Row], label: str) -> Books:
    """Of rows of `sums.books`."""
    return Books(**{row.b: row.n for row in rows if row.kind == "books" and row.a == label})


def figure_parts(today: date, now: datetime, park: Park | None = None) -> list[sums.Part]:
    """The books now and at the end of the last finished quarter, and the landings with every step since."""
    last, pk = last_finished(today).last, park.pk if park else None
    midnight = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(park.time_zone if park else "UTC"))
    books = [sums.books("now", None, today, pk), sums.books("before", last, today, pk)]
    return [*books, *sums.landings(now, midnight, pk), sums.past(today, pk), sums.unagreed(today, pk)]


def network_figures(today: date, now: datetime, rows: Iterable[sums.Row] | None = None) -> NetworkFigures:
    """Of the whole network; `rows` hold those of `figure_parts` when somebody has asked already. Three statements."""
    rows = sums.ask(figure_parts(today, now)) if rows is None else list(rows)
    books, before = books_of(rows, "now"), books_of(rows, "before")
    return NetworkFigures(
        day=today,
        quarter=last_finished(today),
        hosted=Figure(books.hosted, before.hosted),
        owed=Figure(books.owed, before.owed),
        pairs=Figure(books.pairs, before.pairs),
        settled=_settled(books, before),
        stays=books.stays,
        open_stays=books.open_stays,
        standings=standings(now),
        landings=_landings(rows),
        late=_number(rows, "late"),
    )


def park_figures(park: Park, today: date, now: datetime, rows: Iterable[sums.Row] | None = None) -> ParkFigures:
    """The same of one park, `today` being its own day."""
    rows = sums.ask(figure_parts(today, now, park)) if rows is None else list(rows)
    books, before = books_of(rows, "now"), books_of(rows, "before")
    return ParkFigures(
        park=park,
        day=today,
        quarter=last_finished(today),
        position=Figure(books.position, before.position),
        owes=Figure(books.owes, before.owes),
        is_owed=Figure(books.is_owed, before.is_owed),
        hosted=Figure(books.hosted, before.hosted),
        sent=Figure(books.sent, before.sent),
        pairs=Figure(books.pairs, before.pairs),
        settled=_settled(books, before),
        stays=books.stays,
        open_stays=books.open_stays,
        standing=standing_of(park, now),
        partners=sum(row.o for row in rows if row.kind == "past"),
        landings=_landings(rows),
        late=_number(rows, "late"),
    )


def _settled(now: Books, before: Books) -> Figure | None:
    return None if now.settled is None else Figure(now.settled, before.settled)


def _number(rows: Iterable[sums.Row], kind: str) -> int:
    return sum(row.n for row in rows if row.kind == kind)


def _landings(rows: list[sums.Row]) -> list[StateCount]:
    """Landings by state: what was is what is, with every later step taken back."""
    now = Counter({row.a: row.n for row in rows if row.kind == "state"})
    before = now.copy()
    for row in rows:
        if row.kind == "step":
            hidden = HIDDEN[row.c]
            before[row.b] -= 0 if row.b in hidden else row.n
            before[row.a] += 0 if row.a in hidden else row.n
    return [StateCount(state, Figure(now[state], before[state])) for state in State if now[state] or before[state]]


def standings(now: datetime) -> dict[Level, int]:
    """How many admitted parks have each standing; one statement besides the policy's."""
    rows: Any = with_levels(Park.objects.admitted().order_by(), in_force(), now)
    counts = dict(rows.values_list("level").annotate(n=Count("pk")))
    return {level: counts.get(int(level), 0) for level in Level}
