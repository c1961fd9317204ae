"""What is written once for all tests of a file: each of them takes back what it wrote itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def within_a_transaction(blocker: Any) -> Iterator[None]:
    """What is written before the file's first test is gone after its last one; `blocker`: that of pytest-django."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
