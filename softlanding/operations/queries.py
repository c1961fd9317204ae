"""What the portal lacks to serve: asked by the machines that watch it."""

from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from softlanding.operations.models import Heartbeat, JobRun, Part

SEEN_WITHIN = timedelta(minutes=2)
UNKNOWN = "unknown while the database does not answer"

_migrated: set[str] = set()  # names of databases that have had all migrations of this code


def lacking(now: datetime) -> dict[str, str]:
    """For each thing the portal needs an empty text, or a sentence that says what is wrong."""
    told = {"database": "", "broker": broker(), "migrations": UNKNOWN, "worker": UNKNOWN, "beat": UNKNOWN}
    try:
        seen = last_seen()
        told |= {"migrations": migrations()} | {part.value: unseen(part, seen, now) for part in Part}
    except (DatabaseError, InterfaceError) as error:
        connection.close()
        told["database"] = f"does not answer ({type(error).__name__})"
    return told


def last_seen() -> dict[str, datetime]:
    """When each part was last seen; a worker in the middle of a long job was seen when it began."""
    seen = dict(Heartbeat.objects.values_list("part", "seen_at"))
    newest = JobRun.objects.order_by("-started_at").values_list("started_at", flat=True).first()
    if newest:
        seen[Part.WORKER] = max(seen.get(Part.WORKER, newest), newest)
    return seen


def unseen(part: Part, seen: dict[str, datetime], now: datetime) -> str:
    at = seen.get(part)
    if at is None:
        return "was never seen"
    return "" if now - at <= SEEN_WITHIN else f"was last seen {round((now - at).total_seconds())} seconds ago"


def migrations() -> str:
    """Whether the database has had every migration of this code; once it has, nobody looks again."""
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return f"{len(missing)} not applied: run manage.py migrate"
        _migrated.add(name)
    return ""


def broker() -> str:
    """Whether the broker says PONG in time."""
    seconds = settings.CACHE_TIMEOUT
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds) as line:
            line.ping()
    except (redis.RedisError, OSError) as error:
        return f"does not answer ({type(error).__name__})"
    return ""
