"""The filters and orders of the lists of balances; whatever else stands in the address is ignored."""

from typing import Any

import django_filters
from django.db.models import F, QuerySet

from exchanges.ledger.models import Pair
from exchanges.policy.standing import Level
from parks.park.models import Park
from softlanding.kernel.listing import ListFilter, Order, search_box


class PartnerFilter(ListFilter):
    """A park's own list."""

    searched = ("partner_name",)
    q = search_box("Partner")
    sort = Order(partner="partner_name", balance="months", coming="projected", far="far")

    class Meta:
        model = Pair
        fields: tuple[str, ...] = ()


class PairFilter(ListFilter):
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


class NetworkParkFilter(ListFilter):
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


class StandingFilter(ListFilter):
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
