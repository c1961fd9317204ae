"""Fixtures that any test may use; what only browser tests need is in tests/browser/conftest.py."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pgtrigger
import pytest
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings as hypothesis

from softlanding.celery import app
from softlanding.running.local import ROOT, broker_url
from softlanding.running.processes import die_with_parent, stop
from tests import migrated_database

WRITTEN_BY_MIGRATIONS = ("parks_service", "parks_sector")
# How many examples a property is tried with where its test does not say: HYPOTHESIS_PROFILE=long for a night's run.
hypothesis.register_profile("long", max_examples=2000, deadline=None)
if named := os.environ.get("HYPOTHESIS_PROFILE"):
    hypothesis.load_profile(named)


def browser_tests_skipped(config: pytest.Config) -> list[str]:
    """Those that did not run, for want of a Chromium; known to the process that reports, not to its workers."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return [report.nodeid for report in reports if report.nodeid.startswith("tests/browser/")]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With REQUIRE_BROWSER=1 a browser test that does not run fails the whole run."""
    if browser_tests_skipped(session.config) and os.environ.get("REQUIRE_BROWSER"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which tests did not run, and what to do."""
    if skipped := browser_tests_skipped(terminalreporter.config):
        files = sorted({name.partition("::")[0] for name in skipped})
        count = f"{len(skipped)} browser test{'s' * (len(skipped) != 1)}"
        required = "REQUIRE_BROWSER is set, and " if os.environ.get("REQUIRE_BROWSER") else ""
        terminalreporter.write_line(f"{required}{count} did not run: {', '.join(files)}")
        terminalreporter.write_line("They need a Chromium. Install it with: apt-get install -y chromium")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(pytestconfig: pytest.Config, django_db_blocker: Any) -> None:
    """A test database of this run's own (see tests/embedded_servers.py), copied from the kept one where there is one."""
    made: dict[str, Any] = settings.DATABASES["default"]["TEST"]
    made["NAME"] = f"test_softlanding_{os.environ['TEST_RUN_NUMBER']}"
    with django_db_blocker.unblock():
        if (
            migrated_database.may_be_kept(pytestconfig)
            and (name := migrated_database.name()) in migrated_database.kept()
        ):
            made["TEMPLATE"] = name


@pytest.fixture(scope="session")
def django_db_setup(pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: Any) -> None:
    """Django's, and a copy of what its migrations made for the runs to come."""
    with django_db_blocker.unblock():
        if migrated_database.may_be_kept(pytestconfig):
            migrated_database.keep()


@pytest.fixture(scope="session", autouse=True)
def emptying_tables_is_allowed_between_tests() -> Iterator[None]:
    """Let Django empty the tables after a transactional test; at any other time the books refuse TRUNCATE.

    The catalogue stays, which a migration wrote: a transactional test leaves it as it was.
    """
    empty, to_empty = DatabaseOperations.execute_sql_flush, DatabaseOperations.sql_flush

    def without_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
        with pgtrigger.ignore():
            empty(self, sql_list)

    def without_catalogue(self: DatabaseOperations, style: Any, tables: list[str], **how: Any) -> list[str]:
        return to_empty(self, style, [table for table in tables if table not in WRITTEN_BY_MIGRATIONS], **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", without_triggers)
        patch.setattr(DatabaseOperations, "sql_flush", without_catalogue)
        yield


@pytest.fixture
def celery_worker_process(transactional_db: None) -> Iterator["subprocess.Popen[bytes]"]:
    """A real worker on the test database and the real broker, ready for work; ask for it last."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "TEST_DATABASE": settings.DATABASES["default"]["NAME"],
    }
    app.control.purge()
    words = ["celery", "-q", "-A", "softlanding", "worker", "--pool=solo", "--without-mingle"]
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", *words, "--loglevel=WARNING"],
        cwd=ROOT, env=environment, preexec_fn=die_with_parent, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 30
    while not app.control.ping(timeout=0.2):
        assert worker.poll() is None, f"the worker ended with code {worker.returncode}"
        assert time.monotonic() < until, f"no worker answers at {broker_url(settings.REDIS_URL)}"
    yield worker
    stop(worker, 15, 10.0)
    app.control.purge()
