import pytest

from tests.rights.stage import Stage, build


@pytest.fixture
def stage(db: None) -> Stage:
    return build()
