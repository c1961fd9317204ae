"""The whole network: every pair and every park by its distance from zero, and a few figures of all."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Abs, Coalesce

from exchanges.agreements.models import Agreement
from exchanges.agreements.ruling import RulingDays
from exchanges.balances.queries import reserved_of
from exchanges.ledger.freshness import DEBTS, moment
from exchanges.ledger.models import Pair, Posting
from exchanges.ledger.queries import sum_of
from parks.park.models import Park
from parks.park.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.composed import composed
from softlanding.kernel.paging import Slices
from softlanding.kernel.pictures import Beam


def pairs_by_distance(today: date) -> QuerySet[Pair, Any]:
    """Every pair with postings or an agreement in force, with `far`, `projected`, `agreed`, `alert` and `limit`."""
    ruling = RulingDays.objects.in_force(today).filter(pair=OuterRef("pk")).order_by()  # there is at most one
    return (
        met(today)
        .select_related("low", "high")
        .only("balance", "low__code", "low__name", "high__code", "high__name")
        .annotate(
            far=Abs("balance"),
            agreed=Exists(ruling),
            alert=Subquery(ruling.values("version__alert_at")),
            limit=Subquery(ruling.values("version__limit_at")),
            projected=F("balance") + reserved_of("high") - reserved_of("low"),
        )
        .order_by("-far", "low__name", "pk")
    )


def met(today: date) -> QuerySet[Pair]:
    """Pairs with postings or an agreement in force."""
    ruling = Agreement.objects.in_force(today).filter(pair=OuterRef("pk"))
    return Pair.objects.filter(Q(postings_count__gt=0) | Exists(ruling))


@composed
def _some_pairs(today: date, *, first: int, last: int) -> QuerySet[Pair, Any]:
    return pairs_by_distance(today)[first:last]


def all_pairs(today: date, many: int) -> Slices[Pair]:
    """The rows of `pairs_by_distance`, of which there are `many`."""
    return Slices(many, lambda first, last: _some_pairs(today, first=first, last=last))


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
    has_agreement: bool = True

    @property
    def is_unagreed(self) -> bool:
        """Owes and has no agreement in force: no stay can bring it back."""
        return bool(self.months) and not self.has_agreement

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
    def url(self) -> str:
        return path_to("exchanges:balances:statement", self.debtor.code, self.creditor.code)

    @property
    def beam(self) -> Beam:
        return Beam(-self.months, None, self.alert, self.limit, subject=self.debtor.name, partner=self.creditor.name)


def debt(pair: Any) -> Debt:
    """A row of `pairs_by_distance`, the one who owes first."""
    debtor, creditor, sign = (pair.high, pair.low, 1) if pair.balance > 0 else (pair.low, pair.high, -1)
    return Debt(debtor, creditor, abs(pair.balance), sign * pair.projected, pair.alert, pair.limit, pair.agreed)


@dataclass(frozen=True)
class NetworkFigures:
    """The whole network on a day; months."""

    parks: int
    hosted: int  # this exchange year
    owed: int  # by all parks together
    pairs: int
    pairs_past_alert: int
    pairs_past_limit: int
    pairs_unagreed: int  # that owe and have no agreement in force
    months_unagreed: int  # owed in them


def network_figures(today: date) -> NetworkFigures:
    """One statement while nothing happened, then a few of one row each."""
    return moment(DEBTS).keep("figures of all pairs", today, lambda: _figures(today))


def _figures(today: date) -> NetworkFigures:
    in_force = Agreement.objects.in_force(today).filter(pair=OuterRef("pk"))
    unagreed = Q(agreed=False) & ~Q(balance=0)
    pairs = (
        met(today)
        .annotate(agreed=Exists(in_force))
        .aggregate(
            n=Count("pk"),
            owed=Sum(Abs("balance"), default=0),
            unagreed=Count("pk", filter=unagreed),
            months_unagreed=Sum(Abs("balance"), filter=unagreed, default=0),
        )
    )
    far = RulingDays.objects.in_force(today).annotate(far=Abs("pair__balance"))
    past = far.aggregate(
        alert=Count("pk", filter=Q(far__gt=F("version__alert_at"))),
        limit=Count("pk", filter=Q(far__gt=F("version__limit_at"))),
    )
    return NetworkFigures(
        parks=Park.objects.admitted().count(),
        hosted=Posting.objects.stays().filter(day__year=today.year).aggregate(n=Sum("months", default=0))["n"],
        owed=pairs["owed"],
        pairs=pairs["n"],
        pairs_past_alert=past["alert"],
        pairs_past_limit=past["limit"],
        pairs_unagreed=pairs["unagreed"],
        months_unagreed=pairs["months_unagreed"],
    )
