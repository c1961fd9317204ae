"""Debts as the tests of explanations need them: postings of any kind, each with a reference of its own."""

from datetime import date
from itertools import count
from typing import Any

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Posting
from parks.park.models import Park
from tests.exchanges.cast import NOW
from tests.exchanges.consent import without_consent

numbers = count(1)


def owe(
    debtor: Park, creditor: Park, months: int, because: Because = Because.STAY, day: date = date(2026, 3, 1)
) -> Posting:
    entry = ledger.Entry(
        day=day, debtor=debtor, creditor=creditor, months=months, because=because, reference=f"made/{next(numbers)}",
        text=f"{months} of {debtor}",
    )  # fmt: skip
    if because == Because.STAY:
        return ledger.post(entry, now=NOW)
    with without_consent():
        return ledger.post(entry, now=NOW)


def take_back(posting: Posting, day: date = date(2026, 11, 1)) -> Posting:
    with without_consent():
        return ledger.reverse(posting, day=day, reason="A mistake", reference=f"made/{next(numbers)}", now=NOW)


def sql(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """What independent SQL says."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
