"""What `make run` does when a part dies: starts it again, until that has not helped."""

import subprocess
import time

import pytest

from softlanding.running import run
from softlanding.running.port import Failed


class NoSignals:
    count = 0

    def check(self) -> None:
        """Nobody asks to stop."""


@pytest.fixture
def portal() -> run.Portal:
    return run.Portal(0, NoSignals())  # type: ignore[arg-type]


def end_at_once(portal: run.Portal, name: str) -> None:
    portal.start(name, ["timeit", "-n1", "-r1", "pass"], stdout=subprocess.DEVNULL).wait()


def test_a_part_that_died_is_started_again_and_that_is_told(
    portal: run.Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[float] = []

    def start() -> None:
        started.append(time.monotonic())
        end_at_once(portal, "worker")

    portal.keep("worker", start)
    portal.check()
    assert len(started) == 2
    assert "The worker has stopped by itself (exit code 0); it is started again." in capsys.readouterr().out


def test_a_part_that_dies_again_and_again_ends_everything(portal: run.Portal) -> None:
    portal.keep("worker", lambda: end_at_once(portal, "worker"))
    with pytest.raises(Failed, match="The worker has stopped by itself"):
        for _ in range(run.MOST_DEATHS + 1):
            portal.check()


def test_a_command_that_ends_is_not_a_part(portal: run.Portal) -> None:
    end_at_once(portal, "Migrating")
    with pytest.raises(Failed):
        portal.check()
