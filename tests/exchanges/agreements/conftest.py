import pytest

from parks.models import Park
from tests.exchanges import cast


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto", "Anna Lund", "BR")


@pytest.fixture
def malaga() -> Park:
    return cast.park("Malaga", "Bea Ruiz")
