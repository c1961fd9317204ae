"""What was computed once is kept while nothing happens: the key names the last thing of every kind that happened.

Postings and steps are only ever added, and whatever the overview tells changes with one of them; so the newest id of
each table says whether anything is new, in a fraction of a millisecond however many rows there are. One gap is closed:
ids are given before transactions end, so an older id may arrive after a newer one. Only what was computed while no
other transaction was writing is kept; then every later row has a higher id. Nothing is ever kept "for a while".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

SHAPE = 1  # raise it when what is kept changes its shape
KEPT = 2 * 24 * 3600  # seconds until the memory is freed: days are in the key, an older one is never asked for again
# A transaction that has written holds the lock on its own number until what it wrote can be seen by all.
TABLES = (
    "exchanges_pair", "exchanges_landing", "exchanges_landingstep", "exchanges_freerentmonth", "exchanges_agreement",
    "exchanges_agreementversion", "exchanges_agreementstep", "exchanges_policyversion", "parks_park", "parks_parkstep",
)  # fmt: skip
LAST = f"""
SELECT (SELECT oid::text FROM pg_database WHERE datname = current_database()),
    (SELECT id || ' ' || hash FROM exchanges_posting ORDER BY id DESC LIMIT 1),
    {", ".join(f"(SELECT max(id)::text FROM {table})" for table in TABLES)},
    (SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'
        AND pid <> pg_backend_pid())
"""
T = TypeVar("T")


@dataclass(frozen=True)
class Moment:
    """The network as it is seen now: equal `name`, equal network. `is_quiet`: nobody else is writing."""

    name: str
    is_quiet: bool

    def keep(self, what: str, day: date, compute: Callable[[], T]) -> T:
        """`compute()`, or what it gave when nothing was different. `what` names everything it depends on besides."""
        key = f"network/{sha256(f'{SHAPE} {self.name} {day} {what}'.encode()).hexdigest()}"
        try:
            found: T | None = cache.get(key)
        except RedisError:
            return compute()
        if found is None:
            found = compute()
            if self.is_quiet:
                cache.set(key, found, KEPT)
        return found


def moment() -> Moment:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        *last, writers = cursor.fetchone()
    return Moment(" ".join(map(str, last)), writers == 0)
