"""Whose answer a step of a landing is, by whose clock, and whether it came late: what a park's record counts. Pure."""

from datetime import date, datetime
from typing import Any

from exchanges.landings.states import State
from softlanding.kernel.calendar import clock_said, has_ended

# By the step's verb and the state it leaves. A resident's answer to an offer counts for the home park, which vouched
# for it.
ANSWER_OF: dict[tuple[str, str], str] = {
    ("nominate", State.SUBMITTED): "home", ("decline", State.SUBMITTED): "home",
    ("offer", State.NOMINATED): "host", ("decline", State.NOMINATED): "host",
    ("confirm", State.OFFERED): "home", ("lapse", State.OFFERED): "home", ("withdraw", State.OFFERED): "home",
}  # fmt: skip
# In these a park decides within the agreement's days, or late.
DECIDED_BY_PARKS = (State.SUBMITTED, State.NOMINATED)
# Whose clock a landing's day for an answer goes by, by its state; a company goes by its home park's, and whatever comes
# after the confirmation happens at the host.
CLOCK_OF = {State.SUBMITTED: "home", State.OFFERED: "home"}


def clock_of(state: str) -> str:
    """The side by whose clock the day of the next step ends: home or host."""
    return CLOCK_OF.get(State(state), "host")


def clock_at(landing: Any, day: date, side: str) -> str:
    """Whose clock a day counted at the home or the host park goes by; empty where both parks' days end at once."""
    zones = {"home": landing.home.time_zone, "host": landing.host.time_zone}
    return clock_said(day, zones[side], zones.values())


def answer_of(verb: str, before: str) -> str:
    """The side whose park's record counts the step: home, host, or empty."""
    return ANSWER_OF.get((verb, before), "")


def is_late(verb: str, before: str, due: date | None, at: datetime, time_zone: str) -> bool:
    """Whether a park decided after the day it was told, by its own calendar."""
    decided = before in DECIDED_BY_PARKS and answer_of(verb, before) != ""
    return decided and due is not None and has_ended(due, at, time_zone)
