"""Porto owes Málaga 5 months; today is 23 November 2026."""

import pytest

from exchanges.ledger.models import Because, Pair
from parks.park.models import Park
from softlanding.accounts.models import User
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.settlements.making import book


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto", "Anna Lund", "BR")


@pytest.fixture
def malaga() -> Park:
    return cast.park("Málaga", "Bea Ruiz")


@pytest.fixture
def admin() -> User:
    return people.network_admin()


@pytest.fixture
def pair(porto: Park, malaga: Park) -> Pair:
    for month in range(1, 6):
        book(porto, malaga, 1, f"stay/{month}", day=(2026, month, 1), because=Because.STAY)
    return Pair.objects.select_related("low", "high").get()
