"""The filters and orders of the lists of companies; whatever else stands in the address is ignored."""

from typing import Any

import django_filters
from django.db.models import F, Func, QuerySet, Value
from django.forms import TextInput

from companies.company.models import Company, Residency
from companies.company.states import ResidencyState
from softlanding.kernel.listing import LONGEST_SEARCH, folded, folded_field


class Order(django_filters.OrderingFilter):
    """`sort` over the columns given as {key: column}; "-" turns the order round, unknown facts come last."""

    def __init__(self, columns: dict[str, str], **kwargs: Any) -> None:
        super().__init__(fields=[(key, key) for key in columns], **kwargs)
        self.columns = columns

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        key = (value or [next(iter(self.columns))])[0]
        column: Any = F(self.columns[key.lstrip("-")])
        if key.lstrip("-") == "name":
            column = folded_field(column)  # no collation: not every PostgreSQL is built with ICU
        order = column.desc(nulls_last=True) if key.startswith("-") else column.asc(nulls_last=True)
        return qs.order_by(order, "pk")


def search_in(queryset: QuerySet[Any], value: str, prefix: str = "") -> QuerySet[Any]:
    """Those whose name or sectors hold every word, accents and case aside."""
    sectors = Func(F(f"{prefix}sectors"), Value(" "), function="array_to_string")
    for n, word in enumerate(value.split()):
        alias = f"found_{n}"
        both = Func(folded_field(f"{prefix}name"), Value(" "), folded_field(sectors), function="concat")
        queryset = queryset.alias(**{alias: both}).filter(**{f"{alias}__contains": folded(word)})
    return queryset


def search_field(label: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        method="search", label=label, max_length=LONGEST_SEARCH, widget=TextInput(attrs={"type": "search"})
    )


class ResidentFilter(django_filters.FilterSet):
    """The companies of a park."""

    q = search_field("Name or sector")
    state = django_filters.ChoiceFilter(
        label="Residency",
        choices=[(key, label.capitalize()) for key, label in ResidencyState.choices],
        empty_label="Any",
    )
    sort = Order({"name": "company__name", "since": "since", "people": "company__people", "state": "state"})

    class Meta:
        model = Residency
        fields: tuple[str, ...] = ("q", "state", "sort")

    def search(self, queryset: QuerySet[Residency], name: str, value: str) -> QuerySet[Residency]:
        return search_in(queryset, value, "company__")


class CompanyFilter(django_filters.FilterSet):
    """All companies, for a network admin."""

    q = search_field("Name or sector")
    sort = Order({"name": "name", "home": "home", "people": "people", "founded": "founded"})

    class Meta:
        model = Company
        fields: tuple[str, ...] = ("q", "sort")

    def search(self, queryset: QuerySet[Company], name: str, value: str) -> QuerySet[Company]:
        return search_in(queryset, value)
