"""How lists of agreements are narrowed; everything stays in the address."""

from datetime import date
from typing import Any

import django_filters as filters
from dateutil.relativedelta import relativedelta
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from exchanges.agreements.models import Agreement
from exchanges.agreements.parties import AgreementParty
from exchanges.agreements.queries import lacks_signature_of
from exchanges.agreements.states import STANDING, AgreementState, Phase
from parks.rights import parks_seen_by
from softlanding.accounts.models import User

ENDING_MONTHS = 6  # "ending soon" looks this many months ahead
QUICK = (
    ("us", "waiting for us"),
    ("them", "waiting for them"),
    ("force", "in force"),
    ("ending", f"ending within {ENDING_MONTHS} months"),
    ("next", "no agreement for next year"),
)


class AgreementFilter(filters.FilterSet):
    q = filters.CharFilter(label="Park or our reference", method="search")
    phase = filters.ChoiceFilter(label="State", choices=Phase.choices, method="narrow", empty_label="any")
    # Set by the links above the list; carried along when one searches.
    show = filters.ChoiceFilter(label="Show", choices=QUICK, method="quick", widget=forms.HiddenInput)
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

    def __init__(self, *args: Any, today: date, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.user = today, user

    def search(self, agreements: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        value = value[:100]
        ours = AgreementParty.objects.filter(park__in=parks_seen_by(self.user))
        named = Exists(ours.filter(agreement=OuterRef("pk"), reference__icontains=value))
        return agreements.filter(Q(pair__low__name__icontains=value) | Q(pair__high__name__icontains=value) | named)

    def narrow(self, agreements: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        held = agreements.filter(state__in=STANDING)
        signed = held.filter(state=AgreementState.SIGNED, terminated_at__isnull=True)
        over = held.filter(period__endswith__lte=self.today)
        lasting = held.filter(period__endswith__gt=self.today)
        by_day = {
            Phase.SIGNED: signed.filter(period__startswith__gt=self.today),
            Phase.IN_FORCE: signed.filter(period__contains=self.today),
            Phase.SUSPENDED: lasting.filter(state=AgreementState.SUSPENDED),
            Phase.ENDING: lasting.filter(state=AgreementState.SIGNED, terminated_at__isnull=False),
            Phase.EXPIRED: over.filter(terminated_at__isnull=True),
            Phase.TERMINATED: over.filter(terminated_at__isnull=False),
        }
        return by_day[Phase(value)] if value in by_day else agreements.filter(state=value)

    def quick(self, agreements: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        in_force = agreements.in_force(self.today)  # type: ignore[attr-defined]
        soon = self.today + relativedelta(months=ENDING_MONTHS, days=1)  # ends are exclusive
        ours = lacks_signature_of(parks_seen_by(self.user))
        waiting = agreements.filter(on_table__isnull=False)
        found: dict[str, QuerySet[Agreement]] = {
            "us": waiting.filter(ours),
            "them": waiting.exclude(ours),
            "force": in_force,
            "ending": in_force.filter(period__endswith__lte=soon),
            "next": without_next_year(agreements, self.today),
        }
        return found[value]


def without_next_year(agreements: QuerySet[Agreement], today: date) -> QuerySet[Agreement]:
    """The last signed agreement of each pair that has none on the last day of next year; it may be over already."""
    theirs = Agreement.objects.standing().filter(pair=OuterRef("pair"))
    lasting = theirs.filter(period__contains=date(today.year + 1, 12, 31))
    later = theirs.filter(period__startswith__gt=OuterRef("period__startswith"))
    return agreements.filter(state__in=STANDING).filter(~Exists(lasting), ~Exists(later))
