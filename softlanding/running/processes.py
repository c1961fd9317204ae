"""Small things about processes that the keeper of the embedded servers and the supervisor share."""

import ctypes
import os
import signal
import subprocess
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask Linux to send this process `number` when its parent dies, even by kill -9; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def interrupt_with_parent() -> None:
    """The same with SIGINT, which PostgreSQL takes as: stop now, tidily."""
    die_with_parent(signal.SIGINT)


def stop(process: subprocess.Popen[bytes], number: int, seconds: float) -> None:
    """Send `number`; who is still there after `seconds` is killed, with all of its process group."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    kill_group(process.pid)


def kill_group(pid: int) -> None:
    """Kill what is left of the process group that `pid` led; never our own group."""
    if pid == os.getpgrp():
        return
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
