"""Faults by hand: `python -m tests.faults.run [--clients N] [--seconds S]`.

Starts the portal as `make run` does, on servers of its own in a fresh folder, lets N clients offer and confirm landings,
hangs and kills one thing after another under them, and prints for each fault what the clients saw and how long it took
until the portal wrote and mailed again; in the end what was lost and what was doubled. Takes some minutes.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

PATIENCE = 120.0  # seconds to wait for a recovery
FOLDER = Path(tempfile.mkdtemp(prefix="faults-"))
FOLDER.chmod(0o755)
MAILS = FOLDER / "mails"


def set_environment() -> int:
    """Before Django is loaded: servers, port and mails of our own. Returns the port."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = int(line.getsockname()[1])
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    MAILS.mkdir()
    os.environ.update(
        SOFTLANDING_LOCAL=str(FOLDER / "local"), PORT=str(port), DEMO="false", EMAIL_URL=f"filemail:///{MAILS}",
        DJANGO_SETTINGS_MODULE="softlanding.settings",
        PGOPTIONS="-c synchronous_commit=on",  # a real server's; the embedded one may lose half a second
    )  # fmt: skip
    return port


class Portal:
    """`make run` in a process, and its parts by what they do."""

    def __init__(self) -> None:
        self.log = (FOLDER / "portal.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "softlanding.running.run"], stdout=self.log, stderr=subprocess.STDOUT
        )

    def wait(self) -> None:
        until = time.monotonic() + 600
        while b"The portal is at" not in (FOLDER / "portal.log").read_bytes():
            if self.process.poll() is not None or time.monotonic() > until:
                sys.exit((FOLDER / "portal.log").read_text())
            time.sleep(0.5)

    def part(self, *words: str) -> list[psutil.Process]:
        """The processes of this portal whose command has all these words, the oldest first."""
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in found if all(word in " ".join(one.cmdline()) for word in words)]

    @staticmethod
    def postgresql() -> psutil.Process:
        (path,) = (FOLDER / "local").glob("postgresql-*/postmaster.pid")
        return psutil.Process(int(path.read_text().split("\n")[0]))

    @staticmethod
    def valkey() -> psutil.Process:
        run = (FOLDER / "local" / "run").resolve()
        for one in psutil.process_iter(["name"]):
            if one.info["name"] == "valkey-server" and Path(one.cwd()) == run:
                return one
        raise SystemExit("Valkey is not running.")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


@dataclass
class Fault:
    name: str
    do: Callable[[], None]
    hold: float = 0.0  # seconds until it is undone
    undo: Callable[[], None] = lambda: None


def faults(portal: Portal) -> list[Fault]:
    return [
        Fault("nothing", lambda: None, 8),
        Fault("Valkey hangs 10 s", lambda: portal.valkey().suspend(), 10, lambda: portal.valkey().resume()),
        Fault("Valkey killed", lambda: portal.valkey().kill()),
        Fault("PostgreSQL restarted", lambda: portal.postgresql().send_signal(signal.SIGINT)),
        Fault("PostgreSQL killed", lambda: portal.postgresql().kill()),
        Fault("PostgreSQL hangs 10 s", lambda: hang(portal, True), 10, lambda: hang(portal, False)),
        Fault("worker killed in the middle", lambda: kill_all(portal.part("celery", "worker"))),
        Fault("beat killed", lambda: kill_all(portal.part("celery", "beat"))),
        Fault("web processes killed", lambda: kill_all(portal.part("gunicorn")[1:])),
        Fault("web server killed", lambda: kill_all(portal.part("gunicorn")[:1])),
    ]


def hang(portal: Portal, stops: bool) -> None:
    postmaster = portal.postgresql()
    for one in [postmaster, *postmaster.children()]:
        with suppress(psutil.NoSuchProcess):  # one that ended as soon as it could
            one.suspend() if stops else one.resume()


def kill_all(found: list[psutil.Process]) -> None:
    for one in found:
        one.kill()


def main() -> int:
    words = argparse.ArgumentParser()
    words.add_argument("--clients", type=int, default=5)
    words.add_argument("--landings", type=int, default=250, help="for each client")
    asked = words.parse_args()
    port = set_environment()
    portal = Portal()
    try:
        portal.wait()
        from tests.faults.load import Load
        from tests.faults.network import make_jobs, result, wait_for_mail

        shares = make_jobs(asked.clients, asked.landings)
        load = Load(port)
        load.start(shares)
        print(
            f"{asked.clients} clients, {asked.landings} landings each; load of the machine {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        print(f"{'fault':30} {'requests':>8} {'failed':>7} {'slowest':>8} {'writes in':>10} {'mails in':>9}")
        for fault in faults(portal):
            begun = time.monotonic()
            fault.do()
            time.sleep(fault.hold)
            fault.undo()
            over, mailed = time.monotonic(), wait_for_mail(PATIENCE)
            while not any(one.is_write and one.status == 303 and one.at - one.took > over for one in load.answers):
                if time.monotonic() > over + PATIENCE or len(load.confirmed) == asked.clients * asked.landings:
                    break
                time.sleep(0.05)
            time.sleep(3)
            during = [one for one in load.answers if one.at > begun]
            good = [one.at for one in during if one.is_write and one.status == 303 and one.at - one.took > over]
            failed = sum(not one.is_good for one in during)
            print(
                f"{fault.name:30} {len(during):8} {failed:7} {max((one.took for one in during), default=0):7.1f}s"
                f" {(min(good) - over if good else float('nan')):9.1f}s {mailed:8.1f}s", flush=True,
            )  # fmt: skip
        load.stop()
        print(result(load, MAILS))
    finally:
        portal.stop()
        print(f"The log is {FOLDER}/portal.log")
    shutil.rmtree(FOLDER / "local", ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
