"""Sessions are kept in the database and read from the cache, there for minutes only.

Whoever signs out while the cache cannot be reached is signed out in the database; an entry that outlived this in the
cache, because nobody could delete it, ends by itself.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.cache.backends.base import BaseCache

IN_CACHE = 10 * 60  # seconds


class SessionStore(CachedStore):
    """Django's own, whose entries in the cache live shortly."""

    # Django's own, which its stubs do not know.
    _cache: BaseCache
    _session: dict[str, Any]
    _get_session_from_db: Callable[[], Any]

    def load(self) -> dict[str, Any]:
        kept: dict[str, Any] | None = self._cache.get(self.cache_key)
        if kept is not None:
            return kept
        row = self._get_session_from_db()
        if not row:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        self._keep(data, row.expire_date)
        return data

    def save(self, must_create: bool = False) -> None:
        DatabaseStore.save(self, must_create)
        self._keep(self._session, None)

    def _keep(self, data: dict[str, Any], ends_at: datetime | None) -> None:
        left = self.get_expiry_age(expiry=ends_at) if ends_at else self.get_expiry_age()
        self._cache.set(self.cache_key, data, min(IN_CACHE, left))
