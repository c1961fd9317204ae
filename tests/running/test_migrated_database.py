"""The kept database is known by what made it: whatever changes the tables gives it another name."""

from pathlib import Path

import pytest

from tests import migrated_database

READ = Path.read_bytes


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ("exchanges/migrations/0001_initial.py", True),
        ("django/contrib/sessions/migrations/0001_initial.py", True),
        ("softlanding/kernel/fields.py", True),  # which migrations import
        ("exchanges/agreements/models.py", True),
        ("exchanges/landings/actions.py", False),
    ],
)
def test_another_migration_makes_another_database(monkeypatch, changed: str, is_another: bool) -> None:
    before = migrated_database.name()
    monkeypatch.setattr(Path, "read_bytes", lambda it: READ(it) + (b"#" if str(it).endswith(f"/{changed}") else b""))
    assert (migrated_database.name() != before) is is_another
