"""How a long list is read by the page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

Row = TypeVar("Row")


def page_of(queryset: Any, params: Mapping[str, Any], size: int = 25) -> Page[Any]:
    """The page that `?page=` asks for; an odd number shows the nearest page that exists."""
    return Pages(queryset, size).get_page(params.get("page"))


MOST_COUNTED = 10_000  # rows; whoever has more looks for what she wants with the filters


class MoreThan(int):
    """A number of rows that was not counted to its end."""

    def __str__(self) -> str:
        return f"more than {int(self):,}"

    def __format__(self, spec: str) -> str:
        return str(self)


class Pages(Paginator):  # type: ignore[type-arg]
    """Pages of at most MOST_COUNTED rows: counting a long table to its end would take longer than showing a page."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet) or rows.query.is_sliced or rows.query.group_by is not None:
            return int(super().count)
        counted = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return counted if counted <= MOST_COUNTED else MoreThan(MOST_COUNTED)


class Slices(Generic[Row]):
    """So `many` rows that are read by the page: what a list reads that no query set stands behind."""

    def __init__(self, many: int, read: Callable[[int, int], Sequence[Row]]) -> None:
        self.many, self.read = many, read

    def __len__(self) -> int:
        return self.many

    def __getitem__(self, rows: slice) -> Sequence[Row]:
        return self.read(rows.start, rows.stop)
