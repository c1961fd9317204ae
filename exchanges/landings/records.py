"""What the parks' standings depend on, for one park or a thousand in one query (policy.standing judges it)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import (
    Case,
    Count,
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
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import GreaterThan

from exchanges.agreements.queries import owing_without_agreement
from exchanges.landings.models import FreeRentMonth, Landing, LandingStep
from exchanges.landings.states import State
from exchanges.ledger.models import Pair, Posting
from exchanges.policy.models import PolicyVersion
from exchanges.policy.queries import in_force
from exchanges.policy.standing import MIN_ANSWERS, Level, Record, Standing, judge
from parks.models import Park
from softlanding.kernel.composed import composed
from softlanding.kernel.days import local_day_in
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


def window_begins(today: date, policy: PolicyVersion) -> date:
    """The first day the standing looks back to."""
    return today - relativedelta(months=policy.window_months)


def with_records(
    parks: QuerySet[Park], policy: PolicyVersion, today: date, now: datetime | None = None
) -> QuerySet[Park, Any]:
    """Each park with its record's numbers as `r_sent`, `r_hosted`, ...; read a row with `record_of`.

    What is overdue is told by each park's own clock at `now`; None: `today` is the parks' own day.
    """
    return _with_records(parks, *_days(policy, today), now)


def _with_records(
    parks: QuerySet[Park], today: date, since: date, begins: datetime, now: datetime | None
) -> QuerySet[Park, Any]:
    return parks.annotate(**_months(today, since), **_overdue(today, now), **_answers(begins))


def _months(today: date, since: date) -> dict[str, Any]:
    """Months sent and hosted since a day, all that is owed, and what is promised and has not begun."""
    stays = Posting.objects.stays().filter(day__gt=since, day__lte=today)
    # Only these landings have reserved months; so few of a park's landings are looked at, and none of other parks.
    reserved = FreeRentMonth.objects.reserved().filter(landing__state__in=COMING)
    uneven = Pair.objects.exclude(balance=0)
    unagreed = owing_without_agreement(today)
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


def _overdue(today: date, now: datetime | None) -> dict[str, Any]:
    """A park is late only in what it must answer itself, so its own clock is the only one to ask."""
    due = Landing.objects.filter(due_on__lt=local_day_in(OuterRef("time_zone"), now) if now else today)
    by_home = _per_park(due.filter(state=State.SUBMITTED), "home", Count("pk"))
    return {"r_overdue": by_home + _per_park(due.filter(state=State.NOMINATED), "host", Count("pk"))}


def _answers(begins: datetime) -> dict[str, Any]:
    """`r_late`, `r_answers` and `r_refused`: the steps since `begins` that count in the park's record."""
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


def records(
    parks: Collection[Park | int], policy: PolicyVersion, today: date, now: datetime | None = None
) -> dict[int, Record]:
    """{park id: its record}, in one query; `now` as in `with_records`."""
    ids = [park if isinstance(park, int) else park.pk for park in parks]
    return {row.pk: record_of(row) for row in _rows(ids, *_days(policy, today), now)}


@composed
def _rows(park_ids: list[int], today: date, since: date, begins: datetime, now: datetime | None) -> QuerySet[Park, Any]:
    return _with_records(Park.objects.filter(pk__in=park_ids).only("pk").order_by(), today, since, begins, now)


def _days(policy: PolicyVersion, today: date) -> tuple[date, date, datetime]:
    """Today, the day since when the policy looks at a park, and the moment that day begins."""
    since = window_begins(today, policy)
    return today, since, datetime(since.year, since.month, since.day, tzinfo=UTC)


def standings(parks: Collection[Park | int], policy: PolicyVersion, today: date) -> dict[int, Standing]:
    """{park id: its standing today}, in one query."""
    return {pk: judge(record, policy) for pk, record in records(parks, policy, today).items()}


def settled(
    changes: Mapping[Park, tuple[int, int]], today: date, now: datetime
) -> list[tuple[Park, Record, Record, PolicyVersion]]:
    """Each park's record today and once a settlement moved its position by so many months (> 0: is owed more).

    The second number: by how many months it moves what the park owes without an agreement in force.
    """
    policy = in_force()
    found = records(list(changes), policy, today, now)
    return [
        (park, is_, replace(is_, position=is_.position + change, unagreed=is_.unagreed + unagreed), policy)
        for (park, (change, unagreed)), is_ in ((it, found[it[0].pk]) for it in changes.items())
    ]


def standing_of(park: Park, today: date) -> Standing:
    """One park's standing under the policy in force on its own day; two queries."""
    return standings([park], in_force(), today)[park.pk]


def with_levels(
    parks: QuerySet[Park], policy: PolicyVersion, today: date, now: datetime | None = None
) -> QuerySet[Park, Any]:
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
    return with_records(parks, policy, today, now).annotate(level=level, **measures)


def _level(measure: Any, alert: int, restricted: int) -> Expression:
    return Case(
        When(GreaterThan(measure, restricted), then=Value(int(Level.RESTRICTED))),
        When(GreaterThan(measure, alert), then=Value(int(Level.ALERT))),
        default=Value(int(Level.GOOD)),
        output_field=IntegerField(),
    )
