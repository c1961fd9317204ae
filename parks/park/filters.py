"""The filters and orders of the directory; whatever else stands in the address is ignored."""

from typing import Any

import django_filters
from django.db.models import F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower
from django.forms import TextInput

from parks.park import queries
from parks.park.models import Park
from softlanding.kernel.listing import LONGEST_SEARCH, folded, folded_field

# As people look names up: without accents. No collation: not every PostgreSQL is built with ICU.
BY_NAME = (folded_field("name"), "name", "pk")


class ParkOrder(django_filters.OrderingFilter):
    """`sort`: name, country, founded, companies; "-" turns the order round, unknown facts come last."""

    def filter(self, qs: QuerySet[Park], value: Any) -> QuerySet[Park]:
        key = (value or ["name"])[0]
        name, down = key.lstrip("-"), key.startswith("-")
        if name == "country":
            codes = [code for code, _ in self.parent.facets.countries]
            column: Any = Func(Value(codes), F("country"), function="array_position", output_field=IntegerField())
        elif name == "name":
            column = BY_NAME[0]
        else:
            column = F({"companies": "resident_companies"}.get(name, name))
        order = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
        return qs.order_by(order, *BY_NAME)


class ParkFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search", label="Name, place or sector", max_length=LONGEST_SEARCH, strip=True,
        widget=TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    country = django_filters.ChoiceFilter(label="Country", empty_label="Any country")
    sector = django_filters.ChoiceFilter(label="Sector", empty_label="Any sector", method="with_sector")
    sort = ParkOrder(
        fields=[(name, name) for name in ("name", "country", "founded", "companies")],
        label="Order",
        empty_label="Name",
    )

    class Meta:
        model = Park
        fields: tuple[str, ...] = ("q", "country", "sector", "sort")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facets = queries.facets()
        # The declared filters are copied for each FilterSet, so this changes nobody else's.
        self.filters["country"].extra["choices"] = self.facets.countries
        self.filters["sector"].extra["choices"] = [(name, name) for name in self.facets.sectors]

    def search(self, queryset: QuerySet[Park], name: str, value: str) -> QuerySet[Park]:
        """Every word must occur in name, city, sectors or the country's name, accents and case aside."""
        sectors = Func(F("sectors"), Value(" "), function="array_to_string")
        queryset = queryset.alias(
            plain_name=folded_field("name"),
            plain_city=folded_field("city"),
            plain_sectors=folded_field(sectors),
        )
        for word in value.split():
            plain = folded(word)
            queryset = queryset.filter(
                Q(plain_name__contains=plain)
                | Q(plain_city__contains=plain)
                | Q(plain_sectors__contains=plain)
                | Q(country__in=queries.countries_like(word))
            )  # fmt: skip
        return queryset

    def with_sector(self, queryset: QuerySet[Park], name: str, value: str) -> QuerySet[Park]:
        sectors = Func(F("sectors"), Value("\n"), function="array_to_string", output_field=TextField())
        lines = Lower(Concat(Value("\n"), sectors, Value("\n"), output_field=TextField()))
        return queryset.alias(sector_lines=lines).filter(sector_lines__contains=f"\n{value.lower()}\n")
