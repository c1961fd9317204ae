"""What was computed once is kept while nothing happens: its name is the last thing of every kind that happened.

Postings and steps are only ever added, and whatever is kept changes with one of them; so the newest id of each table
says whether anything is new, in about a millisecond however many rows there are. One gap is closed: ids are
given before transactions end, so an older id may arrive after a newer one. Only what was computed while no other
transaction was writing is kept; then every later row has a higher id. Nothing is ever kept "for a while".
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

SHAPE = 5  # raise it when what is kept changes its shape
UNASKED = 2 * 24 * 3600  # seconds until what nobody asked for again is thrown away

T = TypeVar("T")


@dataclass(frozen=True)
class Moment:
    """The network as it is seen now: equal `name`, equal network. `is_quiet`: nobody else is writing.

    `packages`: whose tables were looked at, and so the only ones that what is kept may be made of.
    """

    name: str
    is_quiet: bool
    packages: tuple[str, ...]

    def keep(self, what: str, day: date | None, compute: Callable[[], T]) -> T:
        """`compute()`, or what it gave when nothing was different. `what` names everything it depends on besides.
        `day` is the one it is computed for, if that matters.

        There is one place for each `what`: the newer takes that of the older.
        """
        place, name = f"kept/{SHAPE}/{sha256(what.encode()).hexdigest()}", f"{self.name} {day}"
        try:
            kept: tuple[str, T] | None = cache.get(place)
        except RedisError:
            return compute()
        if kept and kept[0] == name:
            return kept[1]
        found = compute()
        if self.is_quiet:
            with suppress(RedisError):
                cache.set(place, (name, found), UNASKED)
        return found


def moment(packages: tuple[str, ...], *others: str) -> Moment:
    """One statement. `packages` are those whose tables tell that something happened, `others` SQL values that do."""
    with connection.cursor() as cursor:
        cursor.execute(_last(packages, others))
        *last, writers = cursor.fetchone()
    return Moment(" ".join(map(str, last)), writers == 0, packages)


def tables_of(packages: tuple[str, ...]) -> list[str]:
    """The tables of every model that lives in one of these packages."""
    inside = tuple(f"{package}." for package in packages)
    return sorted(model._meta.db_table for model in apps.get_models() if model.__module__.startswith(inside))


@lru_cache
def _last(packages: tuple[str, ...], others: tuple[str, ...]) -> str:
    tables = tables_of(packages)
    # Whoever has written to a table holds this lock on it until all can see what she wrote.
    written = ", ".join(f"'{table}'::regclass" for table in tables)
    return f"""
SELECT (SELECT oid::text FROM pg_database WHERE datname = current_database()),
    {", ".join([*(f"(SELECT max(id)::text FROM {table})" for table in tables), *others])},
    (SELECT count(*) FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND relation IN ({written}) AND pid IS DISTINCT FROM pg_backend_pid())
"""
