"""A database to which the migrations were applied, kept on the embedded server: a test run copies it, which takes a
second where applying them takes ten.

Its name is a digest of whatever it was made by, so that it is never taken for what other migrations make.
"""

import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

import django
import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

PREFIX = "migrated_"
OF_OURS = re.compile(r"^(?:from|import) ((?:companies|exchanges|parks|softlanding)\.[\w.]+)", re.MULTILINE)


def may_be_kept(config: pytest.Config) -> bool:
    """Not on a server that somebody else runs, and never a database that tests have used."""
    return not (os.environ.get("DATABASE_URL") or config.getvalue("reuse_db") or config.getvalue("nomigrations"))


def name() -> str:
    """The digest of all migrations, ours and those of the libraries, and of the modules of ours that they import."""
    paths = {_file(one.__module__) for one in MigrationLoader(None).disk_migrations.values()}
    paths |= {_file(module) for path in paths for module in OF_OURS.findall(path.read_text())}
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(paths):
        digest.update(f"{path}\n".encode() + path.read_bytes())
    return f"{PREFIX}{digest.hexdigest()[:16]}"


def _file(module: str) -> Path:
    return Path(str(sys.modules[module].__file__))


def kept() -> set[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return {row[0] for row in cursor.fetchall()}


def keep() -> None:
    """A copy of the test database, to which the migrations were applied and nothing else; older ones go."""
    older, wanted = kept(), name()
    if wanted in older:
        return
    connection.close()  # nobody may be connected to what is copied
    with connection._nodb_cursor() as cursor:
        for one in older:
            with suppress(DatabaseError):  # somebody is copying it
                cursor.execute(f"DROP DATABASE IF EXISTS {one}")
        with suppress(DatabaseError):  # another process of the same run was first
            cursor.execute(f"CREATE DATABASE {wanted} TEMPLATE {connection.settings_dict['NAME']}")
