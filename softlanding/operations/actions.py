"""The only writers of job runs and heartbeats."""

from datetime import datetime, timedelta

from django.conf import settings

from softlanding.operations.models import Heartbeat, JobRun, KeptEntry, Outcome, Part

LONGEST_DETAIL = 1000  # characters


def begin(name: str, *, now: datetime) -> JobRun:
    """Write down that a job has started; raises DatabaseError when the database is away."""
    return JobRun.objects.create(name=name, started_at=now)


def finish(run: JobRun, detail: str, *, now: datetime) -> None:
    _end(run, Outcome.DONE, detail, now)


def fail(run: JobRun, error: BaseException, *, now: datetime) -> None:
    """Write down that it failed; of the error only its kind, because its text may tell of people."""
    _end(run, Outcome.FAILED, type(error).__name__, now)


def _end(run: JobRun, outcome: Outcome, detail: str, now: datetime) -> None:
    run.outcome, run.detail, run.ended_at = outcome, detail[:LONGEST_DETAIL], now
    run.save(update_fields=["outcome", "detail", "ended_at"])


def drop(run: JobRun) -> None:
    """A frequent job that found nothing to do leaves no row."""
    run.delete()


def see(part: Part, *, now: datetime) -> None:
    """Write down that the worker or the beat is at work."""
    Heartbeat.objects.update_or_create(part=part, defaults={"seen_at": now})


def purge(*, now: datetime) -> int:
    """Remove job runs older than settings.JOB_RUNS_KEPT_DAYS and counts that are over; how many rows went."""
    old = JobRun.objects.started_before(now - timedelta(days=settings.JOB_RUNS_KEPT_DAYS))
    runs, _ = old.delete()
    counts, _ = KeptEntry.objects.filter(expires__lt=now).delete()
    return runs + counts
