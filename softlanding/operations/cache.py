"""The cache on a Redis or Valkey that may go away: what it held is then a miss, and limits are counted in the database.

Nothing that people see comes from the cache alone: sessions are read from the database, figures are computed. What must
be counted (tries of a password, limits) goes to a table while the server is away, so that no limit is ever off. What
could not be written or deleted there during an outage is forgotten there first when the server is back: a person who
signed out meanwhile stays signed out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as Silent

from softlanding.operations.outages import BROKER_AND_CACHE, server

logger = structlog.get_logger(__name__)

COUNTED = ("allauth", "limits")  # how the keys begin that are counted in the database during an outage
TABLE = "operations_kept_entry"  # of models.KeptEntry
MOST_COUNTED = 100_000  # rows of it


class DegradingCache(RedisCache):
    """Django's own cache on Redis, with an answer for the time when there is no Redis."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(location, params)
        self._away = server(BROKER_AND_CACHE if location == settings.REDIS_URL else location)
        self._counts = DatabaseCache(TABLE, {**params, "OPTIONS": {"MAX_ENTRIES": MOST_COUNTED}})

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._asked("get", [key], (key, default, version), default)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._told("add", [key], (key, value, timeout, version), False))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._told("set", [key], (key, value, timeout, version), None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._told("touch", [key], (key, timeout, version), False))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._told("delete", [key], (key, version), False))

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        keys = list(keys)
        return dict(self._asked("get_many", keys, (keys, version), {}))

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self._asked("has_key", [key], (key, version), False))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        found: int | None = self._told("incr", [key], (key, delta, version), None)
        if found is None:
            raise ValueError(f"Key {key!r} not found.")  # as for any key that is not there
        return found

    def set_many(
        self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        return list(self._told("set_many", list(data), (data, timeout, version), []))

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        keys = list(keys)
        self._told("delete_many", keys, (keys, version), None)

    def clear(self) -> None:
        self._asked("clear", [], (), None)

    def _told(self, verb: str, keys: list[str], arguments: tuple[Any, ...], otherwise: Any) -> Any:
        """Do something that changes what is kept; what does not arrive makes the entry out of date."""
        return self._asked(verb, keys, arguments, otherwise, is_write=True)

    def _asked(
        self, verb: str, keys: list[str], arguments: tuple[Any, ...], otherwise: Any, is_write: bool = False
    ) -> Any:
        """Django's own verb; `otherwise`, or the table of counts, while the server is away."""
        if self._away.may_ask():
            try:
                self._forget_what_was_missed()
                found = getattr(super(), verb)(*arguments)
            except (Unreachable, Silent, OSError) as error:
                self._away.failed(error)
            except RedisError as error:  # full, read-only, still loading: it is there and does not do it
                logger.warning("cache_refuses", verb=verb, error=str(error))
            else:
                self._away.answered()
                return found
        version = arguments[-1] if arguments else None
        if is_write:
            self._away.miss(self.make_key(key, version=version) for key in keys)
        if keys and all(key.startswith(COUNTED) for key in keys):
            return getattr(self._counts, verb)(*arguments)
        return otherwise

    def _forget_what_was_missed(self) -> None:
        missed = self._away.take_missed()
        if missed:
            try:
                self._cache.delete_many(missed)
            except BaseException:
                self._away.miss(missed)
                raise
