"""The stage, built once for a file's tests; each of them takes back what it wrote itself."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from tests.kept import within_a_transaction
from tests.rights.stage import Stage, build


@pytest.fixture(scope="module")
def kept_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with within_a_transaction(django_db_blocker):
        built = build()
        connection.check_constraints()  # what PostgreSQL checks at a commit
        yield built


@pytest.fixture
def stage(kept_stage: Stage, db: None) -> Stage:
    """Copies of its records as they were built: nothing that another test read into them or changed of them."""
    cache.clear()
    return deepcopy(kept_stage)
