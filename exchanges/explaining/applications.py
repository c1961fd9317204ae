"""Applications that would bring a park nearer to zero, and what each changes about its debts and everybody's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Window

from exchanges.agreements.ruling import RulingDays
from exchanges.clearing.clearable import Clearable, left
from exchanges.clearing.debts import stays_away
from exchanges.clearing.netting import largest_clearing
from exchanges.landings.models import Landing
from exchanges.landings.states import State
from parks.park.models import Park
from parks.park.states import ParkState

MOST = 10  # applications a page computes: each is a clearing of the whole network


@dataclass(frozen=True)
class Application:
    """A waiting application and what its months would change; all in months.

    `now` and `after` are the park's position with everything promised (> 0 it is owed). `left_now` and `left_after`
    are what the park still owes (or, for one that is owed, is still owed) after the largest clearing of the whole
    network, without and with these months; `network_now` and `network_after` what all parks together still owe.
    """

    landing: Landing
    hosts: bool
    months: int
    now: int
    after: int
    left_now: int
    left_after: int
    network_now: int
    network_after: int

    @property
    def partner(self) -> Park:
        return self.landing.home if self.hosts else self.landing.host

    @property
    def waits_here(self) -> bool:
        """Whether the park itself decides next."""
        return self.landing.waits_for == ("host" if self.hosts else "home")

    @property
    def verb(self) -> str:
        """The name of the page on which the park decides; its own page while others do."""
        if not self.waits_here:
            return "exchanges:landings:detail"
        return "exchanges:landings:offer" if self.hosts else "exchanges:landings:nominate"

    @property
    def now_months(self) -> int:
        return abs(self.now)


@dataclass(frozen=True)
class Applications:
    """Those that bring the park nearer to zero, nearest first; `left_out` were not computed."""

    rows: list[Application]
    left_out: int = 0


def applications(park: Park, projected: int, clearable: Clearable, today: date) -> Applications:
    """One query, and a clearing of the network for each."""
    if not projected:
        return Applications([])
    hosts = projected < 0
    found = list(waiting(park, hosts, today)[:MOST])
    made = [_application(landing, park, hosts, projected, clearable) for landing in found]
    nearer = [one for one in made if abs(one.after) < abs(one.now)]
    nearer.sort(key=lambda it: (abs(it.after), it.left_after, it.network_after, it.landing.pk))
    return Applications(nearer, found[0].waiting - len(found) if found else 0)


def waiting(park: Park, hosts: bool, today: date) -> QuerySet[Landing, Any]:
    """Applications that wait for a decision and that the park may read, the most urgent first."""
    mine = Q(host=park, state=State.NOMINATED) if hosts else Q(home=park, state__in=[State.SUBMITTED, State.NOMINATED])
    return (
        Landing.objects.filter(mine, wished_months__gt=0)
        .select_related("company", "home", "host")
        .annotate(waiting=Window(Count("pk")), consents=_both_consent(today))
        .annotate(away=ExpressionWrapper(stays_away("home") | stays_away("host"), BooleanField()))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def _both_consent(today: date) -> Subquery:
    """Whether both parks of a landing's agreement let circles be cleared, by the terms that rule or will first."""
    both = ExpressionWrapper(Q(version__clearing_low=True, version__clearing_high=True), BooleanField())
    rules = RulingDays.objects.filter(agreement=OuterRef("agreement"), ends__gt=today).order_by("first")
    return Subquery(rules.values(both=both)[:1])


def _application(landing: Any, park: Park, hosts: bool, projected: int, clearable: Clearable) -> Application:
    months = landing.wished_months or 0
    admitted = ParkState.ADMITTED == landing.home.state == landing.host.state
    asked = clearable.plan.without & {landing.home_id, landing.host_id}
    consents = bool(admitted and landing.consents and not landing.away and not asked)
    debts = clearable.with_stay(landing.home_id, landing.host_id, months, consents)
    cleared = largest_clearing(debts)
    side = {"debtor" if hosts else "creditor": park.pk}
    return Application(
        landing=landing,
        hosts=hosts,
        months=months,
        now=projected,
        after=projected + (months if hosts else -months),
        left_now=clearable.left_of(park.pk)[0 if hosts else 1],
        left_after=left(debts, cleared, **side),
        network_now=clearable.left,
        network_after=left(debts, cleared),
    )
