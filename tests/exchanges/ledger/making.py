"""Entries as the tests need them: one month of a stay unless told otherwise."""

import time
from datetime import UTC, date, datetime
from typing import Any

from exchanges.ledger import actions
from exchanges.ledger.actions import Entry
from exchanges.ledger.conditions import BooksBusy
from exchanges.ledger.models import Because, LedgerRoot
from parks.park.models import Park

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
DAY = date(2027, 3, 1)


def month(debtor: Park, creditor: Park, reference: str, **facts: Any) -> Entry:
    known: dict[str, Any] = {"day": DAY, "months": 1, "because": Because.STAY, "text": "Lumen Optics, month 1 of 3"}
    return Entry(debtor=debtor, creditor=creditor, reference=reference, **(known | facts))


def take_root(now: datetime, tries: int = 200) -> LedgerRoot | None:
    """As the worker does, coming again while the test server tidies a table."""
    for _ in range(tries):
        try:
            return actions.take_root(now=now)
        except BooksBusy:
            time.sleep(0.1)
    raise AssertionError("The books are never still.")
