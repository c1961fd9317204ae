"""A Chromium for the browser tests: CHROMIUM, or the machine's own; without one they are left out, aloud."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"]
HERE = Path(__file__).parent

left_out: list[str] = []
skipped: list[str] = []


def chromium() -> str | None:
    """The path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


@pytest.hookimpl(tryfirst=True)  # before `-m browser` is looked at
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what lies here as `browser`; leave it out without a Chromium (an error with REQUIRE_BROWSER=1)."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    if chromium() or not ours:
        return
    if os.environ.get("REQUIRE_BROWSER"):
        raise pytest.UsageError(f"The browser tests ({len(ours)}) need a Chromium. {how_to_get_it()}")
    left_out.extend(item.nodeid for item in ours)
    items[:] = [item for item in items if item not in ours]
    config.hook.pytest_deselected(items=ours)


def how_to_get_it() -> str:
    return "Install it with: apt-get install -y chromium"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and "tests/browser" in report.nodeid and not hasattr(report, "wasxfail"):
        skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With REQUIRE_BROWSER=1 a browser test that skips itself fails the run."""
    if skipped and os.environ.get("REQUIRE_BROWSER"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run's last lines: which tests did not run, and what to do."""
    if skipped and os.environ.get("REQUIRE_BROWSER"):
        print(f"REQUIRE_BROWSER is set, and these browser tests skipped themselves: {', '.join(skipped)}")
    if left_out:
        files = sorted({name.partition("::")[0] for name in left_out})
        count = f"{len(left_out)} browser test{'s' * (len(left_out) != 1)}"
        print(f"{count} did not run, because no Chromium is found: {', '.join(files)}")
        print(how_to_get_it())


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": [*FLAGS, *QUIET]}
