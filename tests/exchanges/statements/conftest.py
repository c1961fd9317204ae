"""Málaga and Porto with their managers. Today is 23 November 2026."""

from collections.abc import Iterator

import pytest
import time_machine

from exchanges.ledger.models import Pair
from parks.park.models import Park
from tests.exchanges import cast


@pytest.fixture
def now() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def malaga(db: None) -> Park:
    return cast.park("Málaga", "Marta Ruiz")


@pytest.fixture
def porto(db: None) -> Park:
    return cast.park("Porto", "João Alves", "PT")


@pytest.fixture
def pair(malaga: Park, porto: Park) -> Pair:
    return Pair.objects.between(malaga, porto)
