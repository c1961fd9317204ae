"""Porto sends Lumen Optics to Malaga: six months a year each way, two places, four months at most for one stay."""

import pytest

from companies.company.models import Company
from exchanges.agreements.terms import Direction
from parks.park.models import Park
from tests.exchanges import cast

SIX = Direction(6, places=2, max_months=4)


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto", "Anna Lund", "BR")


@pytest.fixture
def malaga() -> Park:
    return cast.park("Malaga", "Bea Ruiz")


@pytest.fixture
def lumen(porto: Park, malaga: Park) -> Company:
    cast.agreed(porto, malaga, SIX, alert_at=4, limit_at=6)
    return cast.company("Lumen Optics", porto, "Cleo Dias")
