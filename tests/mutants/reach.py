"""A pytest plugin that records which statements each test reaches.

Tests whose file is the same since they were recorded are left out, so that a run goes on where another was stopped.
"""

import builtins
import functools
import gc
import os
import time
from collections.abc import Generator
from typing import Any

import pytest
import redis

from tests.mutants.records import FOLDER, digest, recorded, write
from tests.mutants.sources import FILES, FOLDERS, import_changed, probed

HITS: set[int] = set()
KNOWN: dict[int, tuple[int, int, int]] = {}
SHARED: dict[Any, set[int]] = {}  # what a fixture of a module or session reached, whoever asked for it first
CACHES: list[Any] = []


def with_outer(hits: set[int]) -> set[int]:
    return {mark for hit in hits for mark in KNOWN[hit]}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All is imported now."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = recorded()
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        write("", with_outer(HITS))
    caches = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    CACHES.extend(one for one in caches if str(one.__module__).partition(".")[0] in FOLDERS)
    now = {file: digest(file) for file in {item.nodeid.partition("::")[0] for item in items}}
    items[:] = [one for one in items if known.get(one.nodeid, {}).get("digest") != now[one.nodeid.partition("::")[0]]]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any) -> Generator[None, Any, Any]:
    if fixturedef.scope == "function":
        return (yield)
    before = set(HITS)
    HITS.clear()
    try:
        return (yield)
    finally:
        SHARED[fixturedef] = set(HITS)
        HITS.update(before)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: Any) -> Generator[None, Any, Any]:
    """A test is to reach all it needs, also what an earlier one has left in a cache."""
    for cache in CACHES:
        cache.cache_clear()
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushdb()
    HITS.clear()
    item.passed, since = True, time.monotonic()
    result = yield
    used = [one for many in item._fixtureinfo.name2fixturedefs.values() for one in many]
    hits = HITS.union(*(SHARED.get(one, set()) for one in used))
    write(item.nodeid, with_outer(hits), seconds=round(time.monotonic() - since, 2), passed=item.passed)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any) -> Generator[None, Any, Any]:
    report = yield
    item.passed &= report.outcome == "passed"
    return report


builtins.__hit__ = HITS.add  # type: ignore[attr-defined]
import_changed(lambda path, tree: probed(path, tree, KNOWN), set(FILES))
