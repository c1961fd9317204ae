"""What an offer does to quota, places and balances, before it is made (design, rule 11)."""

from dataclasses import dataclass, field, replace
from datetime import date

from exchanges.agreements.models import DirectionTerms
from exchanges.landings import conditions
from exchanges.landings.facts import Facts, facts_of
from exchanges.landings.models import Landing
from exchanges.landings.positions import Move, Place, in_network
from exchanges.landings.quota import QuotaYear
from exchanges.landings.states import State
from exchanges.policy.queries import ExceptionRow, rows
from exchanges.policy.states import Phase
from softlanding.kernel import words
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
    network: list[Place] = field(default_factory=list)
    exceptions: list[ExceptionRow] = field(default_factory=list)  # those it may use, and requests that wait
    needs_exception: bool = False  # the limit alone, or with the others, stands in its way
    rivals: list[Rival] = field(default_factory=list)

    @property
    def places_after(self) -> int:
        return self.places_taken + 1

    @property
    def has_request(self) -> bool:
        """Whether the home park has asked for an exception, and waits."""
        return any(row.phase == Phase.ASKED for row in self.exceptions)


def effect_of(landing: Landing, starts_on: date, months: int, today: date, side: str = "host") -> Effect:
    """The effect of offering `months` from `starts_on`, as seen by one side ("home" or "host")."""
    facts = facts_of(landing, starts_on, months, today)
    refusal, terms = _refusal(facts), facts.terms
    if terms is None:
        return Effect(landing, starts_on, months, refusal)
    quotas = [(quota, quota.after(facts.wanted[year])) for year, quota in facts.years.items()]
    pair_beam = _pair_beam(facts, terms, side)
    return Effect(
        landing,
        starts_on,
        months,
        refusal,
        warnings=_warnings(landing, terms, pair_beam, side),
        quotas=quotas,
        bars=[bar_of(after) for _, after in quotas],
        places=terms.places,
        places_taken=facts.most_at_once(facts.period),
        pair_title=f"{landing.home} with {landing.host}",
        pair_beam=pair_beam,
        network=in_network(
            [
                Move(landing.host, hosted=months, is_you=side == "host"),
                Move(landing.home, sent=months, is_you=side == "home"),
            ],
            today,
        ),
        exceptions=rows([*facts.exceptions, *facts.requests], today),
        needs_exception=is_past_limit(facts),
        rivals=_rivals(facts, terms),
    )


def bar_of(quota: QuotaYear) -> MonthsBar:
    """A quota year as the months bar draws it; carried-over months are taken first."""
    carried_left = max(0, quota.carried - quota.promised)
    return MonthsBar.of(quota.total, quota.used, quota.reserved, quota.year, carried_left=carried_left)


def _refusal(facts: Facts) -> str:
    try:
        conditions.starts_in_time(facts.starts_on, facts.today, "starts_on")
        conditions.offer_fits(facts, "starts_on")
    except Refused as refused:
        return refused.sentence
    return ""


def is_past_limit(facts: Facts) -> bool:
    """Whether it goes past the limit and neither the floor nor an exception covers it."""
    try:
        conditions.within_limit(facts, "length")
    except Refused:
        return True
    return False


def _pair_beam(facts: Facts, terms: DirectionTerms, side: str) -> Beam:
    return Beam(
        now=facts.balance,
        after=facts.projected - facts.months,
        alert=terms.version.alert_at,
        limit=terms.version.limit_at,
        subject=facts.landing.home.name,
        partner="you" if side == "host" else facts.landing.host.name,
        second_person=side == "home",
    )


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


def _rivals(facts: Facts, terms: DirectionTerms) -> list[Rival]:
    """Waiting applications of the same direction, the longest waiting first; five at most."""
    landing = facts.landing
    others = (
        Landing.objects.direction(landing.pair_id, landing.home_id)
        .filter(state=State.NOMINATED)
        .exclude(pk=landing.pk)
        .select_related("company")
        .order_by("nominated_at")[:5]
    )
    return [Rival(other, _fits(other, facts, terms)) for other in others]


def _fits(other: Landing, facts: Facts, terms: DirectionTerms) -> bool:
    """Whether another application could still be offered as wished, after this offer."""
    if not other.wished_start or not other.wished_months:
        return False
    theirs = replace(facts, landing=other, starts_on=other.wished_start, months=other.wished_months)
    mine, after = facts.wanted, {year: theirs.quota(year).after(facts.wanted[year]) for year in theirs.wanted}
    within_quota = all(after[year].left >= number for year, number in theirs.wanted.items())
    limit, floor = terms.version.limit_at, terms.version.floor_months
    within_floor = all(after[year].promised + number <= floor for year, number in theirs.wanted.items())
    excepted = sum(one.months_left or 0 for one in facts.exceptions if one.landing_id is None)
    debt = sum(mine.values()) + theirs.months - facts.projected - excepted
    within_limit = limit is None or debt <= limit or within_floor
    together = facts.period.lower < theirs.period.upper and theirs.period.lower < facts.period.upper
    return within_quota and within_limit and theirs.most_at_once(theirs.period) + together < terms.places
