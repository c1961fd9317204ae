"""Whether a clearing can be proposed, answered, posted or undone: every refusal is a sentence with the numbers."""

from datetime import date, timedelta

from exchanges.clearing.models import Clearing, ClearingPart
from exchanges.clearing.planning import Plan
from exchanges.clearing.states import State
from parks.models import Park
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused, Stale

LONGEST_DAYS = 180  # to answer


class DayClosed(Exception):
    """The books of a pair are closed up to today: nothing is posted today."""


class Moved(Exception):
    """A frozen version no longer fits the books; `sentence` says what moved."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def nothing_open() -> None:
    waiting = Clearing.objects.open().first()
    if waiting:
        raise Refused(
            f"A clearing of {words.months(waiting.total)} waits for answers until {words.day(waiting.answer_by)}. "
            "There is one at a time: wait until it is posted, or withdraw it first."
        )


def something_to_clear(plan: Plan) -> None:
    if not plan.total:
        raise Refused("No circle of consenting agreements owes anything today, so there is nothing to propose.")


def is_what_was_read(content: str, read: str | None, plan: Plan) -> None:
    """`read`: the hash of what was on the page; None: nobody read anything, the schedule proposes."""
    if read is not None and read != content:
        raise Refused(
            f"The balances moved since you opened this page: a clearing would cancel {words.months(plan.total)} now. "
            "Look at it below, then propose it."
        )


def date_fits(answer_by: date, today: date) -> None:
    if answer_by <= today:
        raise Refused(
            f"{words.day(answer_by)} is not ahead; today is {words.day(today)}. Give the parks some days.", "answer_by"
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


def part_is_what_was_read(part: ClearingPart, read: str) -> None:
    if part.part_hash != read:
        raise Refused("What this park was shown is not what it would agree to. Read it again below.")


def was_not_taken_back(clearing: Clearing) -> None:
    if clearing.state != State.UNDOING:
        raise Stale("Nobody proposes to undo this clearing any more.")
