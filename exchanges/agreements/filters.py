"""How lists of agreements are narrowed; everything stays in the address."""

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from exchanges.agreements.models import Agreement
from exchanges.agreements.states import AgreementState, Phase


class AgreementFilter(filters.FilterSet):
    q = filters.CharFilter(label="Park", method="search")
    phase = filters.ChoiceFilter(label="State", choices=Phase.choices, method="narrow", empty_label="any")
    sort = filters.OrderingFilter(
        fields=(
            ("pair__low__name", "first"),
            ("pair__high__name", "second"),
            ("period", "valid"),
            ("created_at", "made"),
        )
    )

    class Meta:
        model = Agreement
        fields = ()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def search(self, agreements: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        value = value[:100]
        return agreements.filter(Q(pair__low__name__icontains=value) | Q(pair__high__name__icontains=value))

    def narrow(self, agreements: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        signed = agreements.filter(state=AgreementState.SIGNED)
        by_day = {
            Phase.SIGNED: signed.filter(period__startswith__gt=self.today),
            Phase.IN_FORCE: signed.filter(period__contains=self.today),
            Phase.EXPIRED: signed.filter(period__endswith__lte=self.today),
        }
        return by_day[Phase(value)] if value in by_day else agreements.filter(state=value)
