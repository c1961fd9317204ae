from collections.abc import Iterator

import pytest
import time_machine

from exchanges.agreements.models import Agreement
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.agreements.making import SIX
from tests.exchanges.cast import NOW


@pytest.fixture
def now() -> Iterator[None]:
    """Today is 23 November 2026."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto", "Anna Lund", "BR")


@pytest.fixture
def malaga() -> Park:
    return cast.park("Malaga", "Bea Ruiz")


@pytest.fixture
def signed(porto: Park, malaga: Park) -> Agreement:
    """In force since 2 January 2026; its debts stop at 6 months."""
    return cast.agreed(porto, malaga, SIX, limit_at=6, decision_days=14)
