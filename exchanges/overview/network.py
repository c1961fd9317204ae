"""The whole network: every pair and every park by its distance from zero, and a few figures of all."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Abs, Coalesce

from exchanges.agreements.models import Agreement
from exchanges.ledger.models import Pair, Posting
from exchanges.overview.queries import reserved_of, sum_of
from parks.models import Park
from parks.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.pictures import Beam


def pairs_by_distance(today: date) -> QuerySet[Pair, Any]:
    """Every pair with postings or an agreement in force, with `far`, `projected`, `alert` and `limit`."""
    ruling = Agreement.objects.in_force(today).filter(pair=OuterRef("pk"))
    return (
        Pair.objects.select_related("low", "high")
        .annotate(
            far=Abs("balance"),
            alert=Subquery(ruling.values("ruling__alert_at")[:1]),
            limit=Subquery(ruling.values("ruling__limit_at")[:1]),
            projected=F("balance") + reserved_of("high") - reserved_of("low"),
            is_in_force=Exists(ruling),
        )
        .filter(Q(postings_count__gt=0) | Q(is_in_force=True))
        .order_by("-far", "low__name", "pk")
    )


def parks_by_distance(today: date) -> QuerySet[Park, Any]:
    """Parks of the network or with postings: `months` (> 0 is owed), this year's `hosted` and `sent`."""
    stays = Posting.objects.stays().filter(day__year=today.year)
    agreements = Agreement.objects.in_force(today)
    months = sum_of(Pair.objects.all(), "low") - sum_of(Pair.objects.all(), "high")
    agreed = [agreements.filter(**{side: OuterRef("pk")}) for side in ("pair__low", "pair__high")]
    partners = [
        Coalesce(Subquery(rows.order_by().values(side).annotate(n=Count("pk")).values("n")), 0)
        for rows, side in zip(agreed, ("pair__low", "pair__high"), strict=True)
    ]
    met = Pair.objects.filter(Q(low=OuterRef("pk")) | Q(high=OuterRef("pk")), postings_count__gt=0)
    return (
        Park.objects.filter(Q(state=ParkState.ADMITTED) | Exists(met))
        .only("code", "name", "country", "state")
        .annotate(
            months=months,
            far=Abs(months),
            hosted=sum_of(stays, "creditor", "months"),
            sent=sum_of(stays, "debtor", "months"),
            partners=partners[0] + partners[1],
        )
        .order_by("-far", "name", "pk")
    )


@dataclass(frozen=True)
class Debt:
    """A pair as the network sees it: who owes whom, in months; 0: even."""

    debtor: Park
    creditor: Park
    months: int
    after: int  # with everything promised; > 0: the debtor still owes
    alert: int | None
    limit: int | None

    @property
    def after_says(self) -> str:
        if self.after >= 0:
            return words.months(self.after) if self.after else "even"
        return f"{words.months(-self.after)} the other way"

    @property
    def is_past_limit(self) -> bool:
        return self.limit is not None and self.months > self.limit

    @property
    def is_past_alert(self) -> bool:
        return self.alert is not None and self.months > self.alert

    @property
    def beam(self) -> Beam:
        return Beam(-self.months, None, self.alert, self.limit, subject=self.debtor.name, partner=self.creditor.name)


def debt(pair: Any) -> Debt:
    """A row of `pairs_by_distance`, the one who owes first."""
    debtor, creditor, sign = (pair.high, pair.low, 1) if pair.balance > 0 else (pair.low, pair.high, -1)
    return Debt(debtor, creditor, abs(pair.balance), sign * pair.projected, pair.alert, pair.limit)


@dataclass(frozen=True)
class NetworkFigures:
    """The whole network on a day; months."""

    parks: int
    hosted: int  # this exchange year
    owed: int  # by all parks together
    pairs_past_alert: int
    pairs_past_limit: int


def network_figures(today: date) -> NetworkFigures:
    """Three queries of one row."""
    sums = pairs_by_distance(today).aggregate(
        owed=Sum("far", default=0),
        past_alert=Count("pk", filter=Q(far__gt=F("alert"))),
        past_limit=Count("pk", filter=Q(far__gt=F("limit"))),
    )
    hosted = Posting.objects.stays().filter(day__year=today.year).aggregate(n=Sum("months", default=0))["n"]
    return NetworkFigures(Park.objects.admitted().count(), hosted, sums["owed"], sums["past_alert"], sums["past_limit"])
