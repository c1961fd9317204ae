"""The database goes away under a running server and a running worker, and comes back; a worker is killed at work."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections, transaction
from django.test import Client

from softlanding.notices.models import Notice
from softlanding.notices.tasks import deliver
from softlanding.operations.models import Heartbeat, JobRun
from softlanding.operations.tasks import heartbeat
from tests import cast
from tests.cast import NOW
from tests.faults.relay import Door

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """What is started from now on reaches the database through it alone; the test itself goes past it."""
    made = Door()
    assert connection.connection is not None or connection.ensure_connection() is None
    told = connections.settings["default"]
    monkeypatch.setitem(told, "HOST", str(made.folder))
    monkeypatch.setitem(told, "PORT", "5432")
    monkeypatch.setenv("TEST_DATABASE_HOST", str(made.folder))
    yield made
    made.remove()


def asked(url: str, session: str) -> int:
    request = urllib.request.Request(url, headers={"Cookie": f"sessionid={session}"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_pages_come_again_without_a_restart(door: Door, client: Client, live_server: Any) -> None:
    client.force_login(cast.manager_of(cast.park("Malaga"), "Marta Ruiz"))
    page, session = f"{live_server.url}/notices/", client.cookies["sessionid"].value
    assert asked(page, session) == 200
    door.shut()
    assert asked(page, session) == 500
    door.open()
    assert asked(page, session) == 200


def test_a_worker_goes_on_without_a_restart(door: Door, celery_worker_process: Any) -> None:
    heartbeat.apply_async()
    before = seen(None)
    door.shut()
    for _ in range(3):
        deliver.apply_async()
        heartbeat.apply_async()
    time.sleep(0.5)  # they fail meanwhile
    door.open()
    heartbeat.apply_async()
    assert seen(before) != before
    assert celery_worker_process.poll() is None


def test_a_worker_killed_in_the_middle_of_a_job_loses_and_doubles_nothing(celery_worker_process: Any) -> None:
    told = {"body": "b", "created_at": NOW, "next_try_at": NOW, "address": "a@example.org"}
    Notice.objects.bulk_create([Notice(key=f"step-{number}", subject=f"{number}", **told) for number in range(3)])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE notices_notice IN ACCESS EXCLUSIVE MODE")  # it gets no further than this
        deliver.apply_async()
        until = time.monotonic() + 20
        while not JobRun.objects.exists():
            assert time.monotonic() < until, "the worker did not begin"
        celery_worker_process.kill()
        celery_worker_process.wait()
    deliver()
    assert sorted(one.subject for one in mail.outbox) == ["0", "1", "2"]
    assert [(one.outcome, one.detail) for one in JobRun.objects.order_by("pk")] == [("running", ""), ("done", "3 done")]


def seen(before: Any) -> Any:
    """When the worker was last seen, as soon as that is another time than `before`."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = Heartbeat.objects.filter(part="worker").values_list("seen_at", flat=True).first()
        if found and found != before:
            return found
        time.sleep(0.05)
    raise AssertionError("the worker was not seen again")
