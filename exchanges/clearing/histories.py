"""How a clearing came to stand where it does, and whom it waits for, in words."""

from typing import Any

from exchanges.clearing.models import Clearing
from exchanges.clearing.states import WORKFLOW, Absence, State
from softlanding.kernel import words
from softlanding.kernel.history import HistoryLine


def history(clearing: Any, most: int = 60) -> list[HistoryLine]:
    """Of a row of `with_counts`: newest first, opened by whom it waits for."""
    steps = clearing.steps.select_related("actor").order_by("-at", "-pk")[:most]
    found = [HistoryLine.of(step, _sentence(step)) for step in steps]
    if waits := waits_says(clearing):
        found.insert(0, HistoryLine.waits(waits))
    return found


def _sentence(step: Any) -> str:
    if step.verb == "recompute":
        return "It was computed anew"
    if step.verb == "expire":
        return "The undoing lapsed, and it stays as it was posted"
    told = WORKFLOW[step.verb].told
    return f"{step.acted_for} {told}" if step.acted_for else f"It was {told.removesuffix(' it')}"


def waits_says(clearing: Any) -> str:
    """ "Waits for 3 of 7 parks to agree"; empty when it waits for nobody."""
    if clearing.state == State.PROPOSED:
        left, what = clearing.parks - clearing.yeses, "to agree"
    elif clearing.state == State.UNDOING:
        left, what = clearing.parks - clearing.signatures, "to sign the undoing"
    else:
        return ""
    return f"Waits for {left:,} of {words.plural(clearing.parks, 'park')} {what}"


def absent_says(clearing: Clearing) -> str:
    """Who takes no part, and why: "Turin (refused), Porto (did not answer in time)"; empty when all do."""
    rows = clearing.absences.select_related("park").order_by("park__name")[:20]
    return ", ".join(f"{it.park} ({Absence(it.why).label})" for it in rows)
