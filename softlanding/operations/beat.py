"""The beat: sends each job when it is due, waits while the broker is away instead of leaving jobs out, and is seen."""

import time
from typing import Any

import structlog
from celery.beat import PersistentScheduler, SchedulingError
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from softlanding.operations import actions
from softlanding.operations.models import Part
from softlanding.operations.outages import BROKER_AND_CACHE, PAUSE, server

logger = structlog.get_logger(__name__)

SEEN_EVERY = 30.0  # seconds


class Scheduler(PersistentScheduler):
    """Celery's own, which would skip a job of the day when the broker is away at its minute."""

    _seen: float | None = None

    def tick(self, *args: Any, **named: Any) -> Any:
        self.be_seen()
        return super().tick(*args, **named)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Send the job of this entry, however long the broker is away: there is nothing else to do meanwhile."""
        broker = server(BROKER_AND_CACHE)
        while True:
            try:
                self.apply_async(entry, producer=producer, advance=False)
            except SchedulingError as error:
                broker.failed(error)
                time.sleep(PAUSE)
                self.be_seen()
            else:
                broker.answered()
                return

    def be_seen(self) -> None:
        """Write down that the beat is at work, every half minute; without a database it goes on."""
        now = time.monotonic()
        if self._seen is not None and now - self._seen < SEEN_EVERY:
            return
        close_old_connections()
        try:
            actions.see(Part.BEAT, now=timezone.now())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("beat_not_seen", kind=type(error).__name__)
        self._seen = now
