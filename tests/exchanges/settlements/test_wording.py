"""The ways to settle are named for the one who proposes: the park that owes, the park that is owed, the network."""

import pytest

from exchanges.ledger.models import Pair
from exchanges.settlements.wording import Sides, ways_of
from parks.park.models import Park

pytestmark = pytest.mark.django_db


def labels(pair: Pair, viewer: Park, is_ours: bool) -> dict[str, str]:
    return {way.key: way.label for way in ways_of(Sides(pair, viewer, is_ours))}


def test_each_side_reads_its_own_part(pair: Pair, porto: Park, malaga: Park) -> None:
    """Porto owes Málaga 5 months."""
    asked = [labels(pair, porto, True), labels(pair, malaga, True), labels(pair, malaga, False)]
    assert [it["waiver"] for it in asked] == [
        "Ask Málaga to waive months you owe", "Waive months Porto owes you", "Waive months Porto owes Málaga",
    ]  # fmt: skip
    assert [it["compensation"] for it in asked] == [
        "Record what you gave for months you owe Málaga", "Record what Porto gave for months it owes you",
        "Record what Porto gave for months it owes",
    ]  # fmt: skip
    assert (
        labels(pair, porto, False)["waiver"] == "Waive months Porto owes Málaga"
    )  # whichever side an admin looks from
    limits = [way.says for way in ways_of(Sides(pair, porto, True)) if way.key in ("waiver", "compensation")]
    assert all(text.startswith("Up to 5 months") for text in limits)


def test_where_nothing_is_owed_nothing_can_be_forgiven(pair: Pair, porto: Park) -> None:
    pair.balance = 0
    assert list(labels(pair, porto, True)) == ["reversal", "adjustment", "opening"]
    assert Sides(pair, porto, True).says == "You and Málaga are even now."
