"""The cache's server hangs or dies under a signed-in person: pages come, sessions hold, limits count."""

import time
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from structlog.testing import capture_logs

from softlanding.notices import waking
from softlanding.notices.tasks import deliver
from softlanding.operations.models import KeptEntry
from tests import cast
from tests.faults.conftest import SECONDS
from tests.faults.valkey import Valkey

pytestmark = pytest.mark.django_db
CODES = "/accounts/login/code/"


@pytest.fixture
def marta(valkey: Valkey, client: Client) -> Client:
    """A manager's browser, signed in while all was well."""
    client.force_login(cast.manager_of(cast.park("Malaga"), "Marta Ruiz"))
    assert client.get("/").status_code == 200
    return client


def timed(client: Client, address: str) -> tuple[int, float]:
    before = time.monotonic()
    status = client.get(address).status_code
    return status, time.monotonic() - before


@pytest.mark.parametrize("way", ["hang", "kill"])
def test_signed_in_pages_come_and_only_the_first_waits(marta: Client, valkey: Valkey, way: str) -> None:
    getattr(valkey, way)()
    with capture_logs() as said:
        first, *others = [timed(marta, "/") for _ in range(3)]
    assert [first[0], *(status for status, _ in others)] == [200, 200, 200]
    assert first[1] < SECONDS + 1.5
    assert cache.get("known") is None
    before = time.monotonic()
    cache.set("known", "meanwhile")
    assert time.monotonic() - before < SECONDS / 2
    assert [line["event"] for line in said if line["event"].startswith("server_")] == ["server_away"]


def test_it_says_when_the_server_is_back(marta: Client, valkey: Valkey, no_pause: None) -> None:
    valkey.kill()
    with capture_logs() as said:
        cache.get("known")
        cache.get("known")
        valkey.start()
        cache.set("known", "after")
        cache.get("known")
    assert [line["event"] for line in said] == ["server_away", "server_back"]
    assert cache.get("known") == "after"


def test_what_was_not_written_is_not_read_afterwards(marta: Client, valkey: Valkey, no_pause: None) -> None:
    cache.set("other", "kept")
    valkey.hang()
    cache.set("known", "meanwhile")
    valkey.go_on()
    assert cache.get("known") is None
    assert cache.get("other") == "kept"


def test_who_signed_out_meanwhile_stays_signed_out(marta: Client, valkey: Valkey, no_pause: None) -> None:
    stolen = Client()
    stolen.cookies["sessionid"] = marta.cookies["sessionid"].value
    valkey.hang()
    marta.logout()
    valkey.go_on()
    assert stolen.get("/notices/").status_code == 302


def test_limits_count_in_the_database(outage: Valkey, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"check_hash": "60/m/ip", "request_login_code": "3/m/key"}
    answers = [Client().post(CODES, {"email": "marta-ruiz@example.org"}) for _ in range(5)]
    assert [b"asked for several times" in answer.content for answer in answers] == [False, False, False, True, True]
    assert KeptEntry.objects.exists()


def test_nobody_waits_for_a_broker_that_the_cache_found_away(outage: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(deliver, "apply_async", lambda **how: asked.append(how))
    assert waking.send_task() and asked
    cache.get("known")
    assert not waking.send_task()
    assert len(asked) == 1


def test_the_broker_has_time_limits_and_no_last_try() -> None:
    options = django_settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert 0 < options["socket_timeout"] <= 3 and 0 < options["socket_connect_timeout"] <= 3
    assert django_settings.CELERY_BROKER_CONNECTION_MAX_RETRIES is None
