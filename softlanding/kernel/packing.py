"""Rows that belong to a row, packed into one of its columns: a list with parts of each line stays one query."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar, get_type_hints

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, QuerySet
from django.db.models.functions import JSONObject

Row = TypeVar("Row")


def packed(rows: QuerySet[Any, Any], **columns: Any) -> Func:
    """[{name: value}] of the rows in their order, by JSON: `columns` names a field each; days come as ISO text."""
    # As one value; an array of values would be read one by one.
    return Func(
        ArraySubquery(rows.values_list(JSONObject(**columns), flat=True)),
        function="to_jsonb",
        output_field=JSONField(),
    )


def unpacked(row: Callable[..., Row], columns: Mapping[str, Any]) -> Row:
    """A packed row as an instance of its class, days as days. Raises TypeError unless it has the class's columns."""
    days = _days(row)
    return row(**{name: date.fromisoformat(it) if it and name in days else it for name, it in columns.items()})


@cache
def _days(row: Callable[..., Any]) -> frozenset[str]:
    return frozenset(name for name, hint in get_type_hints(row).items() if hint in (date, date | None))
