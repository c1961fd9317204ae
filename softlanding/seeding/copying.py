"""Many rows at once: PostgreSQL's COPY for Django's models, with every trigger and constraint in force."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.core.management.color import no_style
from django.db import connection
from django.db.models import CharField, Field, Max, Model, TextField

SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
CHUNK = 1 << 18  # characters handed over at a time


def text(value: Any) -> str:
    """A value as COPY reads it; lists as arrays, dates, moments and ranges as their own text."""
    if value is None:
        return r"\N"
    if type(value) is list:
        return array(value)
    if type(value) is str:
        return value.translate(SPECIAL) if "\\" in value or "\n" in value or "\t" in value else value
    return str(value)


def array(words: Iterable[str]) -> str:
    """A PostgreSQL array of plain words (without quotes or backslashes)."""
    return "{" + ",".join(f'"{word}"' for word in words) + "}"


class _Lines:
    """A file of the rows' lines, made as they are read."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self.rows = rows
        self.count = 0
        self.rest = ""

    def read(self, size: int) -> str:
        parts, length = [self.rest], len(self.rest)
        for row in self.rows:
            line = "\t".join(map(text, row)) + "\n"
            parts.append(line)
            length += len(line)
            self.count += 1
            if length >= size:
                break
        found = "".join(parts)
        self.rest = found[size:]
        return found[:size]


def copy(model: type[Model], fields: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Write rows of these fields (names with spaces between), the others as the model begins; returns how many."""
    named = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in fields.split()]
    others = [field for field in model._meta.concrete_fields if _begins_with_a_value(field) and field not in named]
    rest = tuple(field.get_default() for field in others)
    columns = [field.column or field.name for field in (*named, *others)]
    return copy_into(model._meta.db_table, columns, (row + rest for row in rows))


def _begins_with_a_value(field: "Field[Any, Any]") -> bool:
    """It has a default, or is a text that may be empty; other columns begin as null."""
    return field.has_default() or (field.blank and not field.null and isinstance(field, CharField | TextField))


def copy_into(table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """The same for a table by name."""
    quote = connection.ops.quote_name
    lines = _Lines(iter(rows))
    with connection.cursor() as cursor:
        sql = f"COPY {quote(table)} ({', '.join(map(quote, columns))}) FROM STDIN"
        cursor.copy_expert(sql, lines, CHUNK)
    return lines.count


def analyze(*models: type[Model]) -> None:
    """Tell PostgreSQL how much came: a trigger's plan made for empty tables would read them whole for every row."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def next_id(model: type[Model]) -> int:
    """The first id nobody has."""
    return (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def after_ids(models: Iterable[type[Model]]) -> None:
    """Let the tables' own ids go on after those that were written."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(sql)
