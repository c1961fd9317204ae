"""What waits of agreements, in words: terms to sign, pairs past their limit, debts without an agreement."""

from dataclasses import replace

import pytest

from exchanges.agreements.todos import LIMIT, SIGN, UNAGREED, FarPair, OnTable, Unagreed
from softlanding.kernel.todos import Asked, Awaited

TERMS = OnTable("M-P-1", "Porto", "Porto", amends=False)


@pytest.mark.parametrize(
    ("it", "says"),
    [
        (TERMS, Asked("Sign the agreement with Porto", "Porto put the terms on the table. It is in force once both parks"
                      " have signed the same terms.", "/agreements/M-P-1/sign/", "Read and sign")),
        (replace(TERMS, made_by="Málaga"), Asked("Sign the agreement with Porto", "They are your terms; you have not"
         " signed them. It is in force once both parks have signed the same terms.", "/agreements/M-P-1/sign/",
                                                 "Read and sign")),
        (replace(TERMS, amends=True), Asked("Answer the amendment with Porto", "Porto put the terms on the table. Until"
         " both parks have signed, the agreement stays as it is.", "/agreements/M-P-1/", "Read and answer")),
    ],
)  # fmt: skip
def test_terms_on_the_table_say_whose_they_are(it, says) -> None:
    assert SIGN.says(it) == says


def test_who_signed_waits_for_the_partner() -> None:
    assert SIGN.waited(TERMS) == Awaited("Porto to sign the agreement with you", "/agreements/M-P-1/", "Porto")


def test_a_pair_past_its_limit_is_read_from_who_owes() -> None:
    assert LIMIT.says(FarPair("Porto", "PORT", "Málaga", "MALA", 7, 6)) == Asked(
        "Porto owes Málaga 7 months", "Their limit is 6: new stays wait until Málaga has sent companies the other way.",
        "/balances/PORT/MALA/", "See the statement", waits="7 months",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("it", "headline", "text", "waits"),
    [
        (Unagreed(1, 1), "One pair of parks owes without an agreement", "1 month is owed where", "1 month"),
        (Unagreed(2, 8), "Two pairs of parks owe without an agreement", "8 months are owed where", "8 months"),
    ],
)
def test_debts_without_an_agreement_are_counted(it, headline, text, waits) -> None:
    said = UNAGREED.says(it)
    assert said.headline == headline and said.text.startswith(text) and said.waits == waits
    assert said.url == "/balances/?past=unagreed"
