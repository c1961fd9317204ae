"""Every job leaves a row: what it did, that it failed, or that nobody heard of it again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from softlanding.celery import app
from softlanding.operations import actions
from softlanding.operations.models import Heartbeat, JobRun, KeptEntry, Part
from softlanding.operations.tasks import NotYet, heartbeat, job
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def a_job(function: Callable[[], int | None], **options: Any) -> Any:
    task = job(**options)(function)
    app.finalize()
    return task


def test_a_job_leaves_what_it_did() -> None:
    def three() -> int:
        return 3

    a_job(three)()
    row = JobRun.objects.get()
    assert (row.name, row.outcome, row.detail) == (f"{__name__}.three", "done", "3 done")
    assert row.ended_at and row.ended_at >= row.started_at


def test_a_job_that_fails_leaves_the_kind_of_its_error_and_no_words_about_people() -> None:
    def broken() -> None:
        raise ValueError("Marta Ruiz <marta@example.org> is twice there")

    with pytest.raises(ValueError):
        a_job(broken)()
    row = JobRun.objects.get()
    assert (row.outcome, row.detail) == ("failed", "ValueError")


def test_a_frequent_job_without_work_leaves_no_row() -> None:
    def idle() -> int:
        assert JobRun.objects.get().outcome == "running"
        return 0

    a_job(idle, often=True)()
    assert not JobRun.objects.exists()


def test_a_job_that_the_database_left_is_tried_again_and_a_frequent_one_is_not() -> None:
    def nightly() -> None:
        raise OperationalError

    def frequent() -> None:
        raise OperationalError

    assert OperationalError in a_job(nightly).autoretry_for
    assert not hasattr(a_job(frequent, often=True), "autoretry_for")


def test_a_job_that_came_too_early_leaves_no_row_and_comes_again() -> None:
    def early() -> None:
        raise NotYet("Somebody is writing.")

    task = a_job(early)
    with pytest.raises(NotYet):
        task()
    assert not JobRun.objects.exists()
    assert NotYet in task.autoretry_for


def test_an_ended_run_has_an_outcome() -> None:
    with pytest.raises(IntegrityError):
        JobRun.objects.create(name="x", started_at=NOW, ended_at=NOW)


def test_every_job_of_the_beat_exists_and_leaves_a_row_or_is_seen() -> None:
    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        task = app.tasks[entry["task"]]
        assert task is app.tasks[heartbeat.name] or task.run.__wrapped__, entry
    heartbeat()
    assert Heartbeat.objects.get().part == Part.WORKER


def test_old_runs_and_counts_that_are_over_go() -> None:
    now = timezone.now()
    actions.begin("old", now=now - timedelta(days=settings.JOB_RUNS_KEPT_DAYS, seconds=1))
    actions.begin("new", now=now - timedelta(days=settings.JOB_RUNS_KEPT_DAYS - 1))
    KeptEntry.objects.create(cache_key="over", value="", expires=now - timedelta(seconds=1))
    KeptEntry.objects.create(cache_key="counts", value="", expires=now + timedelta(seconds=60))
    assert actions.purge(now=now) == 2
    assert JobRun.objects.get().name == "new" and KeptEntry.objects.get().cache_key == "counts"


def test_the_table_of_counts_is_the_one_the_cache_uses() -> None:
    from softlanding.operations.cache import TABLE

    assert TABLE in connection.introspection.table_names()
    assert {field.column for field in KeptEntry._meta.fields} == {"cache_key", "value", "expires"}
