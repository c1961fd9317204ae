"""The overview's figures, each with its change since the end of the last finished quarter; of the network or a park.

What was is computed from the days of postings and from the landings' steps. Standings and late decisions of a past day
cannot be known: deadlines and terms are kept as they are now. These figures say how it is, and nothing of before.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from exchanges.landings.records import standing_of, with_levels
from exchanges.landings.states import State
from exchanges.overview.sums import debts, landings
from exchanges.overview.sums.debts import PairsAgreed, Totals
from exchanges.overview.sums.landings import LandingsInState, LateDecisions, Steps
from exchanges.policy.queries import in_force
from exchanges.policy.standing import Level, Standing
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.quarters import Quarter, last_finished
from softlanding.kernel.questions import Answers, Question, ask

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


def figure_questions(today: date, now: datetime, park: Park | None = None) -> list[Question[Any]]:
    """The totals now and at the end of the last finished quarter, and the landings with every step since."""
    last, pk = last_finished(today).last, park.pk if park else None
    midnight = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(park.time_zone if park else "UTC"))
    return [
        debts.totals(None, today, pk), debts.totals(last, today, pk), landings.in_states(pk),
        landings.steps(midnight, pk), landings.late(now, pk), debts.pairs_agreed(today, pk),
        debts.pairs_unagreed(today, pk),
    ]  # fmt: skip


def network_figures(today: date, now: datetime, answers: Answers | None = None) -> NetworkFigures:
    """Of the whole network; `answers` to `figure_questions` when somebody has asked already. Three statements."""
    answers = answers or ask(*figure_questions(today, now))
    totals, before = _totals(answers)
    return NetworkFigures(
        day=today,
        quarter=last_finished(today),
        hosted=Figure(totals.hosted, before.hosted),
        owed=Figure(totals.owed, before.owed),
        pairs=Figure(totals.pairs, before.pairs),
        settled=_settled(totals, before),
        stays=totals.stays,
        open_stays=totals.open_stays,
        standings=standings(now),
        landings=_landings(answers),
        late=answers.one(LateDecisions).number,
    )


def park_figures(park: Park, today: date, now: datetime, answers: Answers | None = None) -> ParkFigures:
    """The same of one park, `today` being its own day."""
    answers = answers or ask(*figure_questions(today, now, park))
    totals, before = _totals(answers)
    return ParkFigures(
        park=park,
        day=today,
        quarter=last_finished(today),
        position=Figure(totals.position, before.position),
        owes=Figure(totals.owes, before.owes),
        is_owed=Figure(totals.is_owed, before.is_owed),
        hosted=Figure(totals.hosted, before.hosted),
        sent=Figure(totals.sent, before.sent),
        pairs=Figure(totals.pairs, before.pairs),
        settled=_settled(totals, before),
        stays=totals.stays,
        open_stays=totals.open_stays,
        standing=standing_of(park, now),
        partners=answers.one(PairsAgreed).in_force,
        landings=_landings(answers),
        late=answers.one(LateDecisions).number,
    )


def _totals(answers: Answers) -> tuple[Totals, Totals]:
    """Now, and at the end of the last finished quarter."""
    now, before = sorted(answers.of(Totals), key=lambda it: it.day is not None)
    return now, before


def _settled(now: Totals, before: Totals) -> Figure | None:
    return None if now.settled is None else Figure(now.settled, before.settled)


def _landings(answers: Answers) -> list[StateCount]:
    """Landings by state: what was is what is, with every later step taken back."""
    now = Counter({row.state: row.number for row in answers.of(LandingsInState)})
    before = now.copy()
    for row in answers.of(Steps):
        hidden = HIDDEN[row.side]
        before[row.to_state] -= 0 if row.to_state in hidden else row.number
        before[row.from_state] += 0 if row.from_state in hidden else row.number
    return [StateCount(state, Figure(now[state], before[state])) for state in State if now[state] or before[state]]


def standings(now: datetime) -> dict[Level, int]:
    """How many admitted parks have each standing; one statement besides the policy's."""
    rows: Any = with_levels(Park.objects.admitted().order_by(), in_force(), now)
    counts = dict(rows.values_list("level").annotate(n=Count("pk")))
    return {level: counts.get(int(level), 0) for level in Level}
