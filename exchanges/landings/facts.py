"""What the rules of an offer ask about, read once: terms, months, places and balance of one direction.

In short questions, each composed once: PostgreSQL plans five of them sooner than one that joins everything.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractYear
from psycopg2.extras import DateRange

from companies.models import Residency
from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.queries import directions_for
from exchanges.landings.figures import quota_of
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.places import most_at_once
from exchanges.landings.quota import QuotaYear
from exchanges.landings.states import State
from exchanges.ledger.models import Posting
from exchanges.policy.models import LimitException
from exchanges.policy.queries import around
from softlanding.kernel.calendar import months_from, stay_ends
from softlanding.kernel.composed import composed

Rows = QuerySet[Any, tuple[Any, ...]]


@dataclass(frozen=True)
class Facts:
    """A landing that would start on `starts_on` and last `months`; months and balances are whole free-rent months.

    `terms` are those in force on the first day (None: none). `used` and `reserved` are months by exchange year,
    `stays` the promised stays of the direction by landing id, without this one. `balance` is the home park's with the
    host; `reserved_back` months are promised the other way. `exceptions` may let it past the limit, in their order;
    `requests` for others wait for an answer.
    """

    landing: Landing
    starts_on: date
    months: int
    today: date
    terms: DirectionTerms | None = None
    used: Mapping[int, int] = field(default_factory=dict)
    reserved: Mapping[int, int] = field(default_factory=dict)
    reserved_back: int = 0
    balance: int = 0
    stays: Mapping[int, DateRange] = field(default_factory=dict)
    exceptions: Sequence[LimitException] = ()
    requests: Sequence[LimitException] = ()
    is_resident: bool = True  # nobody asks where there are no terms

    @property
    def period(self) -> DateRange:
        """From the first day until the day after the last."""
        return DateRange(self.starts_on, stay_ends(self.starts_on, self.months))

    @cached_property
    def wanted(self) -> Counter[int]:
        """Months by the exchange year they begin in."""
        return Counter(day.year for day in months_from(self.starts_on, self.months))

    @cached_property
    def years(self) -> dict[int, QuotaYear]:
        """The quota of each exchange year the stay touches, before it."""
        return {year: self.quota(year) for year in sorted(self.wanted)}

    @property
    def projected(self) -> int:
        """The home park's balance once everything promised in both directions has begun (rule 9)."""
        return self.balance + self.reserved_back - sum(self.reserved.values())

    def quota(self, year: int) -> QuotaYear:
        assert self.terms
        return quota_of(self.terms, year, self.used, self.reserved, self.today)

    def most_at_once(self, period: DateRange) -> int:
        """The most companies promised to be present on one day of a period."""
        return most_at_once(self.stays.values(), period)


def facts_of(landing: Landing, starts_on: date, months: int, today: date, moves: bool = False) -> Facts:
    """Read them. Whoever writes afterwards holds the pair's lock.

    `moves`: as if a landing that is offered or confirmed had given its months back, for they are promised anew.
    """
    terms = _terms(landing, starts_on)
    if terms is None:
        return Facts(landing, starts_on, months, today)
    pair = terms.version.agreement.pair
    reserved = _by_home(_reserved(pair.pk))
    mine = Counter(reserved[landing.home_id])
    if moves:
        assert landing.starts_on and landing.months
        mine -= Counter(day.year for day in months_from(landing.starts_on, landing.months))
    exceptions, requests = around(pair.pk, landing.home_id, landing.pk, today, moves)
    stays = dict(_stays(pair.pk, landing.home_id, min(today, starts_on)))
    stays.pop(landing.pk, None)
    return Facts(
        landing,
        starts_on,
        months,
        today,
        terms=terms,
        used=_by_home(_used(pair.pk))[landing.home_id],
        reserved=mine,
        reserved_back=sum(reserved[landing.host_id].values()),
        balance=pair.balance_of(landing.home),
        stays=stays,
        is_resident=is_verified(landing.company_id, landing.home_id),
        exceptions=exceptions,
        requests=requests,
    )


def is_verified(company_id: int, park_id: int) -> bool:
    """Whether a park has verified that the company is its resident."""
    return bool(_residency(company_id, park_id))


def _terms(landing: Landing, on: date) -> DirectionTerms | None:
    """The terms in force; what is promised and has not begun keeps its own, though suspended or under notice."""
    agreement = landing.agreement if landing.state in (State.OFFERED, State.CONFIRMED) else None
    if agreement is not None and agreement.is_held_up:
        assert agreement.ruling_id
        found = _terms_of(agreement.ruling_id, landing.home_id)
    else:
        found = _terms_on(landing.home_id, landing.host_id, on)
    for terms in found:
        terms.home, terms.host, terms.version.agreement = landing.home, landing.host, terms.version.ruled
        return terms
    return None


@composed
def _terms_on(home_id: int, host_id: int, on: date) -> QuerySet[DirectionTerms]:
    return directions_for(home_id, host_id, on).select_related("version__ruled__pair")


@composed
def _terms_of(ruling_id: int, home_id: int) -> QuerySet[DirectionTerms]:
    found = DirectionTerms.objects.filter(version=ruling_id, home=home_id)
    return found.select_related("version__ruled__pair")


@composed
def _used(pair_id: int) -> Rows:
    """(home park, exchange year, months) of the stays that began."""
    rows = Posting.objects.stays().filter(pair=pair_id).order_by()
    return rows.values_list("debtor_id", ExtractYear("day")).annotate(n=Sum("months"))


@composed
def _reserved(pair_id: int) -> Rows:
    """(home park, exchange year, months) promised and not begun."""
    rows = FreeRentMonth.objects.reserved().filter(pair=pair_id).order_by()
    return rows.values_list("home_id", "year").annotate(n=Count("pk"))


@composed
def _stays(pair_id: int, home_id: int, since: date) -> Rows:
    """(landing, period) promised in the direction, of those that end after a day."""
    stays = Landing.objects.direction(pair_id, home_id).promised().filter(period__endswith__gt=since)
    return stays.order_by().values_list("pk", "period")


@composed
def _residency(company_id: int, park_id: int) -> Rows:
    return Residency.objects.verified().filter(company=company_id, park=park_id).order_by().values_list("pk")


def _by_home(rows: Iterable[tuple[int, int, int]]) -> defaultdict[int, dict[int, int]]:
    """{home park: {year: months}}"""
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for home_id, year, months in rows:
        found[home_id][year] = months
    return found
