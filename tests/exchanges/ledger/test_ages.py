"""Which months of a debt are open, and since when: the oldest are settled first."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from exchanges.ledger import actions
from exchanges.ledger.ages import oldest_open, open_months, open_postings
from exchanges.ledger.models import Pair, Posting
from softlanding.kernel.refusals import Refused
from tests.exchanges.ledger.making import NOW, month

pytestmark = pytest.mark.django_db


def opened() -> list[tuple[date, int]]:
    return [(row.day, row.months) for row in open_months()]


def test_what_was_hosted_back_settles_the_oldest_months(porto, malaga):
    for number, months in enumerate((3, 2, 1), start=1):
        actions.post(month(porto, malaga, f"a/{number}", months=months, day=date(2026, number, 1)), now=NOW)
    assert opened() == [(date(2026, 1, 1), 3), (date(2026, 2, 1), 2), (date(2026, 3, 1), 1)]
    actions.post(month(malaga, porto, "back", months=4, day=date(2026, 4, 1)), now=NOW)
    assert opened() == [(date(2026, 2, 1), 1), (date(2026, 3, 1), 1)]
    actions.post(month(malaga, porto, "more", months=5, day=date(2026, 5, 1)), now=NOW)
    assert opened() == [(date(2026, 5, 1), 3)]  # now the other park owes


@pytest.mark.parametrize(
    ("back", "left"),
    [(2, ["a/1", "a/2", "a/3"]), (3, ["a/2", "a/3"]), (4, ["a/2", "a/3"]), (5, ["a/3"]), (6, [])],
)  # fmt: skip
def test_a_posting_settled_to_the_month_is_open_no_more_and_every_reader_says_so(porto, malaga, back, left):
    """The first two are of one day: the earlier written is settled first."""
    for number, months, on in ((1, 3, date(2026, 1, 1)), (2, 2, date(2026, 1, 1)), (3, 1, date(2026, 3, 1))):
        actions.post(month(porto, malaga, f"a/{number}", months=months, day=on), now=NOW)
    actions.post(month(malaga, porto, "back", months=back, day=date(2026, 4, 1)), now=NOW)
    listed = open_postings().order_by("day", "number")
    assert [row.reference for row in listed] == left
    assert [(row.day, row.open) for row in listed] == opened() and sum(row.open for row in listed) == 6 - back
    assert list(oldest_open().values()) == [row.day for row in listed[:1]]


def test_a_reversed_posting_is_no_debt_of_any_age(porto, malaga):
    wrong = actions.post(month(porto, malaga, "wrong", months=3, day=date(2026, 1, 1)), now=NOW)
    actions.post(month(porto, malaga, "right", months=1, day=date(2026, 2, 1)), now=NOW)
    actions.reverse(wrong, day=date(2026, 3, 1), reason="Typed twice", reference="wrong/reversed", now=NOW)
    assert opened() == [(date(2026, 2, 1), 1)]


def test_a_closed_day_takes_no_posting_not_even_past_the_actions(porto, malaga):
    first = actions.post(month(porto, malaga, "first", months=1, day=date(2026, 1, 1)), now=NOW)
    Pair.objects.filter(pk=first.pair_id).update(closed_until=date(2026, 3, 31))
    with pytest.raises(Refused, match="closed up to 31 March 2026: both parks confirmed them. 31 March 2026 lies"):
        actions.post(month(porto, malaga, "late", months=1, day=date(2026, 3, 31)), now=NOW)
    actions.post(month(porto, malaga, "open", months=1, day=date(2026, 4, 1)), now=NOW)
    pair = Pair.objects.get()
    assert (pair.balance_of(malaga), Posting.objects.count()) == (2, 2)
    with pytest.raises(IntegrityError, match="closed until 2026-03-31"), transaction.atomic():
        Posting.objects.create(
            pair=pair, number=3, day=date(2026, 2, 1), debtor=porto, creditor=malaga, months=1, because="stay",
            reference="smuggled", recorded_at=NOW, hash="0" * 64,
        )  # fmt: skip


def test_the_oldest_open_day_of_each_pair_is_that_of_its_open_months(porto, malaga, songdo):
    wrong = actions.post(month(porto, malaga, "wrong", months=9, day=date(2025, 1, 1)), now=NOW)
    for number, (debtor, creditor, months) in enumerate(
        [(porto, malaga, 3), (malaga, porto, 2), (porto, malaga, 4), (songdo, porto, 2), (songdo, malaga, 1),
         (malaga, songdo, 1), (songdo, porto, 5), (porto, songdo, 3)], start=1,
    ):  # fmt: skip
        entry = month(debtor, creditor, f"n/{number}", months=months, day=date(2026, number, 1))
        actions.post(entry, now=NOW)
    actions.reverse(wrong, day=date(2026, 9, 1), reason="Typed twice", reference="back", now=NOW)
    first: dict[int, date] = {}
    for row in open_months():
        first.setdefault(row.pair, row.day)
    assert oldest_open() == first
    assert sorted(first.values()) == [date(2026, 1, 1), date(2026, 7, 1)]
