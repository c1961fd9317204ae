"""What a page asks of the database: its statements, and how many rows they fetched."""

from collections import Counter
from contextlib import contextmanager

from django.db import connection
from django.test import Client


class Asked:
    """The page's own statements; signing in, the session and its record are the frame's."""

    FRAME = ("django_session", "usersessions", "SAVEPOINT", "BEGIN", "COMMIT")

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.rows = 0

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not any(word in sql for word in self.FRAME):
            shown = {key: repr(one) for key, one in params.items()} if isinstance(params, dict) else None
            self.statements.append(sql % (shown or tuple(map(repr, params))) if params else sql)
            self.rows += max(0, context["cursor"].rowcount)
        return result

    @property
    def twice(self) -> list[str]:
        return [sql for sql, n in Counter(self.statements).items() if n > 1]


@contextmanager
def asking():
    asked = Asked()
    with connection.execute_wrapper(asked):
        yield asked


def tell_planner() -> None:
    """So many rows in one transaction: PostgreSQL would plan for empty tables, and may walk through all of them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def get(client: Client, url: str):
    with asking() as asked:
        response = client.get(url)
    assert response.status_code == 200, url
    assert asked.twice == []
    return response, asked
