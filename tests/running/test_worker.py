"""The test run's own plumbing: a real worker, and tables that refuse to be emptied."""

import subprocess

import pytest
from django.db import connection

from softlanding.celery import app


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_knows_the_tasks(celery_worker_process: "subprocess.Popen[bytes]") -> None:
    (answer,) = app.control.inspect(timeout=1).registered().values()
    assert "softlanding.notices.tasks.deliver" in answer


@pytest.mark.django_db(transaction=True)
def test_the_books_refuse_to_be_emptied() -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute("TRUNCATE exchanges_posting CASCADE")
