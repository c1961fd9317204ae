"""How lists of settlements are narrowed; everything stays in the address."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from exchanges.settlements import queries
from exchanges.settlements.models import Settlement
from exchanges.settlements.states import KINDS, State
from softlanding.accounts.models import User

QUICK = (("us", "waiting for us"), ("them", "waiting for them"), ("done", "done"))


class SettlementFilter(filters.FilterSet):
    q = filters.CharFilter(label="Park", method="search")
    kind = filters.ChoiceFilter(
        label="Kind", choices=[(kind.value, kind.label) for kind in KINDS], empty_label="any"
    )  # fmt: skip
    state = filters.ChoiceFilter(label="State", choices=State.choices, empty_label="any")
    # Set by the links above the list; carried along when one searches.
    show = filters.ChoiceFilter(label="Show", choices=QUICK, method="quick", widget=forms.HiddenInput)
    sort = filters.OrderingFilter(fields=(("day", "day"), ("months", "months"), ("changed_at", "changed")))

    class Meta:
        model = Settlement
        fields = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def search(self, settlements: QuerySet[Settlement], name: str, value: str) -> QuerySet[Settlement]:
        value = value[:100]
        return settlements.filter(Q(pair__low__name__icontains=value) | Q(pair__high__name__icontains=value))

    def quick(self, settlements: QuerySet[Settlement], name: str, value: str) -> QuerySet[Settlement]:
        if value == "us":
            return settlements.filter(pk__in=queries.waiting_for(self.user).values("pk"))
        if value == "them":
            return settlements.filter(pk__in=queries.waited_for(self.user).values("pk"))
        return settlements.exclude(state=State.PROPOSED)
