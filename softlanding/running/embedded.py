"""PostgreSQL and Valkey for a machine that has none: found or started, and stopped in the end.

`ensure()` is for whoever is about to use them (manage.py, the test run, `make run`). Settings know the
addresses (`softlanding.running.local`), so the environment stays as it is: DATABASE_URL means somebody else's server.
"""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from softlanding.running.local import LOCAL, ROOT, runtime_folder

WAIT_SECONDS = 90.0
PAUSE = 0.02
NAMED_BY = {"postgresql": "DATABASE_URL", "valkey": "REDIS_URL"}

_locks: dict[str, IO[str]] = {}  # held open for as long as this process uses the server


def ensure() -> None:
    """Have every server running that the environment does not name; ends the program if one cannot run."""
    wanted = [key for key, name in NAMED_BY.items() if not os.environ.get(name)]
    if not wanted:
        return
    if sys.platform == "win32":
        sys.exit("The embedded servers need Linux or macOS. Set DATABASE_URL and REDIS_URL to your own.")
    try:
        make_local_folder()
        for key in wanted:
            register(key)
        keepers = {key: call_keeper(key) for key in wanted}
        for key in wanted:
            wait_for(key, keepers[key])
    except OSError as error:
        sys.exit(f"The embedded servers could not start: {error}. You must be able to write in {LOCAL}.")


def revive() -> None:
    """Call the keepers that were killed or gave up, without waiting for their servers."""
    for key in _locks:
        call_keeper(key)


def release(seconds: float = 30.0) -> None:
    """Use the servers no longer; wait until those that nobody else uses have stopped."""
    keys = list(_locks)
    while _locks:
        _locks.popitem()[1].close()
    until = time.monotonic() + seconds
    while any(stopping(key) for key in keys) and time.monotonic() < until:
        time.sleep(PAUSE)


def make_local_folder() -> None:
    """Make .local/; ends the program when it (or the folder of the sockets) is another account's."""
    LOCAL.mkdir(mode=0o755, parents=True, exist_ok=True)
    refuse_foreign(LOCAL, {os.geteuid()})
    folder = runtime_folder()
    if folder.is_symlink() or folder.exists():
        from softlanding.running.servers import owner

        account = owner()
        refuse_foreign(folder, {os.geteuid(), account.pw_uid if account else os.geteuid()})


def refuse_foreign(folder: Path, accounts: set[int]) -> None:
    """End the program when the folder belongs to none of these accounts: servers and data have one owner."""
    uid = folder.lstat().st_uid
    if uid in accounts:
        return
    import pwd

    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = f"number {uid}"
    sys.exit(
        f"The local database in {folder} belongs to the user {name}, who first started the portal here. "
        f"Start it as {name} again, or remove that folder as {name} to begin with a fresh demo."
    )


def register(key: str) -> None:
    """Become a user of the server; waits while its keeper is just stopping it."""
    if key in _locks:
        return
    lock = (LOCAL / f"{key}.users").open("a")
    until = time.monotonic() + WAIT_SECONDS
    while not try_lock(lock, fcntl.LOCK_SH):
        if time.monotonic() > until:
            sys.exit(f"The embedded {key} has been stopping for {WAIT_SECONDS:.0f} s. See {LOCAL / key}.log.")
        time.sleep(PAUSE)
    _locks[key] = lock


def call_keeper(key: str) -> "subprocess.Popen[bytes] | None":
    """Start the server's keeper unless there is one."""
    if locked(key, "keeper"):
        return None
    with (LOCAL / f"{key}.log").open("ab") as log:
        # A session of its own: Ctrl-C in this terminal is not for the keeper, who serves others too.
        return subprocess.Popen(
            [sys.executable, "-m", "softlanding.running.keeper", key],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def wait_for(key: str, keeper: "subprocess.Popen[bytes] | None") -> None:
    """Wait until the server answers; ends the program with the keeper's sentence when it cannot start."""
    from softlanding.running.servers import SERVERS

    server = SERVERS[key]
    until = time.monotonic() + WAIT_SECONDS
    while not server.answers():
        if keeper and keeper.poll():
            trouble = LOCAL / f"{key}.trouble"
            reason = trouble.read_text() if trouble.exists() else f"The {server.name} could not start."
            sys.exit(f"{reason}\nThe log is {LOCAL / key}.log.")
        if not locked(key, "keeper") and (keeper is None or keeper.poll() is not None):
            keeper = call_keeper(key)  # the one we relied on gave up or was killed
        if time.monotonic() > until:
            sys.exit(f"{server.name} did not answer within {WAIT_SECONDS:.0f} s. See {LOCAL / key}.log.")
        time.sleep(PAUSE)


def stopping(key: str) -> bool:
    """Whether the server's keeper is about to end, because nobody uses the server."""
    if not locked(key, "keeper"):
        return False
    with (LOCAL / f"{key}.users").open("a") as users:
        # Nobody else, or the keeper itself, holds it: both mean that the keeper ends.
        if try_lock(users, fcntl.LOCK_EX):
            return True
        return not try_lock(users, fcntl.LOCK_SH)


def locked(key: str, role: str) -> bool:
    """Whether some process holds this lock alone."""
    with (LOCAL / f"{key}.{role}").open("a") as lock:
        return not try_lock(lock, fcntl.LOCK_SH)


def try_lock(lock: IO[str], kind: int) -> bool:
    """Take the lock if that needs no waiting."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
