"""Servers of the faults' own: nothing here touches those of other tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from softlanding.operations import outages
from tests.faults.valkey import Valkey

SECONDS = 0.3  # that a page waits for the cache


@pytest.fixture
def valkey(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    """The cache's server for this test."""
    server = Valkey()
    monkeypatch.setattr(outages, "_servers", {})
    settings.REDIS_URL = server.url
    options = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": server.url, "OPTIONS": options}}
    cache.set("known", "before")
    yield server
    server.stop()


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that was away is asked again at once."""
    monkeypatch.setattr(outages, "PAUSE", 0.0)


@pytest.fixture(params=["hangs", "killed"])
def outage(request: pytest.FixtureRequest, valkey: Valkey) -> Valkey:
    """The cache's server is there and then away, in either way."""
    valkey.hang() if request.param == "hangs" else valkey.kill()
    return valkey
