"""The full cast, made once for a file's tests; each of them takes back what it wrote itself."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from softlanding.accounts.models import User
from tests.exchanges.full.people import fill
from tests.exchanges.full.stage import NOW, FullCast, build
from tests.kept import within_a_transaction


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[FullCast, dict[str, User]]]:
    with within_a_transaction(django_db_blocker):
        with time_machine.travel(NOW, tick=False):
            made = build()
            found = made, fill(made)
        yield found


@pytest.fixture
def full(kept: tuple[FullCast, dict[str, User]], db: None) -> Iterator[FullCast]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield kept[0]
    cache.clear()


@pytest.fixture
def everybody(full: FullCast, kept: tuple[FullCast, dict[str, User]]) -> dict[str, User]:
    """Each person by her name, as a new request would load her."""
    return {name: User.objects.get(pk=user.pk) for name, user in kept[1].items()}
