"""Three parks with managers; debts are real postings, consents real agreements."""

from datetime import date

import pytest

from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.ledger import actions as ledger
from exchanges.ledger.actions import Entry
from exchanges.ledger.models import Because, Posting
from parks.park.models import Park
from tests.exchanges import cast

SIX = Direction(6, places=2)


@pytest.fixture
def malaga(db: None) -> Park:
    return cast.park("Malaga", "Ana Vega")


@pytest.fixture
def porto(db: None) -> Park:
    return cast.park("Porto", "Rui Melo", "PT")


@pytest.fixture
def turin(db: None) -> Park:
    return cast.park("Turin", "Pia Riva", "IT")


def posted(debtor: Park, creditor: Park, months: int, day: date) -> Posting:
    """Months owed since a day."""
    reference = f"{debtor.code}/{creditor.code}/{day}/{Posting.objects.count()}"
    return ledger.post(Entry(day, debtor, creditor, months, Because.STAY, reference), now=cast.NOW)


def agreed(home: Park, host: Park, **more: object) -> Agreement:
    return cast.agreed(home, host, SIX, **more)
