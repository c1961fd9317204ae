"""A pytest plugin, loaded before pytest-django reads the settings: a real PostgreSQL and a real broker.

Each test run takes a number that no other running one in this folder has, and with it a database and a broker
space of its own, so that two runs, or a run beside `make run`, do not meet.
"""

import fcntl
import os
import re
from typing import IO

from softlanding.running import embedded
from softlanding.running.local import LOCAL, redis_url

MOST_RUNS = 15  # a Redis has 16 spaces, the first is for `make run`
_held: list[IO[str]] = []


def take_number() -> int:
    """The lowest number from 1 that no other test run holds; the system frees it when this process ends."""
    LOCAL.mkdir(parents=True, exist_ok=True)
    for number in range(1, MOST_RUNS + 1):
        lock = (LOCAL / f"tests-{number}.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)
        return number
    raise SystemExit(f"{MOST_RUNS} test runs are going on in this folder. Wait until one of them ends.")


def own_space(url: str, number: int) -> str:
    """The same Redis, another of its numbered spaces."""
    if url.startswith("unix://"):
        return re.sub(r"db=\d+", f"db={number}", url)
    return re.sub(r"(?<=[^/])(/\d*)?$", f"/{number}", url, count=1)


def prepare() -> None:
    """Find or start the servers and set the environment that the settings will read."""
    embedded.ensure()
    number = take_number()
    os.environ["REDIS_URL"] = own_space(os.environ.get("REDIS_URL") or redis_url(), number)
    os.environ["TEST_RUN_NUMBER"] = str(number)
    os.environ["PRODUCTION"] = "false"  # DATABASE_URL alone would mean a real deployment
    os.environ["DEMO"] = "false"
    # The browser's driver runs an event loop in the thread in which the tests use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


prepare()
