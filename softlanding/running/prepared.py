"""Whether a database is ready for the portal as it stands: told without loading Django, which takes a second.

A note on the database itself says which migrations it has had and whom the demo lets one sign in as.
"""

import hashlib
import json
import os
from contextlib import closing
from dataclasses import dataclass

import psycopg2
from environ import Env

from softlanding.running import servers
from softlanding.running.local import ROOT

READ_NOTE = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


@dataclass(frozen=True)
class Prepared:
    """What a prepared database can say."""

    who: str  # whom one can sign in as


def connect() -> "psycopg2.extensions.connection":
    """The portal's database; raises psycopg2.OperationalError."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return servers.connect(servers.DATABASE)
    named = Env.db_url_config(url)  # as settings read it
    words = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {word: named[name] for word, name in words.items() if named.get(name)}
    return psycopg2.connect(**{"connect_timeout": 10, **known, **named.get("OPTIONS", {})})


def fingerprint() -> str:
    """Of all migrations: ours by their text, those of the libraries by the lock."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for top in ("softlanding", "parks", "companies", "exchanges"):
        for path in sorted((ROOT / top).glob("**/migrations/*.py")):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def history(connection: "psycopg2.extensions.connection") -> list[int]:
    """Number and last id of the migrations applied: a migration by hand, forward or back, changes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM django_migrations")
        return list(cursor.fetchone() or ())


def has_people(connection: "psycopg2.extensions.connection") -> bool:
    """Whether anybody can sign in: nobody can after `manage.py flush`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM accounts_user)")
        return bool((cursor.fetchone() or (False,))[0])


def demo() -> bool:
    """Whether this is to be a demo, as settings read it."""
    return bool(Env().bool("DEMO", False))


def look() -> Prepared | None:
    """What the database says of itself; None when it must be migrated or filled first."""
    with closing(connect()) as connection:
        try:
            with connection.cursor() as cursor:
                cursor.execute(READ_NOTE)
                note = json.loads((cursor.fetchone() or (None,))[0] or "{}")
            if note.get("fingerprint") != fingerprint() or note.get("history") != history(connection):
                return None
            return Prepared(who=note["who"]) if has_people(connection) or not demo() else None
        except (ValueError, KeyError, AttributeError, psycopg2.Error):
            return None  # a fresh database, or a note of somebody else: the slow way is always right


def remember(who: str) -> None:
    """Note on the database that it is prepared; without the right to, the next start is a little slower."""
    with closing(connect()) as connection:
        try:
            note = json.dumps({"fingerprint": fingerprint(), "history": history(connection), "who": who})
            with connection, connection.cursor() as cursor:
                name = connection.info.dbname.replace('"', '""')
                cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', [note])
        except psycopg2.Error:
            return
