"""What an offer does to quota, places and balances, before it is made (design, rule 11)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from psycopg2.extras import DateRange

from exchanges.agreements.models import DirectionTerms
from exchanges.agreements.queries import direction_for
from exchanges.landings import conditions, queries
from exchanges.landings.models import Landing
from exchanges.landings.months import stay_of
from exchanges.landings.quota import QuotaYear
from exchanges.landings.records import records
from exchanges.landings.states import State
from exchanges.policy.queries import ExceptionRow, covering, in_force, rows
from exchanges.policy.standing import Standing, judge
from parks.models import Park
from softlanding.kernel import words
from softlanding.kernel.calendar import months_from
from softlanding.kernel.pictures import Beam, MonthsBar
from softlanding.kernel.refusals import Refused


@dataclass(frozen=True)
class Rival:
    """Another waiting application of the same direction, and whether it still fits after this offer."""

    landing: Landing
    fits: bool


@dataclass(frozen=True)
class Effect:
    """`months` offered from `starts_on`: figures now and after. Balances are in months, from the named park's side."""

    landing: Landing
    starts_on: date
    months: int
    refusal: str
    warnings: list[str] = field(default_factory=list)
    quotas: list[tuple[QuotaYear, QuotaYear]] = field(default_factory=list)
    bars: list[MonthsBar] = field(default_factory=list)
    places: int = 0
    places_taken: int = 0
    pair_title: str = ""
    pair_beam: Beam | None = None
    network: list["Place"] = field(default_factory=list)
    exceptions: list[ExceptionRow] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)

    @property
    def places_after(self) -> int:
        return self.places_taken + 1


def effect_of(landing: Landing, starts_on: date, months: int, today: date, side: str = "host") -> Effect:
    """The effect of offering `months` from `starts_on`, as seen by one side ("home" or "host")."""
    refusal = _refusal(landing, starts_on, months, today)
    terms = direction_for(landing.home, landing.host, starts_on)
    if terms is None:
        return Effect(landing, starts_on, months, refusal)
    wanted = Counter(day.year for day in months_from(starts_on, months))
    found = queries.quotas([terms], wanted, today)
    quotas = [(found[terms.pk, year], found[terms.pk, year].after(number)) for year, number in sorted(wanted.items())]
    pair_beam = _pair_beam(landing, terms, months, side)
    return Effect(
        landing,
        starts_on,
        months,
        refusal,
        warnings=_warnings(landing, terms, pair_beam, side),
        quotas=quotas,
        bars=[bar_of(after) for _, after in quotas],
        places=terms.places,
        places_taken=queries.most_at_once(landing.pair_id, landing.home_id, stay_of(starts_on, months), but=landing.pk),
        pair_title=f"{landing.home} with {landing.host}",
        pair_beam=pair_beam,
        network=_places_in_network(landing, months, side, today),
        exceptions=rows(covering(landing.pair_id, landing.home_id, landing.pk, today), today),
        rivals=_rivals(landing, terms, quotas, starts_on, months, today),
    )


def bar_of(quota: QuotaYear) -> MonthsBar:
    """A quota year as the months bar draws it; carried-over months are taken first."""
    carried_left = max(0, quota.carried - quota.promised)
    return MonthsBar.of(quota.total, quota.used, quota.reserved, quota.year, carried_left=carried_left)


def _refusal(landing: Landing, starts_on: date, months: int, today: date) -> str:
    try:
        conditions.starts_in_time(starts_on, today, "starts_on")
        conditions.offer_fits(landing, landing.pair, starts_on, months, today, "starts_on")
    except Refused as refused:
        return refused.sentence
    return ""


def _pair_beam(landing: Landing, terms: DirectionTerms, months: int, side: str) -> Beam:
    return Beam(
        now=landing.pair.balance_of(landing.home),
        after=queries.projected_balance(landing.pair, landing.home) - months,
        alert=terms.version.alert_at,
        limit=terms.version.limit_at,
        subject=landing.home.name,
        partner="you" if side == "host" else landing.host.name,
        second_person=side == "home",
    )


@dataclass(frozen=True)
class Place:
    """A park in the whole network, before and after a decision."""

    park: Park
    beam: Beam
    now: Standing
    after: Standing

    @property
    def title(self) -> str:
        return f"{self.park} in the whole network"


def _places_in_network(landing: Landing, months: int, side: str, today: date) -> list[Place]:
    """Balance and standing of both parks, now and once everything promised and these months have begun; two queries."""
    policy = in_force()
    found = records([landing.host_id, landing.home_id], policy, today)
    places = []
    for park, change, whose in ((landing.host, months, "host"), (landing.home, -months, "home")):
        record = found[park.pk]
        after = record.after(sent=max(0, -change), hosted=max(0, change))
        beam = Beam(now=record.position, after=after.position, subject=park.name, second_person=side == whose)
        places.append(Place(park, beam, judge(record, policy), judge(after, policy)))
    return places


def _warnings(landing: Landing, terms: DirectionTerms, beam: Beam, side: str) -> list[str]:
    """Limits crossed, in words: shown, not refused (rule 9)."""
    alert, debt = terms.version.alert_at, -beam.last
    if alert is None or debt <= alert:
        return []
    partner = "you" if side == "host" else str(landing.host)
    found = [
        f"{landing.home} would owe {partner} {words.months(debt)} with everything promised, "
        f"past the warning at {alert}."
    ]
    limit = terms.version.limit_at
    if limit is not None and debt > limit:
        found.append(f"That is {words.months(debt - limit)} past the limit of {limit}.")
    return found


def _rivals(
    landing: Landing, terms: DirectionTerms, quotas: list[tuple[QuotaYear, QuotaYear]], starts_on: date, months: int,
    today: date,
) -> list[Rival]:  # fmt: skip
    """Waiting applications of the same direction, the longest waiting first; five at most."""
    others = list(
        Landing.objects.direction(landing.pair_id, landing.home_id)
        .filter(state=State.NOMINATED)
        .exclude(pk=landing.pk)
        .select_related("company")
        .order_by("nominated_at")[:5]
    )
    years = {day.year for other in others for day in _days(other)}
    known = {year: quota for (_, year), quota in queries.quotas([terms], years, today).items()} if years else {}
    known |= {after.year: after for _, after in quotas}
    excepted = covering(landing.pair_id, landing.home_id, None, today)
    debt = months - queries.projected_balance(landing.pair, landing.home) - sum(it.months_left or 0 for it in excepted)
    mine = stay_of(starts_on, months)
    return [Rival(other, _fits(other, terms, known, debt, mine)) for other in others]


def _fits(other: Landing, terms: DirectionTerms, known: dict[int, QuotaYear], debt: int, mine: DateRange) -> bool:
    """Whether another application could still be offered as wished, after this offer."""
    if not other.wished_start or not other.wished_months:
        return False
    wanted = Counter(day.year for day in _days(other))
    within_quota = all(known[year].left >= number for year, number in wanted.items())
    limit, floor = terms.version.limit_at, terms.version.floor_months
    within_floor = all(known[year].promised + number <= floor for year, number in wanted.items())
    within_limit = limit is None or debt + other.wished_months <= limit or within_floor
    theirs = stay_of(other.wished_start, other.wished_months)
    together = mine.lower < theirs.upper and theirs.lower < mine.upper
    taken = queries.most_at_once(other.pair_id, other.home_id, theirs, but=other.pk)
    return within_quota and within_limit and taken + together < terms.places


def _days(landing: Landing) -> list[date]:
    return list(months_from(landing.wished_start, landing.wished_months or 0)) if landing.wished_start else []
