"""What is kept is given again while nothing happened, and never while somebody writes what it is made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count

import pytest
from django.core.cache import cache
from django.db import connections

from exchanges.ledger.freshness import DEBTS, moment
from tests.exchanges import cast

DAY = date(2026, 1, 1)
PARK = (
    "INSERT INTO parks_park (code, name, short_name, country, city, time_zone, website, sectors, sector_keys, about,"
    " contact_email, state, created_at)"
    " VALUES ('X', 'X', '', 'ES', '', 'UTC', '', '{}', '{}', '', '', 'admitted', now())"
)
NOTICE = (
    "INSERT INTO notices_notice (address, key, subject, body, url, seal, created_at, tries, last_error,"
    " is_urgent, is_secret) VALUES ('a@b.example', 'k', '', '', '', '', now(), 0, '', false, false)"
)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@contextmanager
def somebody_writes(sql: str) -> Iterator[None]:
    """Somebody else has written and not yet ended her transaction; afterwards she takes it back."""
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(sql)
        yield
    finally:
        other.rollback()
        other.close()


@pytest.mark.django_db(transaction=True)
def test_what_is_computed_while_somebody_writes_is_not_kept() -> None:
    numbers = count()
    with somebody_writes(PARK):
        seen = moment(DEBTS)
        assert not seen.is_quiet
        assert [seen.keep("n", DAY, lambda: next(numbers)) for _ in range(2)] == [0, 1]
    assert moment(DEBTS).is_quiet
    assert [moment(DEBTS).keep("n", DAY, lambda: next(numbers)) for _ in range(2)] == [2, 2]


@pytest.mark.django_db(transaction=True)
def test_who_writes_something_else_hinders_nothing() -> None:
    with somebody_writes(NOTICE):
        assert moment(DEBTS).is_quiet and moment().is_quiet


def test_another_day_or_another_network_is_computed_anew(db) -> None:
    numbers = count()

    def keep(day: date = DAY, what: str = "n") -> int:
        return moment(DEBTS).keep(what, day, lambda: next(numbers))

    assert [keep(), keep(), keep(date(2026, 1, 2)), keep(what="m"), keep(what="m")] == [0, 0, 1, 2, 2]
    cast.park("Porto", "João Alves")
    assert [keep(what="m"), keep(what="m")] == [3, 3]
