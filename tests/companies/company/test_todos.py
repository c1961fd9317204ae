"""What waits of companies, in words: a residency to verify, and who asks to join a company."""

from companies.company.todos import CLAIM, JOIN, Claim
from softlanding.kernel.todos import Asked, Awaited
from softlanding.memberships.joining import Request


def test_a_claim_is_verified_by_the_park() -> None:
    text = "It says it is resident at Porto. Once you verify that, it can apply to your partners."
    claim = Claim(6, "Lumen", "Porto")
    assert CLAIM.says(claim) == Asked("Verify that Lumen is your resident", text, "/companies/6/", "Check")
    assert CLAIM.waited(claim) == Awaited("Porto to verify that Lumen is its resident", "/companies/6/", "Porto")


def test_who_asks_to_join_is_let_in_by_the_companys_people() -> None:
    asks = Request("Ada Asker", "Lumen", "6")
    assert JOIN.says(asks).url == "/companies/6/people/" and JOIN.waited(asks).who == "Lumen"
