"""Three parks that exchange companies."""

import pytest

from parks.park.models import Park
from parks.park.states import ParkState


def park(code: str, name: str, country: str) -> Park:
    return Park.objects.create(code=code, name=name, country=country, state=ParkState.ADMITTED)


@pytest.fixture
def malaga(db: None) -> Park:
    return park("MLG", "Málaga", "ES")


@pytest.fixture
def porto(db: None) -> Park:
    return park("POR", "Porto", "PT")


@pytest.fixture
def songdo(db: None) -> Park:
    return park("SDO", "Songdo", "KR")
