"""A Chromium for the browser tests: CHROMIUM, or the machine's own; what happens without one is said in tests/conftest."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"]
HERE = Path(__file__).parent


def chromium() -> str | None:
    """The path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


@pytest.hookimpl(tryfirst=True)  # before `-m browser` is looked at
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what lies here as `browser` and `slow`, and ask it first: it takes longest. Without a Chromium it is skipped."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.slow)
        if not chromium():
            item.add_marker(pytest.mark.skip(reason="No Chromium is found."))
    items[:] = [*ours, *(item for item in items if HERE not in item.path.parents)]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": [*FLAGS, *QUIET]}
