"""Asking the worker to deliver now. The rows are what counts: the beat finds them when nobody was asked."""

import logging
import threading
import time

from kombu.exceptions import OperationalError

from softlanding.operations.outages import BROKER_AND_CACHE, server

logger = logging.getLogger(__name__)

PAUSE = 30.0  # seconds, as long as the beat's own pause: until then asking a broker that is away would only cost time


class Waker:
    """One for this process: asks once at a time, and after a failure not again for a while."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.not_before = 0.0
        self.asks = self.again = False

    def wake(self) -> None:
        """Ask for delivery. A broker that is away or hangs costs one caller in half a minute its time limit."""
        with self.lock:
            if time.monotonic() < self.not_before:
                return
            if self.asks:  # whoever is at it asks once more, since this row may be newer than her question
                self.again = True
                return
            self.asks = True
        while self._ask():
            pass

    def _ask(self) -> bool:
        """Whether somebody came meanwhile and it must be asked again."""
        is_heard = send_task()
        with self.lock:
            self.asks = again = is_heard and self.again
            self.again = False
            if not is_heard:
                self.not_before = time.monotonic() + PAUSE
        return again


def send_task() -> bool:
    """Whether the broker took the question."""
    from softlanding.notices.tasks import deliver

    if server(BROKER_AND_CACHE).is_away:
        return False  # the log has it already
    try:
        deliver.apply_async(retry=False)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; mails wait for the next beat.")
        return False
    return True


waker = Waker()


def wake_worker() -> None:
    waker.wake()
