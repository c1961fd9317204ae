"""How lists of landings are narrowed and sorted; everything stays in the address."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from exchanges.landings.models import Landing
from exchanges.landings.states import ENDED, State

STAGES = [*State.choices]
WHICH = [("open", "under way"), ("ended", "ended")]


class LandingFilter(filters.FilterSet):
    q = filters.CharFilter(label="Company or park", method="search")
    state = filters.ChoiceFilter(label="State", choices=STAGES, empty_label="any")
    which = filters.ChoiceFilter(label="Show", choices=WHICH, method="narrow", empty_label="all")
    sort = filters.OrderingFilter(
        fields=(
            ("company__name", "company"), ("home__name", "home"), ("host__name", "host"), ("state", "state"),
            ("wished_start", "start"), ("due_on", "due"), ("changed_at", "changed"),
        ),
    )  # fmt: skip

    class Meta:
        model = Landing
        fields = ()

    def search(self, landings: QuerySet[Landing], name: str, value: str) -> QuerySet[Landing]:
        value = value[:100]
        return landings.filter(
            Q(company__name__icontains=value) | Q(home__name__icontains=value) | Q(host__name__icontains=value)
        )

    def narrow(self, landings: QuerySet[Landing], name: str, value: Any) -> QuerySet[Landing]:
        return landings.filter(state__in=ENDED) if value == "ended" else landings.exclude(state__in=ENDED)
