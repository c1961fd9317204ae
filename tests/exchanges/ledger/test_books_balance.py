"""Whatever is posted, retried and reversed in whatever order: the books balance (rule 16)."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.ledger import actions
from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair, Posting
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests.exchanges.ledger.making import DAY, NOW, month


def positions() -> Counter[int]:
    """{park id: months} over all partners, from the running balances: > 0 the park is owed."""
    found: Counter[int] = Counter()
    for low, high, balance in Pair.objects.values_list("low", "high", "balance"):
        found[low] += balance
        found[high] -= balance
    return found


moves = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(1, 30), st.integers(0, 12), st.booleans()), max_size=25
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves, turn=st.uuids())
def test_books_balance(
    malaga: Park, porto: Park, songdo: Park, moves: list[tuple[int, int, int, int, bool]], turn: object
) -> None:
    parks = [malaga, porto, songdo]
    before = positions()
    expected: Counter[int] = Counter(before)
    for debtor, creditor, months, name, take_back in moves:
        count = Posting.objects.count()
        try:
            posting = actions.post(month(parks[debtor], parks[creditor], f"{turn}/{name}", months=months), now=NOW)
        except Refused:
            assert Posting.objects.count() == count
            continue
        if Posting.objects.count() > count:
            expected[posting.debtor_id] -= months
            expected[posting.creditor_id] += months
        if take_back and not hasattr(posting, "reversal"):
            actions.reverse(posting, day=DAY, reason="A mistake.", reference=f"{turn}/{name}/back", now=NOW)
            expected[posting.debtor_id] += months
            expected[posting.creditor_id] -= months
    assert sum(positions().values()) == 0
    assert {park: months for park, months in positions().items() if months} == {k: v for k, v in expected.items() if v}
    for pair in Pair.objects.all():
        moved = (it.months if it.creditor_id == pair.low_id else -it.months for it in pair.postings.all())
        assert sum(moved) == pair.balance
        assert pair.postings.count() == pair.postings_count
    assert check().lie is None
