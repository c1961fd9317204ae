"""`make run`: everything the portal needs on one machine, in one terminal, until Ctrl-C.

The order: embedded servers; migrations and demo, the first time; web server and worker side by side; the
first page; beat. A part that dies is started again. Whatever ends this program ends the rest: each part is in a
process group of its own and told to stop, killed when it does not; on Linux the parts also notice when this
program is killed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import psycopg2

from softlanding.running import embedded, prepared
from softlanding.running.local import LOCAL, ROOT
from softlanding.running.port import Failed, hosts, page_status, read_port
from softlanding.running.processes import die_with_parent, kill_group

PAGE_SECONDS = 60.0
STOP_SECONDS = 6.0
LOOK_SECONDS = 5.0
MOST_DEATHS, DEATH_SECONDS = 5, 60.0  # of parts, within this time; more means that starting them again does not help
PAUSE = 0.05
PYTHON = [sys.executable, "-W", "ignore", "-m"]


class Stop(Exception):
    """Somebody asked us to stop: no failure."""


class Signals:
    """Remembers Ctrl-C, SIGTERM and a closed terminal: the first stops tidily, the second at once."""

    def __init__(self) -> None:
        self.count = 0
        self.interrupt = False  # raise at once, in places where nothing of ours can get lost
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.note)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # `nohup make run` wants to outlive the terminal
            signal.signal(signal.SIGHUP, self.note)

    def note(self, *_: object) -> None:
        self.count += 1
        if self.interrupt:
            self.interrupt = False
            raise Stop

    def check(self) -> None:
        if self.count:
            raise Stop


class Portal:
    """The parts that run, by the name people know them by."""

    def __init__(self, port: int, signals: Signals) -> None:
        self.port = port
        self.signals = signals
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.starts: dict[str, Callable[[], None]] = {}  # of the parts that are to run all the time
        self.deaths: list[float] = []

    def start(self, name: str, words: list[str], **how: int) -> "subprocess.Popen[bytes]":
        """Start `python -m ...` in a process group of its own."""
        part: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            [*PYTHON, *words], cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=die_with_parent, **how,
        )  # fmt: skip
        self.parts[name] = part
        return part

    def finish(self, name: str, words: list[str]) -> str:
        """Run `manage.py ...` to its end and return what it printed; raises Failed."""
        output = LOCAL / "command.out"
        with output.open("wb") as file:
            part = self.start(name, words, stdout=file.fileno())
            while part.poll() is None:
                self.signals.check()
                time.sleep(PAUSE)
        del self.parts[name]
        if part.returncode:
            say(output.read_text(errors="replace"))
            raise Failed(f"{name} failed; the lines above say why.")
        return output.read_text(errors="replace")

    def prepare_database(self) -> str:
        """Migrate and fill the database if it needs it; whom one can sign in as."""
        try:
            found = prepared.look()
        except psycopg2.Error as error:
            raise Failed(f"The database in DATABASE_URL does not let us in: {str(error).strip()}") from error
        if found:
            return found.who
        say("Preparing the database and the demo network. Only the first start takes this long.")
        self.finish("Migrating the database", ["manage", "migrate", "--verbosity=0"])
        who = ""
        if prepared.demo():
            self.finish("Loading the demo network", ["manage", "load_demo", "--if-empty"])
            who = self.finish("Listing the demo people", ["manage", "load_demo", "--who"])
        prepared.remember(who)
        return who

    def keep(self, name: str, start: Callable[[], None]) -> None:
        """Start a part, and again whenever it has stopped by itself."""
        self.starts[name] = start
        start()

    def start_web(self) -> None:
        binds = [word for host in hosts() for word in ("--bind", f"{host}:{self.port}")]
        quiet = ["--log-level=warning", "--no-control-socket", "--graceful-timeout=3"]
        kind = ["--worker-class=gthread", "--threads=8"]
        self.start("web server", ["gunicorn", "softlanding.wsgi", *binds, *kind, *quiet])

    def start_worker(self) -> None:
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
        self.start("worker", ["celery", "-q", "-A", "softlanding", "worker", "--pool=solo", *quiet])

    def start_beat(self) -> None:
        schedule = LOCAL / f"beat-{self.port}"
        words = ["celery", "-q", "-A", "softlanding", "beat", "--loglevel=WARNING", "--pidfile="]
        self.start("beat", [*words, f"--schedule={schedule}"])

    def check(self) -> None:
        """Raise Stop when asked to; start anew what has died, or raise Failed when that has not helped."""
        self.signals.check()
        for name, part in list(self.parts.items()):
            if part.poll() is not None:
                self.revive(name, describe(part.returncode))

    def revive(self, name: str, how: str) -> None:
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < DEATH_SECONDS] + [now]
        if name not in self.starts or len(self.deaths) > MOST_DEATHS:
            raise Failed(f"The {name} has stopped by itself ({how}), so everything stops.")
        kill_group(self.parts[name].pid)  # what it had started itself
        say(f"The {name} has stopped by itself ({how}); it is started again.")
        self.starts[name]()

    def wait_for_page(self) -> None:
        """Wait until the first page is there; raises Failed when it is an error or does not come."""
        until = time.monotonic() + PAGE_SECONDS
        while (status := page_status(self.port)) is None:
            self.check()
            if time.monotonic() > until:
                raise Failed(f"The first page did not come within {PAGE_SECONDS:.0f} seconds.")
            time.sleep(PAUSE)
        self.check()
        if status != 200:
            raise Failed(f"The first page answers with the error {status}; the lines above say why.")

    def stop(self) -> None:
        """Stop all parts side by side; kill who is there after some seconds, or at a second Ctrl-C."""
        before, until = self.signals.count, time.monotonic() + STOP_SECONDS
        for part in self.parts.values():
            with suppress(ProcessLookupError):
                part.terminate()
        while any(part.poll() is None for part in self.parts.values()):
            if time.monotonic() > until or self.signals.count > before:
                break
            time.sleep(PAUSE)
        for part in self.parts.values():
            kill_group(part.pid)
            part.wait()


def describe(code: int) -> str:
    """How a process ended, for people."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def say(text: str) -> None:
    """Print, even when the terminal is gone."""
    with suppress(OSError, ValueError):
        print(text, flush=True)


def set_environment(port: int) -> None:
    """What the parts are told; what the user has set stays."""
    os.environ.setdefault("DEMO", "true")
    os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softlanding.settings")
    os.environ["PYTHONUNBUFFERED"] = "1"


def serve(portal: Portal) -> NoReturn:
    """Start all parts and watch them; ends with Stop or Failed."""
    portal.signals.interrupt = True
    portal.signals.check()
    embedded.ensure()
    portal.signals.interrupt = False
    look = time.monotonic() + LOOK_SECONDS
    who = portal.prepare_database()
    portal.keep("web server", portal.start_web)
    portal.keep("worker", portal.start_worker)
    portal.wait_for_page()
    portal.keep("beat", portal.start_beat)
    say(f"\nThe portal is at http://localhost:{portal.port} (Ctrl-C stops it).\n\n{who.strip()}\n")
    while True:
        portal.check()
        time.sleep(0.2)
        if time.monotonic() > look:
            embedded.revive()
            look = time.monotonic() + LOOK_SECONDS


def main() -> int:
    """Run until stopped: 0 when asked to stop, 1 when something failed."""
    if os.environ.get("MAKELEVEL"):
        die_with_parent()
    signals = Signals()
    portal = None
    try:
        port = read_port()
        set_environment(port)
        portal = Portal(port, signals)
        serve(portal)
    except Stop:
        return 0
    except Failed as reason:
        say(str(reason))
        return 1
    finally:
        signals.interrupt = False
        if portal:
            portal.stop()
        embedded.release()
        if signals.count:
            say("\nStopped. Your data is kept for the next `make run`.")


if __name__ == "__main__":
    sys.exit(main())
