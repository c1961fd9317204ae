"""The embedded servers in a folder of their own: shared, mended, stopped."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from softlanding.running.local import ROOT

USE = """
import sys
from softlanding.running import embedded
from softlanding.running.servers import connect, valkey_answers
embedded.ensure()
row = connect("softlanding").cursor()
row.execute("SELECT pg_postmaster_start_time()")
print(row.fetchone()[0], valkey_answers(), flush=True)
if sys.stdin.read(1) == "w":
    embedded.release()
"""


class Command:
    """A program that uses the servers until told to end."""

    def __init__(self, folder: Path) -> None:
        named = ("DATABASE_URL", "REDIS_URL")
        environment = {name: value for name, value in os.environ.items() if name not in named}
        self.process = subprocess.Popen(
            [sys.executable, "-c", USE], cwd=ROOT, env={**environment, "SOFTLANDING_LOCAL": str(folder)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def says(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def end(self, word: str = "w") -> None:
        self.process.communicate(word)


def running(folder: Path) -> list[psutil.Process]:
    """The servers and keepers that belong to the folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        try:
            keeper = "softlanding.running.keeper" in (process.info["cmdline"] or [])
            home = process.environ().get("SOFTLANDING_LOCAL") if keeper else process.cwd()
        except (psutil.Error, OSError):
            continue
        if home and Path(home).is_relative_to(folder):
            found.append(process)
    return found


def gone(folder: Path, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while running(folder):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "local"
    assert gone(tmp_path), "a server was left behind"


def test_two_commands_share_one_server_until_both_end(folder: Path) -> None:
    first, second = Command(folder), Command(folder)
    assert first.says() == second.says() != ""
    first.end()
    assert running(folder)
    second.end()
    assert not running(folder)


def test_a_killed_command_leaves_no_server(folder: Path) -> None:
    command = Command(folder)
    assert command.says().endswith("True\n")
    command.process.kill()
    command.process.wait()
    assert gone(folder)


def test_a_server_killed_with_everything_is_mended(folder: Path) -> None:
    command = Command(folder)
    command.says()
    victims = [*running(folder), psutil.Process(command.process.pid)]
    for victim in victims:
        victim.send_signal(signal.SIGSTOP)
    for victim in victims:
        victim.kill()
    command.process.wait()
    # The number in the stale file now belongs to somebody else, as after a restart of the machine.
    stale = next(folder.glob("postgresql-*/postmaster.pid"))
    lines = stale.read_text().splitlines()
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    again = Command(folder)
    assert again.says().endswith("True\n")
    again.end()


def test_a_dead_server_is_started_again(folder: Path) -> None:
    command = Command(folder)
    command.says()
    valkey = next(process for process in running(folder) if process.name() == "valkey-server")
    valkey.kill()
    other = Command(folder)
    assert other.says().endswith("True\n")
    other.end()
    command.end()


def test_a_deep_folder_gets_short_sockets(tmp_path: Path) -> None:
    deep = tmp_path / ("long-name-" * 9) / "local"
    words = "from softlanding.running.local import runtime_folder, database_url; print(runtime_folder())"
    environment = {**os.environ, "SOFTLANDING_LOCAL": str(deep)}
    printed = subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, env=environment, text=True)
    assert len(printed.strip()) < 60
    command = Command(deep)
    assert command.says().endswith("True\n")
    command.end()
    assert gone(Path(printed.strip()))
    shutil.rmtree(printed.strip())
