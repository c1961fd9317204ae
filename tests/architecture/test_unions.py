"""A question of several parts: no part has an order of its own, and the whole has the one it names, or none.

Databases other than ours refuse an order inside a part. And Django from 6.1 on puts the whole in the order of its first
model (Meta.ordering), whose columns it may not have, unless it names one.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import QuerySet

from exchanges.ledger.models import Pair
from exchanges.statements import waiting as statements
from exchanges.today import waiting as today
from exchanges.today.persons import Roles
from softlanding.navigation import _ask_for
from tests.exchanges.cast import NOW

DAY = date(2026, 11, 23)
SOMEBODY = {"roles": Roles(("manager",), ("lead",), is_network_admin=True), "today": DAY, "most": 30}
UNIONS: dict[str, Callable[[], QuerySet[Any, Any]]] = {
    "the bar": lambda: _ask_for.__wrapped__(1),
    "what waits": lambda: today._waiting.__wrapped__(1, NOW, [1], [2], **SOMEBODY),
    "what is waited for": lambda: today._waited_for.__wrapped__(1, [1], [2], **SOMEBODY),
    "the list of statements": lambda: statements.rows(Pair.objects.all(), [1], DAY, statements.RANK, None),
}


@pytest.fixture(params=UNIONS)
def union(request, db, monkeypatch) -> Iterator[QuerySet[Any, Any]]:
    """As the next Django puts parts together."""
    combine = QuerySet._combinator_query

    def in_order(self, *others, **more):
        combined = combine(self, *others, **more)
        combined.query.default_ordering = True
        return combined

    monkeypatch.setattr(QuerySet, "_combinator_query", in_order)
    return UNIONS[request.param]()


def test_no_part_has_an_order_of_its_own(union: QuerySet[Any, Any]) -> None:
    parts = union.query.combined_queries
    assert len(parts) > 1
    for part in parts:
        names_one = part.order_by or part.extra_order_by
        assert not names_one and not (part.default_ordering and part.get_meta().ordering), part.model


def test_the_whole_has_the_order_it_names_or_none(union: QuerySet[Any, Any]) -> None:
    assert str(union.query)
