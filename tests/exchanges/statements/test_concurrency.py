"""Two people press at once, on real connections: one closing, one answer a park, no posting on a closed day."""

from datetime import date

import pytest

from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair, Posting
from exchanges.statements import actions
from exchanges.statements.models import BalanceStatement, StatementStep
from exchanges.statements.queries import content_of
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.landings.test_concurrency import at_once
from tests.exchanges.statements.making import AUGUST, Q3, confirm, post, read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def books():
    malaga, porto = cast.park("Málaga", "Marta Ruiz"), cast.park("Porto", "João Alves")
    post(malaga, porto, AUGUST, 2)
    return Pair.objects.select_related("low", "high").get()


def confirming(pair: Pair, park) -> object:
    statement, bound = read(pair, Q3)
    by = cast.manager_of(park)
    return lambda: actions.confirm(statement, by=by, park=park, now=NOW, **bound)


def test_both_parks_at_once_close_it_once(books) -> None:
    outcomes = at_once([confirming(books, park) for park in (books.low, books.high)])
    assert sorted(one.state for one in outcomes) == ["closed", "open"]
    statement = BalanceStatement.objects.get()
    assert statement.state == "closed" and Pair.objects.get().closed_until == Q3.until
    assert StatementStep.objects.filter(to_state="closed").count() == 1
    assert Notice.objects.filter(subject__contains="are closed up to").count() == 1


def test_one_park_that_presses_eight_times_answers_once(books) -> None:
    outcomes = at_once([confirming(books, books.low) for _ in range(8)])
    assert sum(isinstance(one, BalanceStatement) for one in outcomes) == 1
    assert sum(isinstance(one, Stale) for one in outcomes) == 7
    assert StatementStep.objects.count() == 1


def test_a_posting_meets_the_last_confirmation(books) -> None:
    """Either it comes first and the confirmation is refused, or the books are closed and it is refused; never both."""
    low, high = books.low, books.high
    for turn in range(6):
        period_day = date(2026, 7, 1 + turn)
        if Pair.objects.get().closed_until:
            break
        confirm(books, Q3, low)
        before = Posting.objects.count()
        press = confirming(books, high)
        outcomes = at_once(
            [press, lambda day=period_day, turn=turn: post(low, high, day, reference=f"late/{turn}")]
        )  # fmt: skip
        closed = Pair.objects.get().closed_until is not None
        posted = Posting.objects.count() > before
        assert closed != posted and sum(isinstance(one, Refused) for one in outcomes) == 1
        statement = BalanceStatement.objects.get()
        if closed:
            assert statement.content_hash == content_of(books, Q3).hash
    assert check().lie is None


def test_confirm_and_dispute_at_once_are_answered_one_after_the_other(books) -> None:
    confirm(books, Q3, books.low)
    statement, bound = read(books, Q3)
    manager = cast.manager_of(books.low)
    jobs = [
        confirming(books, books.high),
        lambda: actions.dispute(statement, by=manager, park=books.low, reason="No", now=NOW, **bound),
    ]
    outcomes = at_once(jobs)
    state = BalanceStatement.objects.get().state
    assert state in ("closed", "disputed") and (Pair.objects.get().closed_until is not None) == (state == "closed")
    assert sum(isinstance(one, Stale) for one in outcomes) == (1 if state == "closed" else 0)
