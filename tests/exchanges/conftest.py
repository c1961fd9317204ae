"""The books refuse TRUNCATE (rule 17), and Django empties the tables after a test of real transactions with nothing else."""

from collections.abc import Iterator

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_triggers() -> Iterator[None]:
    """Lets the test database's flush, and nothing else, go past the append-only triggers."""
    with pytest.MonkeyPatch.context() as patch:
        flush = DatabaseOperations.execute_sql_flush

        def past_triggers(self: DatabaseOperations, statements: list[str]) -> None:
            quiet, loud = "SET LOCAL session_replication_role = replica", "SET LOCAL session_replication_role = DEFAULT"
            flush(self, [quiet, *statements, loud])

        patch.setattr(DatabaseOperations, "execute_sql_flush", past_triggers)
        yield
