"""What people read when the portal cannot start: what happened, and what to do."""

import os
import socket
import subprocess
import sys

import pytest

from softlanding.running import port, setup_environment
from softlanding.running.local import ROOT, broker_url


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))
        with pytest.raises(port.Failed, match=rf"Port {number} is taken .* make run PORT=\d+"):
            port.read_port()


@pytest.mark.parametrize("text", ["x", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(port.Failed, match="is no port"):
        port.read_port()


def test_a_python_too_old_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"newest found here is Python 3\.9\.2 .*apt-get install python3"):
        setup_environment.main()


def test_a_database_that_does_not_answer_is_named() -> None:
    environment = {
        **os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0",
        "PORT": str(free_port()),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "softlanding.running.run"], cwd=ROOT, env=environment, timeout=20,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "The database in DATABASE_URL does not let us in" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


def test_celery_reads_the_same_socket() -> None:
    assert broker_url("unix:///a/valkey.sock?db=3") == "redis+socket:///a/valkey.sock?virtual_host=3"
    assert broker_url("redis://host:6379/1") == "redis://host:6379/1"
