"""What waits of settlements, in words: whose signature is missing, and whether anybody may sign in its place."""

from dataclasses import replace

import pytest

from exchanges.settlements.todos import SETTLE, SETTLE_LOSER, SETTLE_OTHER, STAND_IN, Proposal
from softlanding.kernel.todos import Asked, Awaited

WAIVER = Proposal(5, "waiver", "Málaga", "Porto", 2, "Porto", takes_back=False, we_lose=True)
NAMED = "waiver of 2 months Porto owes Málaga"


def test_the_park_that_loses_reads_that_it_alone_can_sign() -> None:
    text = "Porto proposed it. Málaga loses 2 months by it, so nobody can sign in its place."
    assert SETTLE.says(WAIVER) == Asked(f"Sign or refuse: {NAMED}", text, "/settlements/5/sign/", "Read and sign")


def test_the_other_park_reads_that_it_may_be_replaced() -> None:
    text = "The network proposed it. After that day a network admin may sign in place of Porto."
    assert SETTLE.says(replace(WAIVER, we_lose=False, proposed_by="The network")).text == text


def test_a_network_admin_reads_whom_she_may_replace() -> None:
    text = "Málaga, which loses by it, has signed. You can sign in place of Porto, with a reason."
    assert STAND_IN.says(WAIVER) == Asked(f"Porto has not answered: {NAMED}", text, "/settlements/5/", "Look")


@pytest.mark.parametrize(
    ("kind", "who"), [(SETTLE, "Málaga and Porto"), (SETTLE_LOSER, "Málaga"), (SETTLE_OTHER, "Porto")]
)
def test_whose_signature_is_waited_for(kind, who) -> None:
    assert kind.waited(WAIVER) == Awaited(f"{who} to sign: {NAMED}", "/settlements/5/", who)


def test_a_posting_that_is_taken_back_is_named_so() -> None:
    assert SETTLE.says(replace(WAIVER, takes_back=True)).headline == "Sign or refuse: taking back a posting"
