"""What waits of clearings, in words."""

from exchanges.clearing.todos import CLEAR, UNCLEAR, Part
from softlanding.kernel.todos import Asked, Awaited

PART = Part(3, "Porto", 4)


def test_a_clearing_and_its_undoing_say_what_they_do_to_the_park() -> None:
    assert CLEAR.says(PART) == Asked(
        "Agree to a clearing of 4 months",
        "4 months that Porto owes vanish, and as many that it is owed; the net position stays.",
        "/clearing/3/agree/", "Read",
    )  # fmt: skip
    assert UNCLEAR.says(PART) == Asked(
        "Sign or keep a clearing that may be undone",
        "4 months that Porto owed would be owed again, and as many that it was owed.", "/clearing/3/sign/", "Read",
    )  # fmt: skip


def test_who_answered_waits_for_the_others() -> None:
    headline = "The other parks to answer the clearing of 4 months"
    assert CLEAR.waited(PART) == Awaited(headline, "/clearing/3/", "the parks")
