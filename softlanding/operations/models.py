"""What the portal knows of its own running: which jobs ran, when worker and beat were last seen, and what is counted
while the cache is away."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import datetime


class Outcome(models.TextChoices):
    RUNNING = "running", "running"  # or its worker was killed
    DONE = "done", "done"
    FAILED = "failed", "failed"


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def started_before(self, moment: "datetime") -> Self:
        return self.filter(started_at__lt=moment)


class JobRun(models.Model):
    """One run of a job in the background; it stays `running` when its worker was killed in the middle."""

    name = models.CharField(max_length=120)  # of the task, as in the beat's schedule
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING)
    detail = models.TextField(blank=True)  # what it did, or what failed

    objects = JobRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.RUNNING, ended_at=None)
                | (~Q(outcome=Outcome.RUNNING) & Q(ended_at__isnull=False)),
                name="job_run_ends_with_an_outcome",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["name", "-started_at"], name="job_run_by_name"),
            models.Index(fields=["-started_at"], name="job_run_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M} {self.outcome}"


class Part(models.TextChoices):
    WORKER = "worker", "worker"
    BEAT = "beat", "beat"


class Heartbeat(models.Model):
    """When a part of the portal was last seen at work; one row a part."""

    part = models.CharField(max_length=10, choices=Part, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["part"]

    def __str__(self) -> str:
        return f"{self.part} seen {self.seen_at:%Y-%m-%d %H:%M:%S}"


class KeptEntry(models.Model):
    """What must be counted while the cache server is away (tries, limits), in the columns that Django's database cache
    reads and writes; see `softlanding.operations.cache`."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "operations_kept_entry"

    def __str__(self) -> str:
        return self.cache_key
