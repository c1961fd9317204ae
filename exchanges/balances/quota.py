"""The quota of a pair: months of both directions by exchange year, places by month, and how far the balance may go.

The same arithmetic as the rules of an offer (landings.figures.quota_of, landings.places); four queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from psycopg2.extras import DateRange

from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.states import AgreementState
from exchanges.balances.headroom import restriction_in, terms_in
from exchanges.landings.availability import Available, available
from exchanges.landings.effects import bar_of
from exchanges.landings.figures import YEARS_AHEAD, headroom, history_of, of_home, quota_of
from exchanges.landings.limits import excepted_says
from exchanges.landings.models import Landing
from exchanges.landings.places import most_at_once, present_on
from exchanges.landings.positions import PROMISED
from exchanges.landings.quota import History, QuotaYear, ruled_in
from parks.park.models import Park
from parks.park.states import ParkState
from softlanding.kernel import words
from softlanding.kernel.pictures import Beam, MonthsBar

MONTHS_AHEAD = 12


def year_asked(text: str) -> int | None:
    """The exchange year in an address; None for what is no year."""
    return int(text) if text.isascii() and text.isdigit() and 1900 <= int(text[:5]) <= 2999 else None


@dataclass(frozen=True)
class YearRow:
    """A direction in one exchange year, and what of it can still begin; `terms`: those it is counted by (None: no
    agreement in that year).
    """

    can: Available
    terms: DirectionTerms | None
    is_now: bool

    @property
    def quota(self) -> QuotaYear:
        return self.can.quota

    @property
    def year(self) -> int:
        return self.quota.year

    @property
    def bar(self) -> MonthsBar:
        return bar_of(self.quota, self.can)

    @property
    def over_says(self) -> str:
        """ "2 over"."""
        return f"{self.quota.over} over"

    @property
    def floor(self) -> int | None:
        return self.terms.version.floor_months if self.terms else None

    @property
    def floor_taken(self) -> int:
        """Of the months that are always possible: the first ones promised in the year."""
        return min(self.quota.promised, self.floor or 0)


@dataclass(frozen=True)
class PlaceMonth:
    """The most companies at once in a calendar month, of how many places (None: no agreement then)."""

    first: date
    taken: int
    places: int | None

    @property
    def label(self) -> str:
        return f"{self.first:%b %Y}"

    @property
    def is_full(self) -> bool:
        return bool(self.places) and self.taken >= (self.places or 0)

    @property
    def says(self) -> str:
        """ "1 of 3", "full, 3 of 3", "no agreement"."""
        if self.places is None:
            return f"{self.taken}, no agreement then" if self.taken else "no agreement then"
        if self.places == 0:
            return "closed"
        return f"{'full, ' if self.is_full else ''}{self.taken} of {self.places}"


@dataclass(frozen=True)
class Direction:
    """Residents of `home` at `host`; `today` is the host's day, `terms` those of today."""

    home: Park
    host: Park
    today: date
    terms: DirectionTerms | None
    is_suspended: bool
    years: list[YearRow]
    excepted: str = ""  # that it gives months only under an exception, why, and how many those leave
    here: list[Landing] = field(default_factory=list)  # whose stay takes a place today
    months: list[PlaceMonth] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.home} at {self.host}"

    @property
    def chosen(self) -> YearRow:
        return self.years[len(self.years) // 2]

    @property
    def places(self) -> int:
        """Companies that may be there at once today."""
        return places_of(self.terms) if self.terms else 0

    @property
    def takes_exceptions(self) -> bool:
        """Whether one can be asked for: past a limit, or because the home park is restricted."""
        return bool(self.terms and (self.terms.version.limit_at is not None or self.excepted))

    @property
    def places_say(self) -> str:
        """ "1 of 3 places taken now", "None of 3 places taken now"."""
        if self.terms is None:
            return "No agreement is in force, so there are no places."
        if not self.places:
            return "This direction is closed."
        taken = len(self.here) or "None"
        return f"{taken} of {words.plural(self.places, 'place')} taken now"


@dataclass(frozen=True)
class PairQuota:
    """Both directions, `park`'s own first, around one exchange year."""

    park: Park
    partner: Park
    directions: list[Direction]
    balance: int
    projected: int
    terms: DirectionTerms | None  # of today, for what both directions share
    known_years: list[int]

    @property
    def beam(self) -> Beam:
        version = self.terms.version if self.terms else None
        return Beam(
            self.balance, self.projected, version.alert_at if version else None, version.limit_at if version else None,
            subject=self.park.name, partner=self.partner.name, when=PROMISED,
        )  # fmt: skip

    @property
    def sentence(self) -> str:
        """ "In 2026 Málaga has 7 of 12 months left at Porto; the other way 5 of 12 are left."."""
        ours, theirs = (one.chosen for one in self.directions)
        mine, back = (f"{_left(one)} left" if one.quota.total else "" for one in (ours, theirs))
        back = f"{_left(theirs)} are left" if back else "there are none"
        return f"In {ours.year} {self.park} has {mine or 'no months'} at {self.partner}; the other way {back}."


def _left(row: YearRow) -> str:
    """ "7 of 12 months"."""
    return f"{row.can.months or 'none'} of {words.months(row.quota.total)}"


def pair_quota(pair: Any, park: Park, days: Mapping[int, date], around: int | None) -> PairQuota:
    """`pair`: a row of queries.with_figures; `days`: today at each park by id; `around`: the year in the middle."""
    partner = pair.partner_of(park)
    rows = list(terms_ever(pair.pk))
    stays = list(
        Landing.objects.promised()
        .filter(pair=pair, period__endswith__gt=min(days.values()))
        .select_related("company")
        .order_by("period", "pk")
    )
    year = around or days[park.pk].year
    directions = [
        _direction(pair, home, host, rows, stays, days[host.pk], year)
        for home, host in ((park, partner), (partner, park))
    ]
    coming = sum(row["months"] * (-1 if row["home"] == park.pk else 1) for row in pair.reserved)
    balance = pair.balance_of(park)
    terms = directions[0].terms
    return PairQuota(park, partner, directions, balance, balance + coming, terms, _known_years(pair, rows, days))


def terms_ever(pair_id: int) -> Any:
    """Both directions of every version the pair ever signed that rules or did, oldest first."""
    found = DirectionTerms.objects.filter(version__days__pair=pair_id)
    return found.select_related("version__days", "version__agreement").order_by("version__days__first", "pk")


def places_of(terms: DirectionTerms) -> int:
    """0 where the direction is closed."""
    return terms.places if terms.months_per_year else 0


def period_of(terms: DirectionTerms) -> DateRange:
    """The days on which they rule."""
    return DateRange(terms.version.days.first, terms.version.days.ends)


def ruling_on(rows: Iterable[DirectionTerms], home_id: int, day: date) -> DirectionTerms | None:
    """The terms of a direction that rule on a day, suspended or not."""
    return next((one for one in rows if one.home_id == home_id and day in period_of(one)), None)


def terms_of_year(
    rows: Iterable[DirectionTerms], home_id: int, history: History, year: int, today: date
) -> DirectionTerms | None:
    """Those an exchange year is counted by; `history` is the direction's."""
    ruled = ruled_in(history, year, today)
    return ruling_on(rows, home_id, ruled.first) if ruled else None


def _direction(
    pair: Any, home: Park, host: Park, rows: Sequence[DirectionTerms], stays: list[Landing], today: date, around: int
) -> Direction:
    mine = [one for one in stays if one.home_id == home.pk and one.period]
    periods = [one.period for one in mine]
    history, terms = history_of(pair.ruled, home.pk), ruling_on(rows, home.pk, today)
    return Direction(
        home=home,
        host=host,
        today=today,
        terms=terms,
        is_suspended=bool(terms and terms.version.agreement.state == AgreementState.SUSPENDED),
        years=[_year(pair, rows, home, host, history, periods, today, around + it) for it in (-1, 0, 1)],
        excepted=_excepted(pair, home, today),
        here=[one for one in mine if present_on([one.period], today)],
        months=[_places(rows, home.pk, periods, today, ahead) for ahead in range(MONTHS_AHEAD)],
    )


def _excepted(pair: Any, home: Park, today: date) -> str:
    why, in_force = restriction_in(pair, home.pk, today), terms_in(pair, home.pk)
    return excepted_says(home, in_force["excepted"], why) if why and in_force else ""


def _year(
    pair: Any, rows: Sequence[DirectionTerms], home: Park, host: Park, history: History, stays: list[DateRange],
    today: date, year: int,
) -> YearRow:  # fmt: skip
    used, reserved = of_home(pair.used, home.pk), of_home(pair.reserved, home.pk)
    terms = terms_of_year(rows, home.pk, history, year, today)
    years = range(min(year, today.year), max(year, today.year) + YEARS_AHEAD + 1)
    quotas = {one: quota_of(history, one, used, reserved, today) for one in years}
    both_take_part = home.state == host.state == ParkState.ADMITTED
    if terms is None or terms.version.agreement.state != AgreementState.SIGNED or not both_take_part:
        return YearRow(Available(quotas[year]), terms, year == today.year)
    coming = sum(row["months"] * (-1 if row["home"] == home.pk else 1) for row in pair.reserved)
    in_force = terms_in(pair, home.pk)
    excepted = in_force["excepted"] if in_force else 0
    restriction = restriction_in(pair, home.pk, today)
    room = headroom(terms, history, quotas, stays, today, pair.balance_of(home) + coming, excepted, restriction)
    return YearRow(available(room, year), terms, year == today.year)


def _places(
    rows: Sequence[DirectionTerms], home_id: int, periods: list[DateRange], today: date, ahead: int
) -> PlaceMonth:
    """A calendar month from today on; this month counts its days that are left."""
    first = today.replace(day=1) + relativedelta(months=ahead)
    period = DateRange(max(first, today), first + relativedelta(months=1))
    lasting = [one for one in rows if one.home_id == home_id and period_of(one).upper > period.lower]
    terms = next((one for one in lasting if period_of(one).lower < period.upper), None)
    return PlaceMonth(first, most_at_once(periods, period), places_of(terms) if terms else None)


def _known_years(pair: Any, rows: Sequence[DirectionTerms], days: Mapping[int, date]) -> list[int]:
    """Every exchange year with an agreement or with months, this one and the next; newest first."""
    found: set[int] = set()
    for today in days.values():
        found |= {today.year, today.year + 1}
    for row in (*pair.used, *pair.reserved):
        found.add(row["year"])
    for terms in rows:
        last = period_of(terms).upper - timedelta(days=1)
        found |= set(range(period_of(terms).lower.year, last.year + 1))
    return sorted(found, reverse=True)
