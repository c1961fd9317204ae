"""CPU time of one request: of this thread, and of the PostgreSQL process that serves its connection."""

import io
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median
from typing import Any, Self
from urllib.parse import urlencode

import psutil
from django.db import connection

BROWSER = {
    "REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "localhost", "SERVER_PORT": "8000", "HTTP_HOST": "localhost:8000",
    "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.multithread": True,
    "wsgi.multiprocess": False, "wsgi.run_once": False, "HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_LANGUAGE": "en",
}  # fmt: skip
TOKEN = "a" * 32


def backend_pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def backend_seconds(pid: int) -> float:
    """CPU seconds of a process: to the nanosecond where the kernel says so, in ticks of 10 ms elsewhere."""
    schedule = Path(f"/proc/{pid}/schedstat")
    if schedule.exists():
        return int(schedule.read_text().split()[0]) / 1e9
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


@dataclass
class Costs:
    """Milliseconds of CPU, a number a request."""

    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0  # bytes of the answer

    @property
    def both(self) -> list[float]:
        return [one + other for one, other in zip(self.application, self.database, strict=True)]

    @property
    def told(self) -> dict[str, float]:
        both = sorted(self.both)
        return {
            "queries": self.queries, "application": median(self.application), "database": median(self.database),
            "median": median(both), "p95": both[min(len(both) - 1, int(len(both) * 0.95))], "size": self.size,
        }  # fmt: skip

    @classmethod
    def pooled(cls, parts: Sequence[Mapping[str, Any]]) -> Self:
        """What was measured in several turns (each as `asdict` gives it), as if in one."""
        lists = {name: [one for part in parts for one in part[name]] for name in ("application", "database")}
        return cls(**lists, queries=parts[0]["queries"], size=parts[0]["size"])


class Counting:
    """Counts statements of this connection while in force."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, many, context)


def ask(handler: Any, path: str, session: str = "", form: Mapping[str, Any] | None = None) -> tuple[str, bytes]:
    """One request through the whole application; its status and body."""
    path, _, query = path.partition("?")
    cookies = SimpleCookie({"sessionid": session, "csrftoken": TOKEN})
    body = urlencode({**form, "csrfmiddlewaretoken": TOKEN}).encode() if form is not None else b""
    environ = {
        **BROWSER, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_COOKIE": cookies.output([], "", ";"),
        "REQUEST_METHOD": "GET" if form is None else "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
    }  # fmt: skip
    said: list[str] = []
    answer = handler(environ, lambda status, headers, info=None: said.append(status))
    text = b"".join(answer)
    answer.close()
    return said[0], text


def measure(act: Callable[[], Any], costs: Costs) -> Any:
    """Do it once and note what it cost."""
    pid = backend_pid()
    database, here = backend_seconds(pid), time.thread_time()
    result = act()
    here = time.thread_time() - here
    costs.application.append(here * 1000)
    costs.database.append((backend_seconds(pid) - database) * 1000)
    return result
