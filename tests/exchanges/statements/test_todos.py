"""What waits of statements, in words: a quarter to confirm with those behind it, disputes from both sides."""

from dataclasses import replace
from datetime import date

import pytest

from exchanges.statements.todos import CHANGED, DISPUTED, STATEMENT, Dispute, Quarter
from softlanding.kernel.todos import Asked, Awaited

THIRD = Quarter("MALA", "PORT", "Porto", date(2026, 9, 30), date(2026, 11, 23))
DISPUTE = Dispute("MALA", "PORT", "Porto", date(2026, 7, 1), date(2026, 9, 30))


def test_a_quarter_to_confirm() -> None:
    text = (
        "What was posted from 1 July 2026 to 30 September 2026. Once both parks confirmed it, the books up to then are"
        " closed."
    )
    url = "/statements/MALA/PORT/2026-Q3/confirm/"
    assert STATEMENT.says(THIRD) == Asked(
        "Confirm the statement with Porto, 3rd quarter 2026", text, url, "Read and confirm"
    )  # fmt: skip
    assert STATEMENT.waited(THIRD) == Awaited(
        "Porto to confirm the statement, 3rd quarter 2026", "/balances/MALA/PORT/2026-Q3/", "Porto"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (date(2026, 9, 30), "closed."),
        (date(2026, 6, 30), "closed. One later quarter is open too."),
        (date(2025, 9, 30), "closed. Four later quarters are open too."),
    ],
)
def test_it_says_how_many_quarters_are_open_behind_it(until, says) -> None:
    assert STATEMENT.says(replace(THIRD, until=until)).text.endswith(says)


def test_a_dispute_is_read_by_one_side_and_waited_for_by_the_other() -> None:
    text = "Nothing of that period or later is closed until it is settled. Read what is wrong."
    url = "/balances/MALA/PORT/2026-Q3/"
    assert DISPUTED.says(DISPUTE) == Asked("Porto disputes the statement, 3rd quarter 2026", text, url, "Read")
    assert DISPUTED.waited(DISPUTE) == Awaited("Porto to settle your dispute, 3rd quarter 2026", url, "Porto")


def test_who_disputed_reads_again_once_something_was_posted() -> None:
    text = "Something was posted since you disputed it. Confirm it if that settles the dispute."
    assert CHANGED.says(replace(DISPUTE, begins=None)) == Asked(
        "Read the statement with Porto again, everything up to 30 September 2026", text,
        "/balances/MALA/PORT/to-2026-Q3/", "Read again",
    )  # fmt: skip
