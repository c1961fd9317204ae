"""A server that may be away: who meets the outage first waits for it, the others do without until it is time to look.

One object stands for one server in this process, whoever talks to it (cache, broker), and says in the log when the
server went and when it was back.
"""

import threading
import time
from collections.abc import Iterable

import structlog

logger = structlog.get_logger(__name__)

BROKER_AND_CACHE = "broker and cache"  # one server, in settings.REDIS_URL
PAUSE = 5.0  # seconds in which nobody asks a server that did not answer
MOST_MISSED = 50_000  # keys; beyond that the oldest entries of the cache end by their own time


class Server:
    """Whether a server is worth asking. Threads share it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._away_since: float | None = None
        self._next_look = 0.0
        self._missed: set[str] = set()

    @property
    def is_away(self) -> bool:
        return self._away_since is not None

    def may_ask(self) -> bool:
        """True while it answers; during an outage for one caller every PAUSE seconds, who finds out for all."""
        with self._lock:
            now = time.monotonic()
            if self._away_since is None:
                return True
            if now < self._next_look:
                return False
            self._next_look = now + PAUSE
            return True

    def failed(self, error: Exception) -> None:
        """It did not answer."""
        with self._lock:
            now = time.monotonic()
            is_news = self._away_since is None
            self._away_since = self._away_since or now
            self._next_look = now + PAUSE
        if is_news:
            logger.error("server_away", server=self.name, error=str(error), kind=type(error).__name__)

    def answered(self) -> None:
        """It answered."""
        if self._away_since is None:
            return
        with self._lock:
            since, self._away_since = self._away_since, None
        if since is not None:
            logger.warning("server_back", server=self.name, seconds=round(time.monotonic() - since, 1))

    def miss(self, keys: Iterable[str]) -> None:
        """Remember what could not be written there: what it still holds under these keys is out of date."""
        with self._lock:
            if len(self._missed) < MOST_MISSED:
                self._missed.update(keys)

    def take_missed(self) -> list[str]:
        """The keys that must be forgotten there before anything is read."""
        if not self._missed:
            return []
        with self._lock:
            missed, self._missed = self._missed, set()
        return list(missed)


_servers: dict[str, Server] = {}


def server(name: str) -> Server:
    """The one object for this server in this process."""
    return _servers.setdefault(name, Server(name))
