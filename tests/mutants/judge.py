"""A pytest plugin that collects all tests once and judges one change after another, each in a process of its own.

A changed function gets other code in a fork; what runs when a file is imported is imported anew. Each change has a fresh
copy of the test database. A test that fails is believed only if it passes without the change, just after.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from typing import Any, NoReturn

import django.test.utils
import hypothesis
import pytest
import redis
from django.conf import settings
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from tests.mutants.changes import Change, changed
from tests.mutants.records import FOLDER, Reach
from tests.mutants.sources import import_changed, swap

TELL = os.fdopen(os.dup(1), "w", buffering=1)  # what pytest prints goes to the log instead
os.dup2(2, 1)
WORK = FOLDER / os.environ.pop("MUTANTS_WORK", "none")  # of a process that imports anew: its change and tests
NUMBER = os.environ.setdefault("MUTANTS_NUMBER", os.environ["TEST_RUN_NUMBER"])
COPY, TEMPLATE = f"mutants_{NUMBER}", f"mutants_{NUMBER}_template"
CAP = float(
    os.environ.get("CAP") or 60
)  # seconds of a processor for the tests of a change, however busy the machine is
NONE = -1  # the number of no change: the same process otherwise
PATIENCE = 90.0  # seconds, and ten times what the test took when it was recorded: longer is an endless loop

hypothesis.settings.register_profile(
    "mutants", derandomize=True, database=None, deadline=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)  # fmt: skip
hypothesis.settings.load_profile("mutants")


class Told:
    """What a process says of its tests, a line each; it ends with the first that fails."""

    def __init__(self, file: Any) -> None:
        self.file, self.since = file, time.process_time()

    def say(self, word: str, test: str = "") -> None:
        self.file.write(f"{word} {time.process_time() - self.since:.1f} {test}\n")
        self.file.flush()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.say("caught", report.nodeid)
            os._exit(1)

    def run(self, items: list[pytest.Item]) -> NoReturn:
        items[0].config.pluginmanager.register(self)
        django.test.utils.setup_databases = use_copy
        redis.Redis.from_url(os.environ["REDIS_URL"]).flushdb()
        self.since = time.process_time()
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.say("begun", item.nodeid)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        self.say("lived", items[-1].nodeid)
        os._exit(0)


def use_copy(*args: Any, **kwargs: Any) -> list[Any]:
    """Instead of making a test database: a copy of the one that was made when the judging began."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {COPY} TEMPLATE {TEMPLATE}")
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = COPY
    return []


def make_template(config: pytest.Config) -> None:
    """In a process of its own, so that forks inherit no connection."""
    if os.fork() == 0:
        settings.DATABASES["default"]["TEST"]["NAME"] = TEMPLATE
        with config.stash[blocking_manager_key].unblock():
            django.test.utils.setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
            connection.close()
        os._exit(0)
    assert os.wait()[1] == 0, "The test database could not be made."


def fork(change: Change, items: list[pytest.Item], writing: int) -> int:
    """A process whose functions run the changed code."""
    if process := os.fork():
        return process
    os.setsid()
    told = Told(os.fdopen(writing, "w"))
    try:
        found = change.number == NONE or swap(change.path, changed(change.path, change.number))
    except ValueError:  # it needs other variables from outside
        found = 0
    if not found:
        told.say("import")
        os._exit(1)
    return told.run(items)


def start(change: Change, items: list[pytest.Item], writing: int) -> int:
    """A process that imports everything, and the changed file from its changed tree."""
    work = FOLDER / f"work-{NUMBER}.json"
    work.write_text(json.dumps([change, [item.nodeid for item in items]]))
    files = dict.fromkeys(item.nodeid.partition("::")[0] for item in items)
    words = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "tests.mutants.judge", *files]
    environment = {**os.environ, "MUTANTS_WORK": work.name}
    return subprocess.Popen(
        words, env=environment, stdin=subprocess.DEVNULL, stdout=writing, start_new_session=True
    ).pid


def attempt(change: Change, items: list[pytest.Item], seconds: dict[str, float]) -> tuple[str, str]:
    """How the tests end under a change, and at which test: caught, hung, lived, capped or import."""
    reading, writing = os.pipe()
    process = (start if change.runs_at_import else fork)(change, items, writing)
    os.close(writing)
    try:
        return listen(reading, seconds)
    finally:
        os.close(reading)
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)


def listen(reading: int, seconds: dict[str, float]) -> tuple[str, str]:
    """Until it is decided; a process that ends without a word has broken at its test, or at importing."""
    test, text, patience = "", "", 5 * PATIENCE
    while select.select([reading], [], [], patience)[0]:
        piece = os.read(reading, 65536).decode()
        if not piece:
            return "caught", test
        *lines, text = (text + piece).split("\n")
        for line in lines:
            word, used, test = line.split(" ", 2)
            if word != "begun":
                return word, test
            if float(used) > CAP:
                return "capped", test
            patience = PATIENCE + 10 * seconds.get(test, 1.0)
    return "hung", test


def judge(change: Change, items: dict[str, pytest.Item], reach: Reach) -> tuple[str, str]:
    """Whether a test that passes otherwise notices the change, and which."""
    chosen = [items[name] for name in reach.tests_for(change) if name in items]
    chosen.sort(key=lambda item: bool({"transactional_db", "live_server"} & set(item.fixturenames)))  # type: ignore[attr-defined]
    while chosen:
        verdict, test = attempt(change, chosen, reach.seconds)
        if verdict == "import" and not change.runs_at_import:
            change = change._replace(runs_at_import=True)
            continue
        if verdict in ("lived", "capped"):
            return verdict, test
        again = [items.get(test, chosen[0])]
        if attempt(change._replace(number=NONE), again, reach.seconds)[0] == "lived":
            return verdict, test
        chosen.remove(items[test])
    return "unreached", ""


def pytest_runtestloop(session: pytest.Session) -> bool:
    items = {item.nodeid: item for item in session.items}
    if WORK.exists():
        Told(TELL).run([items[name] for name in json.loads(WORK.read_text())[1] if name in items])
    make_template(session.config)
    reach = Reach()
    for line in sys.stdin:
        change = Change(*json.loads(line))
        TELL.write(json.dumps(judge(change, items, reach)) + "\n")
    return True


if WORK.exists():
    one = Change(*json.loads(WORK.read_text())[0])
    if one.number != NONE:
        import_changed(lambda path, tree: changed(path, one.number, tree), {one.path})
