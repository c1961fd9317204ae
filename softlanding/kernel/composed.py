"""Questions that are composed and planned once: Django needs longer to compose such a query, and PostgreSQL to plan it,
than PostgreSQL to answer it.

    @composed
    def hosted_since(park_id: int, day: date) -> QuerySet[Landing]:
        return Landing.objects.filter(host=park_id, starts_on__gte=day).select_related("company")

    hosted_since(park.pk, today)  # a list of landings, as list(queryset) would give

For pages and verbs that are asked all the time; everything else stays a query set. Each connection prepares a statement
when it first asks it, unless a pooler changes connections between statements (`softlanding.kernel.pooling`).
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar, cast
from weakref import WeakSet

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from psycopg2.extensions import AsIs

from softlanding.kernel import pooling

Args = ParamSpec("Args")
Row = TypeVar("Row")
numbers_of_statements = count(1)
LONGEST_NAME = 63  # bytes
LARGEST = 2**63 - 1
STATEMENTS = 128  # kept for each function; lists of many lengths make many
SMALL = 31_000  # stand-ins for numbers fit a smallint column, which refuses others without asking the database


class NotComposable(TypeError):
    """A function of `composed` does with an argument what a statement cannot repeat."""


def composed(build: Callable[Args, QuerySet[Any, Row]]) -> Callable[Args, list[Row]]:
    """Let a function that builds a query set return its rows, from a statement that is composed once.

    Positional arguments are values of the statement and must reach it unchanged: int, str, date, datetime, or lists of
    them, of which each length is a statement of its own. Whatever else changes the statement (a flag, None, a number of
    rows) is its shape: it is given by keyword, or is None or a bool. NotComposable says when a value was not found.
    """
    statement = lru_cache(maxsize=STATEMENTS)(lambda shape, named: _Statement(build, shape, dict(named)))

    @wraps(build)
    def rows(*values: Args.args, **named: Args.kwargs) -> list[Row]:
        shape = tuple(_shape(value) for value in values)
        found: list[Row] = statement(shape, tuple(named.items())).rows(values)
        return found

    return rows


def first(rows: Sequence[Row]) -> Row | None:
    """The row of a question that has one at most."""
    return rows[0] if rows else None


def _shape(value: Any) -> Any:
    """What makes two values ask the same statement: their type, for lists the types in them; else the value itself."""
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(type(one) for one in value)
    return value if value is None or isinstance(value, bool) else type(value)


class _Statement:
    """A query with stand-ins for its values, and the compiler that has composed it."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], shape: tuple[Any, ...], named: dict[str, Any]) -> None:
        numbers = count(1)
        values = [_stand_in(one, numbers) for one in shape]
        self.queryset = build(*values, **named)
        self.compiler = self.queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql: str = ""
        self.params: tuple[Any, ...] = ()
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:  # a list without anything in it, say
            return
        columns = self.compiler.select[: self.compiler.col_count] if self.compiler.select else []
        self.converters = self.compiler.get_converters([column for column, *_ in columns])
        self.compiler.connection = None  # each thread has its own
        # As the server's list of what it does shows it.
        self.name = f"{next(numbers_of_statements)} {build.__module__}.{build.__qualname__}"[:LONGEST_NAME]
        self.prepared_on: WeakSet[Any] = WeakSet()
        known = {(type(value), value): at for at, value in enumerate(_flat(values))}
        # Which value a parameter stands for; None where it is the statement's own.
        self.places = [known.get((type(param), param)) if _is_value(param) else None for param in self.params]
        missing = [value for (_, value), at in known.items() if at not in self.places]
        # Beside an empty list a condition falls away, and its other values with it.
        if missing and () not in shape:
            raise NotComposable(f"{build.__qualname__}: not found in the statement: {missing}")

    def rows(self, values: tuple[Any, ...]) -> list[Any]:
        if not self.sql:
            return []
        connection, given = connections[DEFAULT_DB_ALIAS], tuple(_flat(values))
        if any(isinstance(one, int) and not -LARGEST <= one <= LARGEST for one in given):
            return []  # as from an odd address; no column holds such a number
        if self.queryset.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError(f"{self.name} locks rows, and is asked outside a transaction.")
        if pooling.prepares():
            try:
                return self._executed(connection, given)
            except DatabaseError as error:
                if not pooling.is_not_ours(error):
                    raise
                pooling.turn_off("another server was told the statement")
                if connection.in_atomic_block:
                    raise  # the transaction has failed; its next try asks plainly
        return list(self._asked(*self._plain(given)))

    def _executed(self, connection: BaseDatabaseWrapper, given: tuple[Any, ...]) -> list[Any]:
        self._prepare_on(connection, given)
        if not pooling.prepares():  # connecting has shown a pooler
            return list(self._asked(*self._plain(given)))
        places = f" ({', '.join(['%s'] * len(given))})" if given else ""
        return list(self._asked(f'EXECUTE "{self.name}"{places}', given))

    def _plain(self, given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """The statement as Django would send it."""
        pairs = zip(self.params, self.places, strict=True)
        return self.sql, tuple(param if place is None else given[place] for param, place in pairs)

    def _prepare_on(self, connection: BaseDatabaseWrapper, given: tuple[Any, ...]) -> None:
        """Tell the statement to the connection's server, unless it knows it."""
        with connection.cursor():  # connects, anew where the server was away
            if connection.connection in self.prepared_on or not pooling.prepares():
                return
        pairs = zip(self.params, self.places, strict=True)
        # What is always the same stays in the text: a partial index serves only a condition that is known.
        own = [param if place is None else AsIs(f"${place + 1}") for param, place in pairs]
        types = f" ({', '.join(_type_of(one) for one in given)})" if given else ""
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f'PREPARE "{self.name}"{types} AS {cursor.mogrify(self.sql, own).decode()}')
        self.prepared_on.add(connection.connection)

    def _asked(self, sql: str, params: tuple[Any, ...]) -> QuerySet[Any, Any]:
        """The query set, whose compiler has its statement already."""
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *args, **kwargs: (sql, params)
        compiler.get_converters = lambda columns: self.converters
        plan = self.queryset
        asked = type(plan)(plan.model, query=cast(Query, _Composed(plan.query, compiler)))
        for name in ("_iterable_class", "_fields", "_prefetch_related_lookups", "_known_related_objects"):
            setattr(asked, name, getattr(plan, name))
        return asked


def _type_of(value: Any) -> str:
    """What PostgreSQL is told a value is."""
    if isinstance(value, int):
        return "bigint"
    if isinstance(value, datetime):
        return "timestamptz"
    return "date" if isinstance(value, date) else "text"


class _Composed:
    """A query that knows its compiler; everything else about it is the query's that was composed."""

    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *args: Any, **kwargs: Any) -> SQLCompiler:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _stand_in(shape: Any, numbers: Iterator[int]) -> Any:
    """A value of the shape's type that is like no other in the statement."""
    if isinstance(shape, tuple):
        return [_stand_in(one, numbers) for one in shape]
    if not isinstance(shape, type):
        return shape
    number = next(numbers)
    if issubclass(shape, int):
        return SMALL + number
    if issubclass(shape, str):
        return f"stand-in {number}"
    if issubclass(shape, datetime):
        return datetime(9999, 12, 31, tzinfo=UTC) - timedelta(minutes=number)
    if issubclass(shape, date):
        return date(9999, 12, 31) - timedelta(days=number)
    raise NotComposable(f"A {shape.__name__} is no value of a statement. Give its key, or the shape by keyword.")


def _flat(values: Any) -> Iterator[Any]:
    """The values of a statement one by one, those of a list too, without what belongs to its shape."""
    for value in values:
        if isinstance(value, list | tuple | set | frozenset):
            yield from value
        elif value is not None and not isinstance(value, bool):
            yield value


def _is_value(param: Any) -> bool:
    return isinstance(param, int | str | date)
