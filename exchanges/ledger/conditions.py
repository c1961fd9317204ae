"""Whether the books take a posting: every refusal is a sentence with the numbers."""

from datetime import date

from exchanges.ledger.models import Pair
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused


def day_is_open(pair: Pair, day: date, field: str | None = "day") -> None:
    """Both parks confirmed the books up to a day: what was wrong before it is put right on a later one."""
    if pair.closed_until and day <= pair.closed_until:
        raise Refused(
            f"The books of {pair} are closed up to {words.day(pair.closed_until)}: both parks confirmed them. "
            f"{words.day(day)} lies before that; enter a later day.",
            field,
        )


class BooksBusy(Refused):
    """Somebody writes at this moment; whoever came for all of the books comes again."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody is writing into the books at this moment, or the database is tidying them, so the day's root "
            "cannot be taken. Try again in a few seconds."
        )
