"""The readers of quota, places and balance that decisions and lists need."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear

from exchanges.agreements.models import Agreement, DirectionTerms
from exchanges.agreements.ruling import packed_days, packed_on
from exchanges.agreements.terms import Promised
from exchanges.landings.figures import history_of, quota_of, ruled_ever
from exchanges.landings.models import (
    CHECK_IN_NOTICE_DAYS,
    FreeRentMonth,
    Landing,
    LandingStep,
    places_seen_by,
    places_worked_for,
)
from exchanges.landings.overlaps import others_packed
from exchanges.landings.places import places_promised
from exchanges.landings.quota import QuotaYear, promise_of
from exchanges.landings.states import WORKFLOW, State
from exchanges.ledger.models import Pair, Posting
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.calendar import local_day
from softlanding.kernel.composed import composed, first
from softlanding.kernel.days import local_day_in, newest_day
from softlanding.kernel.workflow import Verb

# {(pair id, home park id): {exchange year: months}}
Months = defaultdict[tuple[int, int], dict[int, int]]


def overdue(now: datetime) -> QuerySet[Landing]:
    """Applications whose day for an answer has ended for the park that must answer, by its own clock."""
    at_home, at_host = (Q(due_on__lt=local_day_in(f"{side}__time_zone", now)) for side in ("home", "host"))
    # What is not over anywhere is left out by the index, before any park's clock is asked.
    return Landing.objects.filter(
        at_home & Q(state=State.SUBMITTED) | at_host & Q(state=State.NOMINATED), due_on__lt=newest_day(now)
    )


def quotas(directions: Sequence[DirectionTerms], years: Iterable[int], today: date) -> dict[tuple[int, int], QuotaYear]:
    """{(direction id, year): its months}, for many directions in three queries.

    Each direction needs `version.agreement` loaded. Months are carried into a year only once the year before is over.
    """
    years = sorted(set(years))
    pairs = {terms.version.agreement.pair_id for terms in directions}
    used, reserved = _used_by_year(pairs), _reserved_by_year(pairs)
    ruled = dict(Pair.objects.filter(pk__in=pairs).values_list("pk", ruled_ever("pk")))
    found = {}
    for terms in directions:
        pair_id, home_id = terms.version.agreement.pair_id, terms.home_id
        history = history_of(ruled[pair_id], home_id)
        for year in years:
            found[terms.pk, year] = quota_of(history, year, used[pair_id, home_id], reserved[pair_id, home_id], today)
    return found


def _used_by_year(pairs: Iterable[int]) -> Months:
    """Months of stays that began: the ledger's postings, so that stays of before the portal count too."""
    rows = (
        Posting.objects.stays()
        .filter(pair__in=pairs)
        .annotate(year=ExtractYear("day"))
        .values_list("pair", "debtor", "year")
        .annotate(months=Sum("months"))
        .order_by()
    )
    return _by_direction(rows)


def _reserved_by_year(pairs: Iterable[int]) -> Months:
    rows = (
        FreeRentMonth.objects.reserved()
        .filter(pair__in=pairs)
        .values_list("pair", "home", "year")
        .annotate(months=Count("pk"))
        .order_by()
    )
    return _by_direction(rows)


def _by_direction(rows: Iterable[tuple[int, int, int, int]]) -> Months:
    found: Months = defaultdict(dict)
    for pair, home, year, months in rows:
        found[pair, home][year] = months
    return found


def promised(agreement: Agreement, home_id: int, now: datetime, first: date) -> Promised:
    """What a direction has promised in the years from that of `first` on: what an amendment must leave room for.

    By the host's clock, as offers are: what goes over into a year counts once it has begun there.
    """
    terms = DirectionTerms.objects.select_related("version__agreement", "host").get(
        version=agreement.ruling_id, home=home_id
    )
    reserved = FreeRentMonth.objects.reserved().filter(pair=agreement.pair_id, home=home_id, year__gte=first.year)
    to_come = FreeRentMonth.objects.reserved().filter(landing__agreement=agreement, home=home_id).order_by("begins_on")
    begins = list(to_come.values_list("begins_on", "landing__period"))
    years = {first.year, *reserved.values_list("year", flat=True)}
    return promise_of(
        quotas([terms], years, local_day(now, terms.host.time_zone)).values(),
        _places_promised(terms, first),
        [day for day, _ in begins],
        max((period.upper for _, period in begins if period), default=None),
    )


def _places_promised(terms: DirectionTerms, first: date) -> int:
    """The most companies at once on a day from `first` on, as far as the terms that rule then have places for them."""
    pair = Pair.objects.filter(pk=terms.version.agreement.pair_id)
    ruled: Any = pair.values_list(ruled_ever("pk"), flat=True).get()
    stays = Landing.objects.direction(terms.version.agreement.pair_id, terms.home_id).promised()
    there = list(stays.filter(period__endswith__gt=first).values_list("period", flat=True))
    return places_promised(history_of(ruled, terms.home_id), there, first, terms.places)


def verbs_for(landing: Landing, user: User) -> list[tuple[str, Verb]]:
    """The verbs this person can press now, in the workflow's order."""
    return [
        (name, verb)
        for name, verb in WORKFLOW.items()
        if landing.state in verb.frm and user.has_perm(f"exchanges.{name}_landing", landing)
    ]


def whole(landings: QuerySet[Landing]) -> QuerySet[Landing]:
    """With its company and parks, in one query."""
    return landings.select_related("company", "home", "host")


def listed(landings: QuerySet[Landing]) -> QuerySet[Landing]:
    """With what a list's rows show, and nothing else."""
    return whole(landings).only(
        "state", "wished_start", "wished_months", "starts_on", "months", "due_on", "period", "checked_out_on",
        "company__name", "home__name", "host__name", "home__time_zone", "host__time_zone",
    )  # fmt: skip


def seen_by(user: User) -> QuerySet[Landing]:
    """Rows of every landing the person may see, newest first."""
    seen = listed(Landing.objects.visible_to(user))
    if is_network_admin(user):
        return seen
    # By an expression, lest PostgreSQL walks all landings of the network by their date to find those of one park.
    return seen.order_by(Coalesce("changed_at", "created_at").desc(), "-pk")


def opened(key: int, user: User) -> Landing | None:
    """The landing of an address with everything its pages read, if this person may see it."""
    return first(_opened(key, None, None) if is_network_admin(user) else _opened(key, *places_seen_by(user)))


def ruling_of(landing: Landing, today: date) -> Mapping[str, Any]:
    """What the terms of its agreement say on a day: decision_days, offer_days, limit_at; empty without an agreement.

    Of a landing that was `opened`.
    """
    return packed_on(landing.ruled, today)  # type: ignore[attr-defined]


@composed
def _opened(key: int, companies: list[int] | None, parks: list[int] | None) -> QuerySet[Landing, Any]:
    """`companies`, `parks`: of which one must be concerned; None: any."""
    seen = Landing.objects.all()
    if companies is not None and parks is not None:
        seen = seen.visible_at(companies, parks)
    opened = whole(seen).filter(pk=key).select_related("agreement")
    return opened.annotate(ruled=packed_days("agreement"), others=others_packed())


@composed
def steps(landing_id: int) -> QuerySet[LandingStep]:
    """Its history, oldest first."""
    return LandingStep.objects.filter(landing=landing_id).select_related("actor")


@composed
def months_ever(landing_id: int) -> QuerySet[FreeRentMonth, Any]:
    """Its free-rent months with those that were given back, by number; `taken_back`: whether it was posted before."""
    name = Concat(
        Value("landing/"), Cast("landing", TextField()), Value("/month/"), Cast("number", TextField()),
        output_field=TextField(),
    )  # fmt: skip
    undone = Posting.objects.filter(reverses__reference=OuterRef("name"))
    months = FreeRentMonth.objects.filter(landing=landing_id).annotate(name=name)
    return months.annotate(taken_back=Exists(undone)).order_by("number", "pk")


def waiting_for(user: User, today: date, most: int) -> list[Landing]:
    """Rows of what waits for the person, soonest first."""
    return _waiting(*places_worked_for(user), today + timedelta(days=CHECK_IN_NOTICE_DAYS), most=most)


@composed
def _waiting(companies: list[int], parks: list[int], soon: date, *, most: int) -> QuerySet[Landing]:
    return listed(Landing.objects.waiting_at(companies, parks, soon))[:most]


def landings_of(park: Park) -> QuerySet[Landing]:
    """The landings a park's people see."""
    return Landing.objects.filter(Q(home=park, submitted_at__isnull=False) | Q(host=park, nominated_at__isnull=False))


def late_decisions(now: datetime, park: Park | None = None) -> QuerySet[Landing]:
    """Applications whose home or host park has not answered in the agreed days; the longest overdue first.

    Of a park: those it must answer itself.
    """
    rows = overdue(now)
    if park:
        rows = rows.filter(Q(state=State.SUBMITTED, home=park) | Q(state=State.NOMINATED, host=park))
    return rows.order_by("due_on", "pk")
