"""Rows of landings, their months and their steps."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from exchanges.landings.answers import answer_of, is_late
from exchanges.landings.models import FreeRentMonth, Landing, LandingStep
from exchanges.landings.states import State
from softlanding.kernel.calendar import local_day
from softlanding.seeding.copying import analyze, copy
from softlanding.seeding.geography import PURPOSES
from softlanding.seeding.progress import Progress
from softlanding.seeding.world import Network, Place, Stay, Step

FIRST = 2000  # rows after which PostgreSQL is told what the table looks like
LANDING = (
    "id company home host pair agreement state wished_start wished_months people purpose needs starts_on months "
    "answer_by offer_message period checked_in_on checked_out_on early_justified due_on submitted_at nominated_at "
    "created_by created_at changed_at"
)
MONTH = "landing number begins_on pair home square quota state"
STEP = "landing verb from_state to_state side actor acted_for reason at counts_for is_late"
DECISION = timedelta(days=14)


def write_stays(network: Network, progress: Progress) -> None:
    with progress.stage("landings", len(network.stays)) as step:
        rows = iter(step(_landings(network)))
        # The trigger that counts places looks at the table it fills.
        copy(Landing, LANDING, islice(rows, FIRST))
        analyze(Landing)
        copy(Landing, LANDING, rows)
    promises = sum(len(stay.promises) for stay in network.stays)
    with progress.stage("free-rent months", promises) as step:
        copy(FreeRentMonth, MONTH, step(_months(network)))
    steps = sum(len(stay.steps) for stay in network.stays)
    with progress.stage("steps of landings", steps) as step:
        copy(LandingStep, STEP, step(_steps(network)))


def _landings(network: Network) -> Iterator[tuple[Any, ...]]:
    for stay in network.stays:
        dice, state = network.dice, stay.state
        offered = (stay.start, stay.months, stay.answer_by, "You are welcome.", _period(stay))
        came = state in (State.LANDED, State.COMPLETED)
        at = {step.verb: step.at for step in stay.steps}
        yield (
            stay.pk, stay.firm.pk, stay.home.pk, stay.host.pk, stay.link.pk, stay.link.agreements[stay.span],
            str(state), stay.start, stay.months, dice.randrange(1, 6), dice.choice(PURPOSES), "Two desks",
            *(offered if stay.was_offered else (None, None, None, "", None)),
            stay.start if came else None, stay.last_day if state == State.COMPLETED else None,
            dice.random() < 0.7 if stay.left_on else None, _due_on(stay, at),
            at.get("submit"), at.get("nominate"), stay.firm.lead, stay.steps[0].at, stay.steps[-1].at,
        )  # fmt: skip


def _period(stay: Stay) -> str:
    return f"[{stay.start},{stay.last_day + timedelta(days=1)})"


def _due_on(stay: Stay, at: dict[str, datetime]) -> date | None:
    """By when whoever must act next acts."""
    match stay.state:
        case State.SUBMITTED:
            return at["submit"].date() + DECISION
        case State.NOMINATED:
            return at["nominate"].date() + DECISION
        case State.OFFERED:
            return stay.answer_by
        case State.CONFIRMED:
            return stay.start
        case State.LANDED:
            return stay.last_day
    return None


def _months(network: Network) -> Iterator[tuple[Any, ...]]:
    for stay in network.stays:
        quota = stay.link.directions[stay.home.pk].months_per_year
        for promise in stay.promises:
            square = min(promise.square, quota)
            yield (stay.pk, promise.number, promise.begins_on, stay.link.pk, stay.home.pk, square, quota, promise.state)


def _steps(network: Network) -> Iterator[tuple[Any, ...]]:
    for stay in network.stays:
        asked = None
        for step in stay.steps:
            actor, name = _who(stay, step)
            side = answer_of(step.verb, step.before)
            park: Place | None = getattr(stay, side) if side else None
            zone = park.time_zone if park else "UTC"
            due: date | None = local_day(asked, zone) + DECISION if asked else None
            yield (
                stay.pk, step.verb, step.before, step.after, step.side, actor, name, step.reason, step.at,
                park.pk if park else None, is_late(step.verb, step.before, due, step.at, zone),
            )  # fmt: skip
            asked = step.at


def _who(stay: Stay, step: Step) -> tuple[int | None, str]:
    """The actor's id, and whom she spoke for."""
    if step.side == "company":
        return stay.firm.lead, stay.firm.name
    if step.side == "clock":
        return None, ""
    park = stay.home if step.side == "home" else stay.host
    return park.manager, park.name
