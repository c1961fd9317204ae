"""The network's debts today, what a clearing would leave of them, and what one more stay would change about that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Window

from exchanges.agreements.ruling import RulingDays
from exchanges.clearing.debts import PairDebt
from exchanges.clearing.netting import Circle, Debt, circles, largest_clearing
from exchanges.landings.models import Landing
from exchanges.landings.states import State
from parks.models import Park
from parks.states import ParkState

MOST = 10  # applications a page computes: each is a clearing of the whole network


def left(debts: Iterable[Debt], cleared: Iterable[int], *, debtor: int = 0, creditor: int = 0) -> int:
    """Months that stay after a clearing: of one debtor, of one creditor, or of the whole network."""
    return sum(
        debt.months - gone
        for debt, gone in zip(debts, cleared, strict=True)
        if debtor in (0, debt.debtor) and creditor in (0, debt.creditor)
    )


@lru_cache(maxsize=2)
def _largest(debts: tuple[Debt, ...]) -> tuple[int, ...]:
    """Kept while the debts stay as they are: many pages a day read the same ones."""
    return tuple(largest_clearing(debts))


@lru_cache(maxsize=2)
def _circles(debts: tuple[Debt, ...]) -> tuple[Circle, ...]:
    return tuple(circles(debts, _largest(debts)))


@dataclass(frozen=True)
class Clearable:
    """The network's debts; the largest clearing and its circles are computed when somebody asks."""

    rows: Sequence[PairDebt]

    @cached_property
    def debts(self) -> list[Debt]:
        return [row.debt for row in self.rows]

    @cached_property
    def cleared(self) -> tuple[int, ...]:
        return _largest(tuple(self.debts))

    @cached_property
    def circles(self) -> tuple[Circle, ...]:
        return _circles(tuple(self.debts))

    @cached_property
    def owed(self) -> int:
        """Gross, before a clearing."""
        return sum(debt.months for debt in self.debts)

    @cached_property
    def left(self) -> int:
        return left(self.debts, self.cleared)

    def cleared_of(self, park: int) -> int:
        """Months that would fall from what the park owes, and as many from what it is owed."""
        return sum(gone for debt, gone in zip(self.debts, self.cleared, strict=True) if debt.debtor == park)

    def left_of(self, park: int) -> tuple[int, int]:
        """Months the park owes, and months it is owed, after the largest clearing."""
        return left(self.debts, self.cleared, debtor=park), left(self.debts, self.cleared, creditor=park)

    def with_stay(self, home: int, host: int, months: int, consents: bool) -> list[Debt]:
        """The debts once `home` owes `host` `months` more; `consents`: of both parks, should the pair be even now."""
        found = list(self.debts)
        for i, debt in enumerate(found):
            if (debt.debtor, debt.creditor) == (home, host):
                found[i] = replace(debt, months=debt.months + months)
                return found
            if (debt.debtor, debt.creditor) == (host, home):
                if rest := debt.months - months:
                    turned = Debt(home, host, -rest, None, debt.consents, 0)
                    found[i] = replace(debt, months=rest) if rest > 0 else turned
                else:
                    del found[i]
                return found
        return [*found, Debt(home, host, months, None, consents, 0)]


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
    consents = bool(admitted and landing.consents)
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
