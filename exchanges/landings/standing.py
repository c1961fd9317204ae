"""Where a landing stands, in words: what the page says first, its stages and its history. Pure presentation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from exchanges.landings.models import Landing, LandingStep
from exchanges.landings.states import ENDED, PATH, WORKFLOW, MonthState, State
from softlanding.kernel.history import HistoryLine


@dataclass(frozen=True)
class Stage:
    label: str
    state: str  # done, now, next or off


@dataclass(frozen=True)
class MonthRow:
    """A free-rent month of a stay, and what became of it."""

    number: int
    begins_on: date
    year: int
    label: str
    tone: str


def month_rows(landing: Landing, months: Iterable[Any]) -> list[MonthRow]:
    """Rows of queries.months_ever: what stands against a quota, and of a stay that took place what was given back."""
    last = {month.number: month for month in months}  # a month that moved has an older row
    took_place = landing.checked_in_on is not None or landing.state == State.NO_SHOW
    return [
        MonthRow(month.number, month.begins_on, month.year, *_became(month))
        for month in last.values()
        if took_place or month.state != MonthState.RELEASED
    ]


def _became(month: Any) -> tuple[str, str]:
    if month.state == MonthState.RELEASED:
        return ("taken back" if month.taken_back else "released"), "idle"
    return ("used", "done") if month.state == MonthState.USED else ("reserved", "go")


# What the one who must act does next, for a badge: (said to her, said to the others).
WAITS = {
    State.DRAFT: ("not sent yet", "not sent yet"),
    State.SUBMITTED: ("waits for your nomination", "waits for its home park"),
    State.NOMINATED: ("waits for your decision", "waits for the host park"),
    State.OFFERED: ("waits for your answer", "waits for the company's answer"),
    State.CONFIRMED: ("confirmed, arrives soon", "confirmed"),
    State.LANDED: ("here now", "landed"),
}
NOT_ARRIVED = ("waits for your word: arrived or not", "not checked in yet")  # confirmed, and its first day is over


def badge_words(landing: Landing, sides: set[str], today: date) -> str:
    """What the badge says to a person who works for `sides` ("company", "home", "host"); `today`: the host's day."""
    state = State(landing.state)
    if state not in WAITS:
        return str(state.label)
    is_late = state == State.CONFIRMED and landing.starts_on is not None and landing.starts_on < today
    yours, theirs = NOT_ARRIVED if is_late else WAITS[state]
    return yours if landing.waits_for in sides else theirs


def stages(landing: Landing, steps: Iterable[LandingStep]) -> list[Stage]:
    """The straight path with the current stage marked; an aside path strikes out what no longer comes."""
    state = State(landing.state)
    reached = {step.to_state for step in steps} | {state}
    found = [Stage(str(one.label).capitalize(), _place(one, state, reached)) for one in PATH]
    if state in ENDED and state != State.COMPLETED:
        last = max((i for i, one in enumerate(PATH) if one in reached), default=0)
        found.insert(last + 1, Stage(str(state.label).capitalize(), "now"))
    return found


def _place(one: State, state: State, reached: set[str]) -> str:
    if one == state:
        return "done" if one == State.COMPLETED else "now"
    if one in reached:
        return "done"
    return "off" if state in ENDED else "next"


def history(landing: Landing, steps: Iterable[LandingStep]) -> list[HistoryLine]:
    """Newest first, opened by whom it waits for now."""
    events = [
        HistoryLine.of(step, _sentence(landing, step))
        for step in sorted(steps, key=lambda step: (step.at, step.pk), reverse=True)
    ]
    waits_for = {"company": landing.company.name, "home": landing.home.name, "host": landing.host.name}
    if landing.waits_for and landing.state != State.LANDED:
        events.insert(0, HistoryLine.waits(f"Waits for {waits_for[landing.waits_for]}"))
    return events


def _sentence(landing: Landing, step: LandingStep) -> str:
    if step.side == "clock":
        return f"The offer {WORKFLOW[step.verb].told}"
    return f"{step.acted_for} {WORKFLOW[step.verb].told}"
