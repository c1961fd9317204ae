"""What the rules of an offer ask about, read once: terms, months, places and balance of one direction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists
from psycopg2.extras import DateRange

from companies.models import Residency
from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.queries import directions_for
from exchanges.landings.figures import Packed, of_home, promised_stays, quota_of, reserved_by_year, used_by_year
from exchanges.landings.models import Landing
from exchanges.landings.places import most_at_once
from exchanges.landings.quota import QuotaYear
from exchanges.landings.states import State
from exchanges.policy.models import LimitException
from exchanges.policy.queries import around
from softlanding.kernel.calendar import months_from, stay_ends


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

    @property
    def wanted(self) -> Counter[int]:
        """Months by the exchange year they begin in."""
        return Counter(day.year for day in months_from(self.starts_on, self.months))

    @property
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
    """Read them, in two queries. Whoever writes afterwards holds the pair's lock.

    `moves`: as if a landing that is offered or confirmed had given its months back, for they are promised anew.
    """
    terms = _terms(landing, starts_on, min(today, starts_on))
    if terms is None:
        return Facts(landing, starts_on, months, today)
    packed: dict[str, Packed] = {name: getattr(terms, name) for name in ("used", "reserved")}
    reserved = Counter(of_home(packed["reserved"], landing.home_id))
    if moves:
        assert landing.starts_on and landing.months
        reserved -= Counter(day.year for day in months_from(landing.starts_on, landing.months))
    exceptions, requests = around(terms.version.agreement.pair_id, landing.home_id, landing.pk, today, moves)
    stays: list[dict[str, str]] = terms.stays  # type: ignore[attr-defined]
    return Facts(
        landing,
        starts_on,
        months,
        today,
        terms=terms,
        used=of_home(packed["used"], landing.home_id),
        reserved=reserved,
        reserved_back=sum(of_home(packed["reserved"], landing.host_id).values()),
        balance=terms.version.agreement.pair.balance_of(landing.home),
        stays={
            int(stay["pk"]): DateRange(date.fromisoformat(stay["start"]), date.fromisoformat(stay["end"]))
            for stay in stays
            if int(stay["pk"]) != landing.pk
        },
        is_resident=terms.resident,  # type: ignore[attr-defined]
        exceptions=exceptions,
        requests=requests,
    )


def _terms(landing: Landing, on: date, since: date) -> DirectionTerms | None:
    """The terms in force; what is promised and has not begun keeps its own, though suspended or under notice."""
    agreement = landing.agreement if landing.state in (State.OFFERED, State.CONFIRMED) else None
    found = directions_for(landing.home, landing.host, on)
    if agreement is not None and agreement.is_held_up:
        found = DirectionTerms.objects.filter(version=agreement.ruling_id, home=landing.home_id)
    return (
        found.select_related("home", "host", "version__ruled", "version__agreement__pair")
        .annotate(
            used=used_by_year("version__agreement__pair"),
            reserved=reserved_by_year("version__agreement__pair"),
            stays=promised_stays(since),
            resident=Exists(Residency.objects.verified().filter(company=landing.company_id, park=landing.home_id)),
        )
        .first()
    )
