"""How every job runs: its start, end and outcome are a row, and what a short outage broke off is tried again."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

import structlog
from celery import shared_task
from django.db import DatabaseError, InterfaceError, OperationalError
from django.dispatch import receiver
from django.utils import timezone
from django_structlog.celery.signals import bind_extra_task_metadata

from softlanding.operations import actions
from softlanding.operations.models import Part

logger = structlog.get_logger(__name__)

# Seconds between the tries of a job that an outage broke off: 5, 10, 20 ... and then every five minutes for half a day.
AGAIN: dict[str, Any] = {"retry_backoff": 5, "retry_backoff_max": 300, "retry_jitter": False, "max_retries": 150}
AWAY = (OperationalError, InterfaceError)  # the database does not answer

Job = Callable[[], int | None]


class NotYet(Exception):
    """A job came at a moment in which it could not begin: no failure, it leaves no row and comes again soon."""


def job(*, often: bool = False) -> Callable[[Job], Any]:
    """A Celery task that leaves a JobRun. What it returns is how many things it did, or None where nobody counts.

    `often`: it comes again within minutes, so a run without work leaves no row and an outage no second try.
    """

    def make(function: Job) -> Any:
        name = f"{function.__module__}.{function.__name__}"

        @wraps(function)
        def run() -> None:
            _run(name, function, often)

        options: dict[str, Any] = {} if often else {"autoretry_for": (*AWAY, NotYet), **AGAIN}
        return shared_task(name=name, **options)(run)

    return make


@receiver(bind_extra_task_metadata)
def say_job(task: Any, **_: Any) -> None:
    """Every line of a task has its name, that of its failure too."""
    structlog.contextvars.bind_contextvars(job=task.name)


def _run(name: str, function: Job, often: bool) -> None:
    row = actions.begin(name, now=timezone.now())
    try:
        done = function()
    except NotYet as why:
        actions.drop(row)
        logger.info("job_not_yet", why=str(why))
        raise
    except BaseException as error:
        with suppress(DatabaseError, InterfaceError):  # the outage that broke the job off
            actions.fail(row, error, now=timezone.now())
        raise
    if often and not done:
        actions.drop(row)
        return
    actions.finish(row, "" if done is None else f"{done} done", now=timezone.now())
    logger.info("job_done", done=done)


@shared_task
def heartbeat() -> None:
    """Every minute: the worker is at work."""
    actions.see(Part.WORKER, now=timezone.now())


@job()
def purge() -> int:
    """Nightly: old rows about jobs, and counts that are over."""
    return actions.purge(now=timezone.now())
