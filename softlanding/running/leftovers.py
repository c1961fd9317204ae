"""What a killed run leaves behind (a server without its keeper, a stale pid file, a stale socket), mended.

The keeper calls this while it alone holds the keeper's lock: no other can be starting the same server.
"""

import signal
from contextlib import suppress
from pathlib import Path

import psutil


def mend_postgresql(data: Path, sockets: Path) -> None:
    """End what still runs on the data folder, then remove the files that name it.

    Otherwise PostgreSQL would trust a stale postmaster.pid whose number now belongs to some other process.
    Removing it is safe only once nothing runs on the folder, backends without their postmaster included.
    """
    finish(processes_in("postgres", data), signal.SIGINT, seconds=15)
    (data / "postmaster.pid").unlink(missing_ok=True)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (sockets / name).unlink(missing_ok=True)


def mend_valkey(folder: Path) -> None:
    """End a Valkey that outlived its keeper and remove its socket."""
    finish(processes_in("valkey-server", folder), signal.SIGTERM, seconds=5)
    (folder / "valkey.sock").unlink(missing_ok=True)


def processes_in(program: str, folder: Path) -> list[psutil.Process]:
    """The processes of this program that work in this folder, parents before their children."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error, OSError):
            if process.info["name"] == program and Path(process.cwd()) == folder.resolve():
                found.append(process)
    numbers = {process.pid for process in found}
    return sorted(found, key=lambda process: process.ppid() in numbers)


def finish(processes: list[psutil.Process], number: int, seconds: float) -> None:
    """Ask the first process to stop, which stops its children too; kill those who stay."""
    with suppress(psutil.Error):
        if processes:
            processes[0].send_signal(number)
    _, left = psutil.wait_procs(processes, timeout=seconds)
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=5)
