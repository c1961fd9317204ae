"""A statement is right from either side, page by page, in a fixed number of statements to the database."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from exchanges.ledger import actions, queries
from exchanges.ledger.models import Because, Pair
from parks.models import Membership, Park
from softlanding.accounts.models import MembershipState, User
from tests.exchanges.ledger.making import DAY, NOW, month


@pytest.fixture
def pair(malaga: Park, porto: Park) -> Pair:
    """Málaga sent 3 months in March, hosted 2 in May and was forgiven 1 in June; one day of April came in late."""
    actions.post(month(malaga, porto, "a", months=3), now=NOW)
    actions.post(month(porto, malaga, "b", months=2, day=date(2027, 5, 1)), now=NOW)
    actions.post(month(porto, malaga, "c", months=1, day=date(2027, 6, 1), because=Because.WAIVER), now=NOW)
    actions.post(month(malaga, porto, "late", months=1, day=date(2027, 4, 1)), now=NOW)
    return Pair.objects.get()


def test_statement_runs_in_the_order_of_days(pair: Pair, malaga: Park) -> None:
    statement = queries.statement(pair, malaga)
    lines = [(line.reference, line.change, line.after) for line in statement.lines]
    assert lines == [("c", 1, -1), ("b", 2, -2), ("late", -1, -4), ("a", -3, -3)]
    assert (statement.opening, statement.closing, statement.change) == (0, -1, -1)


def test_statement_of_a_period_opens_with_what_was_before(pair: Pair, porto: Park) -> None:
    statement = queries.statement(pair, porto, since=date(2027, 4, 1), until=date(2027, 5, 31))
    assert (statement.opening, statement.closing, statement.change) == (3, 2, -1)
    assert [(line.reference, line.change, line.after) for line in statement.lines] == [("b", -2, 2), ("late", 1, 4)]
    assert statement.partner.code == "MLG"


def test_statement_pages_keep_the_running_balance(
    malaga: Park, porto: Park, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    actions.post_all([month(malaga, porto, f"s/{k}", day=DAY + timedelta(days=k)) for k in range(1000)], now=NOW)
    pair = Pair.objects.get()
    with django_assert_num_queries(1):
        page = list(queries.statement(pair, porto).lines[100:125])
    assert [line.after for line in page] == list(range(900, 875, -1))


def test_view_pair_is_for_its_parks_and_network_admins(pair: Pair, malaga: Park, songdo: Park) -> None:
    def person(name: str, **fields: Any) -> User:
        return User.objects.create_user(f"{name}@example.org", name, **fields)

    deputy, stranger, admin = person("Ana"), person("Min"), person("Ada", is_network_admin=True)
    Membership.objects.create(user=deputy, park=malaga, role="deputy", state=MembershipState.ACTIVE, email=deputy.email)
    Membership.objects.create(
        user=stranger, park=songdo, role="manager", state=MembershipState.ACTIVE, email=stranger.email
    )
    may = [
        who.has_perm("exchanges.view_pair", pair) for who in (deputy, stranger, admin, person("Eva"), AnonymousUser())
    ]
    assert may == [True, False, True, False, False]
