"""What waits of exceptions, in words: for one landing, or for months."""

from dataclasses import replace

from exchanges.exceptions.todos import EXCEPTION, Request
from softlanding.kernel.todos import Asked, Awaited

FOR_LUMEN = Request(4, "Porto", "Málaga", "Lumen", 3)
FOR_MONTHS = replace(FOR_LUMEN, company="")


def test_a_request_says_for_what_it_is() -> None:
    asks = "It asks to send past the limit of its agreement with Málaga, for 3 months"
    assert EXCEPTION.says(FOR_LUMEN) == Asked(
        "Porto asks for an exception", f"{asks} of Lumen.", "/exceptions/4/grant/", "Read and answer"
    )  # fmt: skip
    assert EXCEPTION.says(FOR_MONTHS).text == f"{asks} in all."


def test_who_asked_waits_for_the_network() -> None:
    waits = "The network to answer your request for an exception"
    assert EXCEPTION.waited(FOR_LUMEN) == Awaited(f"{waits}, Lumen at Málaga", "/exceptions/4/", "the network")
    assert EXCEPTION.waited(FOR_MONTHS).headline == f"{waits}, 3 months at Málaga"
