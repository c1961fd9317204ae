"""The keeper of one embedded server: starts it, waits until its last user is gone, stops it.

A user is any process that holds a shared lock on `.local/<server>.users` (see `softlanding.running.embedded`). The
system drops the lock however its holder ends: a killed command counts as gone, and no server is left behind.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import IO

from softlanding.running.local import LOCAL
from softlanding.running.processes import stop
from softlanding.running.servers import SERVERS, Server, Trouble, run_as_owner

START_SECONDS = 60.0
STOP_SECONDS = 15.0
RESTARTS = 5


def main(key: str) -> int:
    """Keep the server `key`: 0 when it has served or another keeper was first, 1 when it cannot run."""
    with (LOCAL / f"{key}.keeper").open("a") as keeper, (LOCAL / f"{key}.users").open("a") as users:
        try:
            fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        os.truncate(LOCAL / f"{key}.log", 0)  # `embedded` opened it for us to append to
        trouble = LOCAL / f"{key}.trouble"
        trouble.unlink(missing_ok=True)
        try:
            keep(SERVERS[key], users)
        except Trouble as reason:
            trouble.write_text(str(reason))
            return 1
    return 0


def keep(server: Server, users: IO[str]) -> None:
    """Start the server, again if it dies, until nobody uses it; raises Trouble when it cannot run."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for _ in range(RESTARTS):
        process = start(server)
        try:
            if serve(process, users):
                return
        finally:
            stop(process, server.stop_signal, STOP_SECONDS)
    raise Trouble(f"{server.name} died {RESTARTS} times. Its last words are in {LOCAL}.")


def start(server: Server) -> "subprocess.Popen[bytes]":
    """The running server, ready for the portal; raises Trouble."""
    server.prepare()
    command, how = run_as_owner(server.command())
    # Its own process group: Ctrl-C in a terminal is for the command there, not for the server.
    process = subprocess.Popen(  # type: ignore[call-overload]
        command, stdin=subprocess.DEVNULL, cwd="/",
        start_new_session=True, preexec_fn=server.before_exec, **how,
    )  # fmt: skip
    until = time.monotonic() + START_SECONDS
    try:
        while not server.accepts():
            if process.poll() is not None:
                raise Trouble(f"{server.name} stopped while starting. Its reason is in the log in {LOCAL}.")
            if time.monotonic() > until:
                raise Trouble(f"{server.name} did not answer within {START_SECONDS:.0f} seconds.")
            time.sleep(0.02)
        server.finish()
    except BaseException:
        stop(process, server.stop_signal, STOP_SECONDS)
        raise
    return process  # type: ignore[no-any-return]


def serve(process: "subprocess.Popen[bytes]", users: IO[str]) -> bool:
    """True once the last user is gone (we then hold the lock, newcomers wait), False when the server died."""
    while process.poll() is None:
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.1)
    return False


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main(sys.argv[1]))
