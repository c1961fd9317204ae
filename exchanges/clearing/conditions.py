"""Whether a clearing can be proposed, answered, posted or undone: every refusal is a sentence with the numbers."""

from collections.abc import Collection
from datetime import date, timedelta

from exchanges.clearing.answers import ClearingRefusal
from exchanges.clearing.deadlines import zones_of
from exchanges.clearing.models import Clearing, ClearingPart
from exchanges.clearing.planning import Plan
from parks.park.models import Park
from softlanding.kernel import words
from softlanding.kernel.calendar import clock_said, clocks_said
from softlanding.kernel.refusals import Refused, Stale

LONGEST_DAYS = 180  # to answer


class DayClosed(Exception):
    """The books of a pair are closed up to today: nothing is posted today."""


class Moved(Exception):
    """A frozen version no longer fits the books; `sentence` says what moved."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def something_to_clear(plan: Plan) -> None:
    """Beside the clearings that wait for answers: their parks answer those first."""
    if plan.total:
        return
    waiting = list(Clearing.objects.open().order_by("answer_by"))
    if not waiting:
        raise Refused("No circle of consenting agreements owes anything today, so there is nothing to propose.")
    months = words.months(sum(it.total for it in waiting))
    what = f"A clearing of {months} waits" if len(waiting) == 1 else f"{len(waiting)} clearings of {months} wait"
    last = waiting[-1].answer_by
    zones = zones_of(ClearingPart.objects.filter(clearing__in=waiting))
    until = words.day_by(last, clocks_said(last, zones, zones))
    raise Refused(
        f"{what} for answers until {until}, and beside that nothing can be cleared today. "
        "Wait until it is posted, or withdraw it first."
    )


def is_what_was_read(content: str, read: str | None, plan: Plan) -> None:
    """`read`: the hash of what was on the page; None: nobody read anything, the schedule proposes."""
    if read is not None and read != content:
        raise Refused(
            f"The balances moved since you opened this page: a clearing would cancel {words.months(plan.total)} now. "
            "Look at it below, then propose it."
        )


def date_fits(answer_by: date, today: date, zones: Collection[str]) -> None:
    """`today` is the network's day, which goes by UTC; `zones`: the time zones of the parks that are asked."""
    if answer_by <= today:
        raise Refused(
            f"{words.day(answer_by)} is not ahead; today is {words.day_by(today, clock_said(today, 'UTC', zones))}. "
            "Give the parks some days.",
            "answer_by",
        )
    if answer_by > today + timedelta(days=LONGEST_DAYS):
        last = words.day(today + timedelta(days=LONGEST_DAYS))
        raise Refused(
            f"Balances do not stay still that long: choose a day until {last}, {LONGEST_DAYS} days from today.",
            "answer_by",
        )


def part_of(clearing: Clearing, park: Park) -> ClearingPart:
    part = clearing.parts.filter(park=park).first()
    if part is None:
        raise Refused(f"Nothing of {park} vanishes in this clearing, so it has nothing to answer.")
    return part


def not_answered(clearing: Clearing, park: Park, undo: int) -> None:
    """An answer stays as it was given: a second press changes nothing."""
    answer = clearing.answers.filter(park=park, undo=undo).select_related("by").first()
    if answer:
        what = "the undoing" if undo else "it"
        did = f"agreed to {what}" if answer.is_yes else f"refused {what}"
        raise Stale(f"{park} {did} already: {answer.by}, {words.day(answer.at)}.")


def stays_away(clearing: Clearing, park: Park) -> ClearingRefusal:
    """The park refused this clearing, and did not say since that it takes part again."""
    refusal = clearing.refusals.filter(park=park, ended_at=None).first()
    if refusal is None:
        raise Stale(f"{park} is counted in the next clearing already.")
    return refusal


def part_is_what_was_read(part: ClearingPart, read: str) -> None:
    if part.part_hash != read:
        raise Refused("What this park was shown is not what it would agree to. Read it again below.")
