"""Rows that belong to a row, packed into one of its columns: a list with parts of each line stays one query."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, QuerySet
from django.db.models.functions import JSONObject


def packed(rows: QuerySet[Any, Any], **columns: Any) -> Func:
    """[{name: value}] of the rows in their order, by JSON: `columns` names a field each; days come as ISO text."""
    # As one value; an array of values would be read one by one.
    return Func(
        ArraySubquery(rows.values_list(JSONObject(**columns), flat=True)),
        function="to_jsonb",
        output_field=JSONField(),
    )
