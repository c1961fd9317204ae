"""Each new connection is told how to plan, unless a pooler stands between: then prepared statements are off.

A pooler that changes servers between statements (PgBouncer's transaction mode) makes up the number of the server's
process that it tells its clients; so a connection whose server has another number is a pooled one.
"""

from typing import Any

import structlog
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

logger = structlog.get_logger(__name__)

SERVER = "SELECT pid{settings} FROM (SELECT pg_backend_pid() AS pid) AS server"
SETTING = ", CASE WHEN pid = %s THEN set_config(%s, %s, false) END"
# What PostgreSQL answers when this server was never told the statement, or was told it by somebody else.
NOT_OURS = {"26000", "42P05"}

_noticed: list[str] = []  # why they are off in this process


def prepares() -> bool:
    """Whether statements are prepared: as the settings say, until a pooler is noticed."""
    return settings.PREPARED_STATEMENTS and not _noticed


def turn_off(why: str) -> None:
    """No prepared statements in this process from now on; the log says so once."""
    if not _noticed:
        _noticed.append(why)
        logger.warning("prepared_statements_off", why=why)


def is_not_ours(error: BaseException) -> bool:
    """Whether the database says that another server knows the statement."""
    return getattr(error.__cause__, "pgcode", None) in NOT_OURS


@receiver(connection_created)
def plan(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """One question a connection, before anything else is asked on it."""
    if connection.vendor != "postgresql" or not prepares():
        return
    line, told = connection.connection, settings.CONNECTION_SETTINGS
    number = line.info.backend_pid
    with line.cursor() as cursor:
        values = [value for name, setting in told.items() for value in (number, name, setting)]
        cursor.execute(SERVER.format(settings=SETTING * len(told)), values)
        (pid, *_told) = cursor.fetchone()
    if pid != number:
        turn_off("a pooler stands between the portal and its database")
