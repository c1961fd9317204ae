"""The yearly proposal by a real worker over the real broker, on the real clock."""

import time

import pytest
from django.utils import timezone

from exchanges.clearing.models import Clearing, ClearingYear
from exchanges.tasks import yearly_clearing
from softlanding.celery import app
from tests.exchanges.clearing.making import network

TASK = "exchanges.tasks.yearly_clearing"


def runs() -> int:
    """How often the worker has done the task."""
    stats = app.control.inspect(timeout=1).stats() or {}
    return sum(int(worker["total"].get(TASK, 0)) for worker in stats.values())


@pytest.mark.django_db(transaction=True)
def test_a_worker_proposes_on_the_day_of_the_settings_and_once(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    network([("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)])
    monkeypatch.setenv("CLEARING_DAY", f"{timezone.now():%m-%d}")
    request.getfixturevalue("celery_worker_process")
    for _ in range(2):
        yearly_clearing.delay()
    until = time.monotonic() + 60
    while runs() < 2:
        assert time.monotonic() < until, "the worker did not do the task twice"
    assert Clearing.objects.get().total == 9
    assert ClearingYear.objects.get().proposal == Clearing.objects.get().proposal
