"""What the parks' standings depend on, for one park or a thousand in one query (policy.standing judges it).

Each park's record is of its own day, by its own clock: it is the same whoever reads it, wherever that is.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest
from django.db.models.lookups import GreaterThan

from exchanges.agreements.queries import owing_without_agreement
from exchanges.landings.models import FreeRentMonth, Landing, LandingStep
from exchanges.landings.states import State
from exchanges.ledger.models import Pair, Posting
from exchanges.policy.models import PolicyVersion
from exchanges.policy.queries import in_force
from exchanges.policy.standing import MIN_ANSWERS, Level, Record, Standing, judge
from parks.park.models import Park
from softlanding.kernel.composed import composed
from softlanding.kernel.days import local_day_in, moment_in, months_before
from softlanding.kernel.percents import percent

COMING = (State.OFFERED, State.CONFIRMED, State.LANDED)
FIELDS = (
    "sent", "hosted", "position", "late", "overdue", "refused", "answers", "coming_sent", "coming_hosted",
    "uneven", "unagreed",
)  # fmt: skip
# Of the steps that count in a park's record: what hosts and residents answered to a guest or an offer, and the noes.
# That a home park nominates its own resident, or does not, says nothing of that; only whether it was late counts.
REFUSALS = Q(verb="decline", side="host") | Q(verb__in=["lapse", "withdraw"])
ANSWERS = REFUSALS | Q(verb__in=["offer", "confirm"])


def with_records(parks: QuerySet[Park], policy: PolicyVersion, now: datetime) -> QuerySet[Park, Any]:
    """Each park with its record's numbers as `r_sent`, `r_hosted`, ...; read a row with `record_of`."""
    return _with_records(parks, now, policy.window_months)


def _with_records(parks: QuerySet[Park], now: datetime, window: int) -> QuerySet[Park, Any]:
    """`window`: how many months the standing looks back."""
    return parks.annotate(**_months(now, window), **_overdue(now), **_answers(now, window))


def _months(now: datetime, window: int) -> dict[str, Any]:
    """Months sent and hosted in the window, all that is owed, and what is promised and has not begun."""
    today = local_day_in(OuterRef("time_zone"), now)
    stays = Posting.objects.stays().filter(day__gt=Cast(months_before(today, window), DateField()), day__lte=today)
    # Only these landings have reserved months; so few of a park's landings are looked at, and none of other parks.
    reserved = FreeRentMonth.objects.reserved().filter(landing__state__in=COMING)
    uneven = Pair.objects.exclude(balance=0)
    unagreed = owing_without_agreement(local_day_in(OuterRef(OuterRef("time_zone")), now))
    return {
        "r_sent": _per_park(stays, "debtor", Sum("months")),
        "r_hosted": _per_park(stays, "creditor", Sum("months")),
        "r_position": _per_park(Pair.objects.all(), "low", Sum("balance"))
        - _per_park(Pair.objects.all(), "high", Sum("balance")),
        "r_uneven": _per_park(uneven, "low", Count("pk")) + _per_park(uneven, "high", Count("pk")),
        "r_unagreed": _per_park(unagreed.filter(balance__gt=0), "high", Sum("balance"))
        - _per_park(unagreed.filter(balance__lt=0), "low", Sum("balance")),
        "r_coming_sent": _per_park(reserved, "landing__home", Count("pk")),
        "r_coming_hosted": _per_park(reserved, "landing__host", Count("pk")),
    }


def _overdue(now: datetime) -> dict[str, Any]:
    """A park is late only in what it must answer itself, so its own clock is the only one to ask."""
    due = Landing.objects.filter(due_on__lt=local_day_in(OuterRef("time_zone"), now))
    by_home = _per_park(due.filter(state=State.SUBMITTED), "home", Count("pk"))
    return {"r_overdue": by_home + _per_park(due.filter(state=State.NOMINATED), "host", Count("pk"))}


def _answers(now: datetime, window: int) -> dict[str, Any]:
    """`r_late`, `r_answers` and `r_refused`: the steps in the window that count in the park's record."""
    zone = OuterRef("time_zone")
    begins = moment_in(zone, months_before(local_day_in(zone, now), window))
    steps = LandingStep.objects.filter(at__gte=begins)
    kinds = {"late": Q(is_late=True), "answers": ANSWERS, "refused": REFUSALS}
    return {f"r_{name}": _per_park(steps.filter(kind), "counts_for", Count("pk")) for name, kind in kinds.items()}


def _per_park(rows: QuerySet[Any], by: str, what: Any) -> Coalesce:
    """One number a park, over the rows whose field `by` is the outer park; 0 without any."""
    found = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(n=what).values("n")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def record_of(row: Any) -> Record:
    """A row of `with_records`."""
    return Record(**{name: int(getattr(row, f"r_{name}")) for name in FIELDS})


def records(parks: Collection[Park | int], policy: PolicyVersion, now: datetime) -> dict[int, Record]:
    """{park id: its record}, in one query."""
    ids = [park if isinstance(park, int) else park.pk for park in parks]
    return {row.pk: record_of(row) for row in _rows(ids, now, policy.window_months)}


@composed
def _rows(park_ids: list[int], now: datetime, window: int) -> QuerySet[Park, Any]:
    return _with_records(Park.objects.filter(pk__in=park_ids).only("pk").order_by(), now, window)


def standings(parks: Collection[Park | int], policy: PolicyVersion, now: datetime) -> dict[int, Standing]:
    """{park id: its standing today}, in one query."""
    return {pk: judge(record, policy) for pk, record in records(parks, policy, now).items()}


def settled(changes: Mapping[Park, tuple[int, int]], now: datetime) -> list[tuple[Park, Record, Record, PolicyVersion]]:
    """Each park's record today and once a settlement moved its position by so many months (> 0: is owed more).

    The second number: by how many months it moves what the park owes without an agreement in force.
    """
    policy = in_force()
    found = records(list(changes), policy, now)
    return [
        (park, is_, replace(is_, position=is_.position + change, unagreed=is_.unagreed + unagreed), policy)
        for (park, (change, unagreed)), is_ in ((it, found[it[0].pk]) for it in changes.items())
    ]


def standing_of(park: Park, now: datetime) -> Standing:
    """One park's standing under the policy in force; two queries."""
    return standings([park], in_force(), now)[park.pk]


def restrictions(homes: Collection[Park | int], now: datetime, *, asked: bool) -> dict[int, str]:
    """{park id: why} of those home parks whose companies are offered months only under an exception (rule 9).

    `asked`: whether the policy in force asks one of restricted parks; without that nothing is read.
    """
    if not asked or not homes:
        return {}
    found = standings(homes, in_force(), now)
    return {pk: it.because for pk, it in found.items() if it.level == Level.RESTRICTED}


def restrictions_on(homes: Collection[Park | int], today: date, *, asked: bool) -> dict[int, str]:
    """The same where months of a day are told: a standing changes with the day only, and it is that day everywhere."""
    return restrictions(homes, datetime.combine(today, time(12), UTC), asked=asked)


def with_levels(parks: QuerySet[Park], policy: PolicyVersion, now: datetime) -> QuerySet[Park, Any]:
    """`with_records` and the `level` itself with the measures it is judged by (`debt`, `unagreed`, `late`, `refused`).

    So that a list can be filtered and sorted by them; `judge` says the same.
    """
    share = Case(
        When(r_answers__gte=MIN_ANSWERS, then=percent(F("r_refused"), F("r_answers"))), default=Value(0),
        output_field=IntegerField(),
    )  # fmt: skip
    measures: dict[str, Any] = {
        "debt": Greatest(-F("r_position"), Value(0)), "unagreed": F("r_unagreed"),
        "late": F("r_late") + F("r_overdue"), "refused": share,
    }  # fmt: skip
    levels = [
        _level(it, getattr(policy, f"alert_{name}"), getattr(policy, f"restricted_{name}"))
        for name, it in measures.items()
    ]
    untouched = Q(**{f"r_{name}": 0 for name in FIELDS})
    level = Case(When(untouched, then=Value(int(Level.NOT_ACTIVE))), default=Greatest(*levels))
    return with_records(parks, policy, now).annotate(level=level, **measures)


def _level(measure: Any, alert: int, restricted: int) -> Expression:
    return Case(
        When(GreaterThan(measure, restricted), then=Value(int(Level.RESTRICTED))),
        When(GreaterThan(measure, alert), then=Value(int(Level.ALERT))),
        default=Value(int(Level.GOOD)),
        output_field=IntegerField(),
    )
