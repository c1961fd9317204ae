"""What waits of parks, in words: who asks to join the network, and who asks to join a park."""

from dataclasses import replace

import pytest

from parks.park.todos import APPLIED, JOIN, Applicant
from softlanding.kernel.todos import Asked, Awaited
from softlanding.memberships.joining import Request

NOWY = Applicant("nowy", "Nowy Park", "Gdańsk")


@pytest.mark.parametrize(
    ("it", "headline"),
    [
        (NOWY, "Nowy Park from Gdańsk asks to join the network"),
        (replace(NOWY, city=""), "Nowy Park asks to join the network"),
        (replace(NOWY, name="Gdańsk Park"), "Gdańsk Park asks to join the network"),
    ],
)
def test_a_park_that_applies_is_told_with_its_city_once(it, headline) -> None:
    text = "A park that is admitted can sign agreements and is listed for everybody."
    assert APPLIED.says(it) == Asked(headline, text, "/parks/nowy/", "Read and decide")


def test_who_asks_to_join_is_let_in_by_the_parks_people() -> None:
    asks = Request("Ada Asker", "Porto", "PORT")
    text = "Whoever joins can see and do what the people of Porto can."
    assert JOIN.says(asks) == Asked("Ada Asker asks to join Porto", text, "/parks/PORT/people/", "Answer")
    assert JOIN.waited(asks) == Awaited("Porto to let you in", "", "Porto")
