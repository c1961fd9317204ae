"""The directory's filters, with the one that needs to know the exchanges."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxInput

from parks.park.filters import ParkFilter
from parks.park.models import Park


class RoomFilter(ParkFilter):
    """`room`: only parks with room for residents of the reader's home park; not offered to who has none."""

    room = django_filters.BooleanFilter(label="Has room for us", method="with_room", widget=CheckboxInput)

    def __init__(self, *args: Any, open_parks: set[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_parks = open_parks
        if open_parks is None:
            del self.filters["room"]

    def with_room(self, queryset: QuerySet[Park], name: str, value: bool) -> QuerySet[Park]:
        return queryset.filter(pk__in=self.open_parks or ()) if value else queryset
