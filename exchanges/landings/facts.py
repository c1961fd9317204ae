"""What the rules of an offer ask about, read once: terms, months, places and balance of one direction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from psycopg2.extras import DateRange

from companies.company.models import Residency
from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.queries import directions_for
from exchanges.landings.figures import (
    history_of,
    of_home,
    promised_stays,
    quota_of,
    reserved_by_year,
    ruled_ever,
    used_by_year,
)
from exchanges.landings.models import Landing
from exchanges.landings.places import most_at_once, places_by_days
from exchanges.landings.quota import History, QuotaYear, Ruled
from exchanges.landings.records import restrictions
from exchanges.landings.states import State
from exchanges.ledger.models import Pair
from exchanges.policy.models import LimitException
from exchanges.policy.queries import around, asks_exceptions
from softlanding.kernel.calendar import local_day, months_in_years, stay_ends
from softlanding.kernel.composed import composed, first

BEFORE_AN_OFFER = (State.DRAFT, State.SUBMITTED, State.NOMINATED)


@dataclass(frozen=True)
class Facts:
    """A landing that would start on `starts_on` and last `months`; months and balances are whole free-rent months.

    `terms` are those in force on the first day (None: none), `history` says what rules when. `used` and `reserved` are
    months by exchange year, `stays` the promised stays of the direction by landing id, without this one. `balance` is
    the home park's with the host; `reserved_back` months are promised the other way. `exceptions` may let it past the
    limit, in their order; `requests` for others wait for an answer. `today` is the host's day.
    """

    landing: Landing
    starts_on: date
    months: int
    today: date
    terms: DirectionTerms | None = None
    history: History = ()
    used: Mapping[int, int] = field(default_factory=dict)
    reserved: Mapping[int, int] = field(default_factory=dict)
    reserved_back: int = 0
    balance: int = 0
    stays: Mapping[int, DateRange] = field(default_factory=dict)
    exceptions: Sequence[LimitException] = ()
    requests: Sequence[LimitException] = ()
    is_resident: bool = True  # nobody asks where there are no terms
    # Why companies of the home park are offered months only under an exception; empty: they need none for that.
    restricted: str = ""

    @property
    def period(self) -> DateRange:
        """From the first day until the day after the last."""
        return DateRange(self.starts_on, stay_ends(self.starts_on, self.months))

    @cached_property
    def wanted(self) -> Counter[int]:
        """Months by the exchange year they begin in."""
        return months_in_years(self.starts_on, self.months)

    @cached_property
    def years(self) -> dict[int, QuotaYear]:
        """The quota of each exchange year the stay touches, before it."""
        return {year: self.quota(year) for year in sorted(self.wanted)}

    @property
    def pair(self) -> Pair:
        """With its books as they are."""
        return self.terms.version.agreement.pair if self.terms else self.landing.pair

    @property
    def restriction(self) -> str:
        """Why this landing itself is offered months only under an exception: what is promised already asks none."""
        return self.restricted if self.landing.state in BEFORE_AN_OFFER else ""

    @property
    def held(self) -> int:
        """Months of a promise that stand under exceptions, and go on to while the home park is restricted."""
        return sum(one.months_held for one in self.exceptions) if self.restricted else 0

    @property
    def projected(self) -> int:
        """The home park's balance once everything promised in both directions has begun (rule 9)."""
        return self.balance + self.reserved_back - sum(self.reserved.values())

    def quota(self, year: int) -> QuotaYear:
        return quota_of(self.history, year, self.used, self.reserved, self.today)

    @property
    def places_by_days(self) -> list[tuple[DateRange, int]]:
        """The stay's days cut where other terms begin to rule, with the places there are then."""
        assert self.terms
        return places_by_days(self.history, self.period, self.terms.places)

    def most_at_once(self, period: DateRange) -> int:
        """The most companies promised to be present on one day of a period."""
        return most_at_once(self.stays.values(), period)


def facts_of(landing: Landing, starts_on: date, months: int, now: datetime, moves: bool = False) -> Facts:
    """Read them, in one query where nobody ever made an exception for the direction. Whoever writes afterwards holds
    the pair's lock.

    `moves`: as if a landing that is offered or confirmed had given its months back, for they are promised anew.
    """
    today = local_day(now, landing.host.time_zone)
    terms: Any = _terms(landing, starts_on, min(today, starts_on))
    if terms is None:
        return Facts(landing, starts_on, months, today)
    pair = terms.version.agreement.pair
    reserved = Counter(of_home(terms.reserved, landing.home_id))
    if moves:
        assert landing.starts_on and landing.months
        reserved -= months_in_years(landing.starts_on, landing.months)
    found = around(pair.pk, landing.home_id, landing.pk, today, moves) if terms.excepted else ([], [])
    return Facts(
        landing,
        starts_on,
        months,
        today,
        terms=terms,
        history=_kept(landing, history_of(terms.ruled, landing.home_id), terms),
        used=of_home(terms.used, landing.home_id),
        reserved=reserved,
        reserved_back=sum(of_home(terms.reserved, landing.host_id).values()),
        balance=pair.balance_of(landing.home),
        stays={
            int(stay["pk"]): DateRange(date.fromisoformat(stay["start"]), date.fromisoformat(stay["end"]))
            for stay in terms.stays
            if int(stay["pk"]) != landing.pk
        },
        is_resident=terms.resident,
        exceptions=found[0],
        requests=found[1],
        restricted=restrictions([landing.home_id], now, asked=terms.restricts).get(landing.home_id, ""),
    )


def _terms(landing: Landing, on: date, since: date) -> Any:
    """The terms in force; what is promised and has not begun keeps its own, though suspended, under notice or over."""
    agreement = landing.agreement if landing.state in (State.OFFERED, State.CONFIRMED) else None
    terms = None
    if agreement is None or not agreement.is_held_up:
        terms = first(_terms_on(landing.home_id, landing.host_id, on, landing.company_id, since))
    if terms is None and agreement is not None:
        terms = first(_terms_of(agreement.pk, landing.home_id, on, landing.company_id, since))
    if terms:
        terms.home, terms.host = landing.home, landing.host
    return terms


def _is_kept(landing: Landing) -> bool:
    """Promised and not begun under an agreement that is suspended or under notice: the promise is honoured."""
    is_promised = landing.state in (State.OFFERED, State.CONFIRMED)
    return is_promised and landing.agreement is not None and landing.agreement.is_held_up


def _kept(landing: Landing, history: list[Ruled], terms: DirectionTerms) -> list[Ruled]:
    """As both had signed it: a notice cuts the days an agreement rules, not what was promised."""
    if not _is_kept(landing):
        return history
    until = terms.version.valid_until + timedelta(days=1)
    return [*history[:-1], replace(history[-1], ends=max(history[-1].ends, until))]


@composed
def _terms_on(home_id: int, host_id: int, on: date, company_id: int, since: date) -> QuerySet[DirectionTerms, Any]:
    return _with_figures(directions_for(home_id, host_id, on), company_id, since)


@composed
def _terms_of(agreement_id: int, home_id: int, on: date, company_id: int, since: date) -> QuerySet[DirectionTerms, Any]:
    """Of an agreement on a day: what had begun to rule last, for a stay begins while its terms do."""
    found = DirectionTerms.objects.filter(version__days__agreement=agreement_id, version__days__first__lte=on)
    return _with_figures(found.filter(home=home_id).order_by("-version__days__first"), company_id, since)[:1]


def _with_figures(found: QuerySet[DirectionTerms], company_id: int, since: date) -> QuerySet[DirectionTerms, Any]:
    """Directions with the months of their pair, the stays that end after a day, and who is vouched for."""
    pair, verified = "version__agreement__pair", Residency.objects.verified().filter(company=company_id)
    return found.select_related(pair).annotate(
        ruled=ruled_ever(pair),
        used=used_by_year(pair),
        reserved=reserved_by_year(pair),
        stays=promised_stays(since),
        resident=Exists(verified.filter(park=OuterRef("home"))),
        restricts=asks_exceptions(),
        excepted=Exists(LimitException.objects.filter(pair=OuterRef(pair), home=OuterRef("home"))),
    )
