"""A list's address: filters, order and page as its query, and how a filter in use is worded."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.forms import BoundField, ModelChoiceField
from django.http import QueryDict
from django.template.context import Context
from django.urls import reverse

from softlanding.kernel import words


@lru_cache(maxsize=20_000)
def path_to(name: str, *args: str | int) -> str:
    """The address of a page, worked out once: rows of lists ask for thousands."""
    return reverse(name, args=args)


def query_of(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


def address(query: QueryDict, **changes: str | None) -> str:
    """The same page with some parameters changed; None drops one. A changed list begins on its first page."""
    query = query.copy()
    for key, value in {"page": None, **changes}.items():
        query.pop(key, None)
        if value is not None:
            query[key] = value
    return f"?{query.urlencode()}"


def shown_value(bound: BoundField, value: Any) -> str:
    """A filter's value as its own control words it."""
    listed = () if isinstance(bound.field, ModelChoiceField) else getattr(bound.field, "choices", ())
    choices = dict(_flat(listed))
    values = value if isinstance(value, list | tuple | set) else [value]
    said = [str(choices.get(str(one), choices.get(one, one))) for one in values]
    return "yes" if value is True else words.listed(said)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        yield from label if isinstance(label, list | tuple) else [(key, label)]
