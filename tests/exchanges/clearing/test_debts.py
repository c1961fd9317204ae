"""The debts a clearing starts from: months, age and consent of each pair, from real postings and agreements."""

from datetime import date

import pytest

from exchanges.agreements import actions as agreements
from exchanges.clearing.debts import PairDebt, network_debts
from exchanges.clearing.netting import Debt
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Pair, Posting
from tests.exchanges import cast
from tests.exchanges.clearing.conftest import agreed, posted

TODAY = cast.NOW.date()  # 23 November 2026


def only() -> PairDebt:
    (debt,) = network_debts(TODAY)
    return debt


def consents() -> tuple[bool, bool, bool]:
    """Debtor, creditor, and so the debt."""
    found = only()
    assert found.debt.consents == (found.debtor_consents and found.creditor_consents)
    return found.debtor_consents, found.creditor_consents, found.has_agreement


def test_a_debt_names_who_owes_whom_how_much_and_since_when(malaga, porto):
    agreed(malaga, porto)
    posted(malaga, porto, 3, date(2026, 11, 1))
    pair = Pair.objects.get()
    assert network_debts(TODAY) == [PairDebt(pair.pk, Debt(malaga.pk, porto.pk, 3, age_days=22), True, True, True)]
    posted(porto, malaga, 5, date(2026, 11, 20))  # now the other one owes, since then
    assert network_debts(TODAY) == [PairDebt(pair.pk, Debt(porto.pk, malaga.pk, 2, age_days=3), True, True, True)]
    posted(malaga, porto, 2, date(2026, 11, 21))
    assert network_debts(TODAY) == []  # even


def test_the_age_is_that_of_the_oldest_month_still_open(malaga, porto):
    wrong = posted(malaga, porto, 4, date(2025, 1, 1))
    posted(malaga, porto, 2, date(2026, 10, 24))
    assert only().debt.age_days == (TODAY - date(2025, 1, 1)).days
    ledger.reverse(wrong, day=date(2026, 11, 2), reason="Typed twice", reference="back", now=cast.NOW)
    assert (only().debt.months, only().debt.age_days) == (2, 30)
    posted(malaga, porto, 1, date(2026, 12, 24))  # a day to come is no age below zero
    posted(porto, malaga, 2, date(2026, 12, 24))
    assert (only().debt.months, only().debt.age_days) == (1, 0)


def test_each_party_consents_by_the_agreement_in_force(malaga, porto):
    agreed(malaga, porto, clearing={malaga.pk: True, porto.pk: False})
    posted(malaga, porto, 3, date(2026, 11, 1))
    assert consents() == (True, False, True)
    posted(porto, malaga, 7, date(2026, 11, 2))  # Porto owes now and still does not take part
    assert consents() == (False, True, True)


def test_without_any_agreement_nobody_consents(malaga, porto):
    posted(malaga, porto, 3, date(2026, 11, 1))
    assert consents() == (False, False, False)


def test_an_agreement_that_only_begins_later_or_was_never_signed_says_nothing(malaga, porto, turin):
    agreed(malaga, porto, valid=(date(2027, 1, 1), date(2027, 12, 31)))
    posted(malaga, porto, 3, date(2026, 11, 1))
    assert consents() == (False, False, False)
    agreements.propose(
        by=cast.manager_of(turin), proposer=turin, partner=malaga,
        terms=cast.terms(turin, malaga, cast.Direction(4)), now=cast.NOW,
    )  # fmt: skip
    posted(malaga, turin, 3, date(2026, 11, 1))
    assert [debt.has_agreement for debt in network_debts(TODAY)] == [False, False]


def test_after_the_end_the_last_agreement_that_was_in_force_speaks(malaga, porto):
    both, none = {malaga.pk: True, porto.pk: True}, {malaga.pk: False, porto.pk: False}
    posted(malaga, porto, 3, date(2026, 11, 1))
    agreed(malaga, porto, valid=(date(2026, 2, 1), date(2026, 5, 31)), clearing=none)
    assert consents() == (False, False, True)
    agreed(malaga, porto, valid=(date(2026, 6, 1), date(2026, 10, 31)), clearing=both)
    assert consents() == (True, True, True)
    agreed(malaga, porto, valid=(date(2027, 6, 1), date(2027, 10, 31)), clearing=none)
    assert consents() == (True, True, True)


def test_an_amendment_counts_once_both_signed_it(malaga, porto):
    agreement = agreed(malaga, porto)
    posted(malaga, porto, 3, date(2026, 11, 1))
    changed = cast.terms(malaga, porto, cast.Direction(6, places=2), clearing={malaga.pk: False, porto.pk: True})
    agreement = agreements.amend(agreement, by=cast.manager_of(malaga), park=malaga, terms=changed, now=cast.NOW)
    content = agreement.newest.content_hash
    agreements.sign(agreement, by=cast.manager_of(malaga), park=malaga, content_hash=content, now=cast.NOW)
    assert consents() == (True, True, True)
    agreements.sign(agreement, by=cast.manager_of(porto), park=porto, content_hash=content, now=cast.NOW)
    assert consents() == (False, True, True)


def test_a_suspended_agreement_still_speaks_and_a_park_that_is_not_admitted_does_not(malaga, porto):
    agreement = agreed(malaga, porto)
    posted(malaga, porto, 3, date(2026, 11, 1))
    agreements.suspend(agreement, by=cast.manager_of(malaga), park=malaga, reason="A new building", now=cast.NOW)
    assert consents() == (True, True, True)
    porto.state = "suspended"
    porto.save()
    assert consents() == (True, False, True)


@pytest.mark.parametrize("count", [1, 12])
def test_two_statements_however_many_pairs(malaga, count, django_assert_num_queries):
    for number in range(count):
        park = cast.park(f"P{number}", f"Manager {number}")
        agreed(malaga, park)
        posted(malaga, park, 3, date(2026, 11, 1))
    with django_assert_num_queries(2):
        found = network_debts(TODAY)
    assert [debt.debt.months for debt in found] == [3] * count
    assert Posting.objects.count() == count
