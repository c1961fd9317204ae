"""Rules 16, 17 and 19: postings are written once, chained, and taken back only by a new one."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from exchanges.ledger import actions
from exchanges.ledger.checking import check
from exchanges.ledger.models import BEGINNING, Because, Pair, Posting
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges.ledger.making import DAY, NOW, month


def test_post_moves_the_balance_between_two_parks(malaga: Park, porto: Park) -> None:
    actions.post(month(malaga, porto, "stay/1/1", months=3), now=NOW)
    actions.post(month(porto, malaga, "stay/2/1"), now=NOW)
    pair = Pair.objects.get()
    assert (pair.balance_of(malaga), pair.balance_of(porto)) == (-2, 2)
    assert pair.postings_count == 2


def test_post_links_each_posting_to_the_one_before(malaga: Park, porto: Park) -> None:
    first = actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    second = actions.post(month(malaga, porto, "stay/1/2"), now=NOW)
    assert [first.number, second.number] == [1, 2]
    assert (first.previous_hash, second.previous_hash) == (BEGINNING, first.hash)
    assert Pair.objects.get().head == second.hash == Posting.objects.get(pk=second.pk).computed_hash()


def test_post_again_changes_nothing_even_when_the_wording_did(malaga: Park, porto: Park) -> None:
    first = actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    again = actions.post(month(malaga, porto, "stay/1/1", text="Lumen Photonics, month 1 of 3"), now=NOW)
    assert again == first
    assert Posting.objects.count() == 1
    assert Pair.objects.get().balance_of(malaga) == -1


@pytest.mark.parametrize(
    "other", [{"months": 2}, {"day": date(2027, 3, 2)}, {"because": Because.WAIVER}], ids=["months", "day", "because"]
)
def test_post_refuses_a_known_reference_with_other_facts(malaga: Park, porto: Park, other: dict[str, object]) -> None:
    actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    with pytest.raises(
        Refused, match="“stay/1/1” is in the books already: Málaga owes Porto 1 month since 1 March 2027"
    ):
        actions.post(month(malaga, porto, "stay/1/1", **other), now=NOW)
    assert Pair.objects.get().balance_of(malaga) == -1


def test_post_refuses_a_known_reference_the_other_way_round_or_of_another_pair(
    malaga: Park, porto: Park, songdo: Park
) -> None:
    actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    with pytest.raises(Refused, match="It cannot also mean: Porto owes Málaga 1 month"):
        actions.post(month(porto, malaga, "stay/1/1"), now=NOW)
    with pytest.raises(Refused, match="It cannot also mean: Songdo owes Málaga 1 month"):
        actions.post(month(songdo, malaga, "stay/1/1"), now=NOW)


@pytest.mark.parametrize("months", [0, -1, 1.5, True])
def test_post_refuses_what_is_no_whole_month(malaga: Park, porto: Park, months: object) -> None:
    with pytest.raises(Refused, match="whole months, 1 or more"):
        actions.post(month(malaga, porto, "stay/1/1", months=months), now=NOW)


def test_post_refuses_a_debt_to_oneself(malaga: Park) -> None:
    with pytest.raises(Refused, match="Málaga cannot owe months to itself"):
        actions.post(month(malaga, malaga, "stay/1/1"), now=NOW)
    assert not Pair.objects.exists()


def test_post_all_writes_what_is_new_and_passes_over_what_is_known(malaga: Park, porto: Park, songdo: Park) -> None:
    actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    entries = [
        month(malaga, porto, "stay/1/1"),
        month(malaga, porto, "stay/1/2"),
        month(songdo, malaga, "stay/2/1"),
        month(songdo, malaga, "stay/2/1"),
    ]
    assert actions.post_all(entries, now=NOW) == 2
    assert actions.post_all(entries, now=NOW) == 0
    assert Posting.objects.count() == 3
    assert check().lie is None


def test_post_all_writes_nothing_when_one_entry_is_refused(malaga: Park, porto: Park) -> None:
    actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    with pytest.raises(Refused, match="is in the books already"):
        actions.post_all([month(malaga, porto, "stay/9/1"), month(malaga, porto, "stay/1/1", months=4)], now=NOW)
    with pytest.raises(Refused, match="is named twice"):
        actions.post_all([month(malaga, porto, "stay/9/1"), month(malaga, porto, "stay/9/1", months=4)], now=NOW)
    assert Posting.objects.count() == 1


def test_reverse_brings_the_balance_back_and_names_the_mistake(malaga: Park, porto: Park) -> None:
    mistake = actions.post(month(malaga, porto, "stay/1/1", months=3), now=NOW)
    back = actions.reverse(mistake, day=DAY, reason="The stay never began.", reference="reversal/1", now=NOW)
    assert (back.debtor, back.creditor, back.months) == (porto, malaga, 3)
    assert (back.reverses, back.because, back.text) == (mistake, Because.ADJUSTMENT, "The stay never began.")
    assert Pair.objects.get().balance == 0
    assert list(Posting.objects.stays()) == []


def test_reverse_happens_once(malaga: Park, porto: Park) -> None:
    mistake = actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    back = actions.reverse(mistake, day=DAY, reason="Wrong park.", reference="reversal/1", now=NOW)
    assert actions.reverse(mistake, day=DAY, reason="Wrong park.", reference="reversal/1", now=NOW) == back
    with pytest.raises(Refused, match=r"was reversed before, on 1 March 2027 \(Wrong park.\)"):
        actions.reverse(mistake, day=DAY, reason="Wrong park.", reference="reversal/2", now=NOW)
    with pytest.raises(Refused, match="cannot be taken back"):
        actions.reverse(back, day=DAY, reason="It was right after all.", reference="reversal/3", now=NOW)
    assert Posting.objects.count() == 2


def test_reverse_all_takes_each_back_once_or_none(malaga: Park, porto: Park, songdo: Park) -> None:
    entries = [month(malaga, porto, "stay/1/1", months=3), month(malaga, porto, "stay/1/2"), month(songdo, porto, "s")]
    mistakes = [actions.post(entry, now=NOW) for entry in entries]

    def take_back(suffix: str) -> int:
        return actions.reverse_all(mistakes, day=DAY, reason="Undone.", suffix=suffix, now=NOW)

    assert (take_back("/undo"), take_back("/undo")) == (3, 0)
    assert [pair.balance for pair in Pair.objects.all()] == [0, 0] and check().lie is None
    assert [posting.reversal.reference for posting in Posting.objects.filter(reverses=None)] == [
        "stay/1/1/undo", "stay/1/2/undo", "s/undo",
    ]  # fmt: skip
    mistakes.append(actions.post(month(porto, songdo, "stay/2/1"), now=NOW))
    with pytest.raises(Refused, match=r"was reversed before, on 1 March 2027 \(Undone.\)"):
        take_back("/again")
    assert Posting.objects.count() == 7


def test_reverse_needs_a_reason(malaga: Park, porto: Park) -> None:
    mistake = actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    with pytest.raises(Refused, match="needs a reason"):
        actions.reverse(mistake, day=DAY, reason="  ", reference="reversal/1", now=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exchanges_posting SET months = 9",
        "DELETE FROM exchanges_posting",
        "TRUNCATE exchanges_posting CASCADE",
    ],
)
def test_the_database_refuses_to_change_a_posting(malaga: Park, porto: Park, statement: str) -> None:
    actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
    assert Posting.objects.get().months == 1


def test_the_database_refuses_a_posting_of_parks_that_are_not_its_pair(malaga: Park, porto: Park, songdo: Park) -> None:
    pair = Pair.objects.between(malaga, porto)
    with pytest.raises(DatabaseError, match="not the parks of its pair"), transaction.atomic():
        Posting.objects.create(
            pair=pair, number=1, day=DAY, debtor=malaga, creditor=songdo, months=1,
            because=Because.STAY, reference="stay/1/1", recorded_at=NOW, hash="0",
        )  # fmt: skip
