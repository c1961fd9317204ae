"""The filters and orders of the lists of balances; whatever else stands in the address is ignored."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.forms import TextInput

from exchanges.ledger.models import Pair
from exchanges.policy.standing import Level
from parks.models import Park
from softlanding.kernel.listing import LONGEST_SEARCH, folded, folded_field


class Order(django_filters.OrderingFilter):
    """`sort` by one of `keys` ({name in the address: field}); without it the rows keep their order."""

    def __init__(self, **keys: str) -> None:
        super().__init__(fields=[(field, name) for name, field in keys.items()], label="Order")

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs.order_by(self.get_ordering_value(value[0]), "pk") if value else qs


def search_box(label: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        method="search",
        label=label,
        max_length=LONGEST_SEARCH,
        strip=True,
        widget=TextInput(attrs={"type": "search"}),
    )


class BalanceFilter(django_filters.FilterSet):
    """Every word must occur in one of the `searched` names, accents and case aside."""

    searched: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.is_filter = True

    @property
    def is_used(self) -> bool:
        """Whether the address asks for anything but all rows in their own order."""
        return not self.form.is_valid() or any(self.form.cleaned_data.values())

    def among(self, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Of these rows those that are asked for; so nobody composes the rows of a list that is asked for nothing."""
        self.queryset = rows
        found: QuerySet[Any, Any] = self.qs
        return found

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        plain = {f"plain_{i}": folded_field(field) for i, field in enumerate(self.searched)}
        queryset = queryset.alias(**plain)
        for word in value.split():
            found = Q()
            for field in plain:
                found |= Q(**{f"{field}__contains": folded(word)})
            queryset = queryset.filter(found)
        return queryset


class PartnerFilter(BalanceFilter):
    """A park's own list."""

    searched = ("partner_name",)
    q = search_box("Partner")
    sort = Order(partner="partner_name", balance="months", coming="projected", far="far")

    class Meta:
        model = Pair
        fields: tuple[str, ...] = ()


class PairFilter(BalanceFilter):
    """All pairs of the network."""

    searched = ("low__name", "high__name")
    q = search_box("Park")
    past = django_filters.ChoiceFilter(
        label="What stands out",
        choices=[("alert", "past the alert"), ("limit", "past the limit"), ("unagreed", "owes without an agreement")],
        method="beyond",
        empty_label="any",
    )
    sort = Order(far="far", limit="limit")

    class Meta:
        model = Pair
        fields: tuple[str, ...] = ()

    def beyond(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "unagreed":
            return queryset.filter(far__gt=0, agreed=False)
        return queryset.filter(far__gt=F(value))


class NetworkParkFilter(BalanceFilter):
    """All parks of the network."""

    searched = ("name", "city")
    q = search_box("Park or city")
    side = django_filters.ChoiceFilter(
        label="Balance", choices=[("owes", "owes"), ("owed", "is owed"), ("even", "even")], method="on_side",
        empty_label="any",
    )  # fmt: skip
    sort = Order(
        park="name", balance="months", hosted="hosted", sent="sent", partners="partners", far="far"
    )  # fmt: skip

    class Meta:
        model = Park
        fields: tuple[str, ...] = ()

    def on_side(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(**{"owes": {"months__lt": 0}, "owed": {"months__gt": 0}, "even": {"months": 0}}[value])


class StandingFilter(BalanceFilter):
    """All parks by their standing in the network."""

    searched = ("name", "city")
    q = search_box("Park or city")
    level = django_filters.ChoiceFilter(
        label="Standing", choices=[(str(int(level)), level.label) for level in Level], empty_label="any"
    )
    sort = Order(park="name", level="level", debt="debt", late="late", refused="refused")

    class Meta:
        model = Park
        fields: tuple[str, ...] = ()
