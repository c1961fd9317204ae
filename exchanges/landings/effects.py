"""What an offer does to quota, places and balances, before it is made (design, rule 11)."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import QuerySet
from psycopg2.extras import DateRange

from exchanges.agreements.models import DirectionTerms
from exchanges.landings import conditions, limits
from exchanges.landings.availability import Available
from exchanges.landings.facts import Facts, facts_of
from exchanges.landings.models import Landing
from exchanges.landings.places import has_place
from exchanges.landings.positions import Move, Place, in_network
from exchanges.landings.quota import QuotaYear
from exchanges.landings.remaining import Taken, compared, restriction_says
from exchanges.landings.states import State
from exchanges.policy.queries import ExceptionRow, rows
from exchanges.policy.states import Phase
from softlanding.kernel import words
from softlanding.kernel.composed import composed
from softlanding.kernel.pictures import Beam, MonthsBar
from softlanding.kernel.refusals import Refused

WAITING: tuple[str, ...] = (State.NOMINATED,)  # for an offer of the host


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
    title: str = ""
    says: list[str] = field(default_factory=list)
    heads: tuple[str, str] = ("now", "after")  # of the two columns
    lines: list[tuple[str, str, str]] = field(default_factory=list)  # more rows: what, and both columns
    warnings: list[str] = field(default_factory=list)
    quotas: list[tuple[QuotaYear, QuotaYear]] = field(default_factory=list)
    remaining: list[tuple[Available, Available]] = field(default_factory=list)  # of the same years: what can begin
    restriction: str = ""  # why no more can begin than exceptions leave
    places: int = 0
    places_taken: int = 0
    places_after: int = 0
    pair_title: str = ""
    pair_beam: Beam | None = None
    network: list[Place] = field(default_factory=list)
    exceptions: list[ExceptionRow] = field(default_factory=list)  # those it may use, and requests that wait
    needs_exception: bool = False  # the limit alone, or with the others, stands in its way
    rivals: list[Rival] = field(default_factory=list)
    fits_say: tuple[str, str] = ("still fits", "no longer fits")

    @property
    def bars(self) -> list[MonthsBar]:
        """Each exchange year's quota after it."""
        return [bar_of(after, can) for (_, after), (_, can) in zip(self.quotas, self.remaining, strict=True)]

    @property
    def changes(self) -> bool:
        """Whether the two columns differ anywhere."""
        differ = any(now != after for now, after in self.quotas)
        return differ or self.places_taken != self.places_after or bool(self.lines)

    @property
    def has_request(self) -> bool:
        """Whether the home park has asked for an exception, and waits."""
        return any(row.phase == Phase.ASKED for row in self.exceptions)


def effect_of(landing: Landing, starts_on: date, months: int, now: datetime, side: str = "host") -> Effect:
    """The effect of offering `months` from `starts_on`, as seen by one side ("home" or "host").

    Of a landing whose months are promised already: without it, and with these; so they are counted once.
    """
    is_promised = landing.state in (State.OFFERED, State.CONFIRMED)
    facts = facts_of(landing, starts_on, months, now, moves=is_promised)
    refusal, terms, title = _refusal(facts), facts.terms, f"What {words.months(months)} would do"
    if terms is None:
        return Effect(landing, starts_on, months, refusal, title)
    quotas = [(quota, quota.after(facts.wanted[year])) for year, quota in facts.years.items()]
    beam = beam_of(facts, side, facts.projected - facts.months)
    (places, taken), past_limit = _fullest(facts), limit_refusal(facts)
    return Effect(
        landing,
        starts_on,
        months,
        refusal,
        title,
        heads=("without it", "with it") if is_promised else ("now", "after"),
        warnings=[] if refusal and refusal == past_limit else warnings_of(facts, beam.last, side),
        quotas=quotas,
        remaining=compared(facts, quotas, second=Taken(facts.months, facts.period)),
        restriction="" if past_limit and refusal == past_limit else restriction_says(facts, side),
        places=places,
        places_taken=taken,
        places_after=taken + 1,
        pair_title=f"{landing.home} with {landing.host}",
        pair_beam=beam,
        network=in_network(moves_of(landing, side, 0 if is_promised else months), now),
        exceptions=rows([*facts.exceptions, *facts.requests], facts.today),
        needs_exception=bool(past_limit),
        rivals=rivals_of(facts, terms, facts.wanted, facts.period),
    )


def _fullest(facts: Facts) -> tuple[int, int]:
    """Places, and companies at once, of the stay's days on which fewest places are left."""
    found = [(places, facts.most_at_once(days)) for days, places in facts.places_by_days]
    return min(found, key=lambda it: it[0] - it[1])


def moves_of(landing: Landing, side: str, months: int, declined: int = 0) -> list[Move]:
    """The host hosts and the home park sends `months` more; `declined`: companies the host turns away."""
    return [
        Move(landing.host, hosted=months, declined=declined, is_you=side == "host"),
        Move(landing.home, sent=months, is_you=side == "home"),
    ]


def bar_of(quota: QuotaYear, can: Available | None = None) -> MonthsBar:
    """A quota year as the months bar draws it; carried-over months are taken first. `can`: what of it can begin."""
    return MonthsBar.of(
        quota.total, quota.used, quota.reserved, quota.year,
        carried_left=max(0, quota.carried - quota.promised), carried=quota.carried,
        can_begin=can.months if can else None, until=can.until if can and can.is_cut else None,
    )  # fmt: skip


def _refusal(facts: Facts) -> str:
    try:
        conditions.starts_in_time(facts.landing, facts.starts_on, facts.today, "starts_on")
        conditions.offer_fits(facts, "starts_on")
    except Refused as refused:
        return refused.sentence
    return ""


def limit_refusal(facts: Facts) -> str:
    """What the limit alone says against it; empty when it is within it, or the floor or an exception covers it."""
    try:
        limits.within_limit(facts, "length")
    except Refused as refused:
        return refused.sentence
    return ""


def beam_of(facts: Facts, side: str, after: int, when: str = "after this") -> Beam:
    """The home park's balance with the host, now and `after`."""
    assert facts.terms
    version, landing = facts.terms.version, facts.landing
    return Beam(
        now=facts.balance,
        after=after,
        alert=version.alert_at,
        limit=version.limit_at,
        subject=landing.home.name,
        partner="you" if side == "host" else landing.host.name,
        second_person=side == "home",
        when=when,
    )


def warnings_of(facts: Facts, after: int, side: str) -> list[str]:
    """Limits crossed, in words: shown, not refused (rule 9). `after`: the home park's balance, < 0 owes."""
    assert facts.terms
    version, landing, debt = facts.terms.version, facts.landing, -after
    if version.alert_at is None or debt <= version.alert_at:
        return []
    partner = "you" if side == "host" else str(landing.host)
    found = [
        f"{landing.home} would owe {partner} {words.months(debt)} with everything promised, "
        f"past the warning at {version.alert_at}."
    ]
    if version.limit_at is not None and debt > version.limit_at:
        found.append(f"That is {words.months(debt - version.limit_at)} past the limit of {version.limit_at}.")
    return found


def rivals_of(
    facts: Facts, terms: DirectionTerms, mine: Counter[int], period: DateRange | None, states: tuple[str, ...] = WAITING
) -> list[Rival]:
    """Waiting applications of the same direction, the longest waiting first; five at most.

    Each as it would fit beside `mine` months by year, with this company there in `period` (None: it is not).
    """
    landing = facts.landing
    others = _waiting(landing.pair_id, landing.home_id, landing.pk, states=states)
    return [Rival(other, _fits(other, facts, terms, mine, period)) for other in others]


@composed
def _waiting(pair_id: int, home_id: int, but: int, *, states: tuple[str, ...]) -> QuerySet[Landing]:
    others = Landing.objects.direction(pair_id, home_id).filter(state__in=states).exclude(pk=but)
    shown = others.select_related("company").only("wished_start", "wished_months", "company__name")
    return shown.order_by("nominated_at", "pk")[:5]


def _fits(other: Landing, facts: Facts, terms: DirectionTerms, mine: Counter[int], period: DateRange | None) -> bool:
    """Whether another application could still be offered as wished."""
    if not other.wished_start or not other.wished_months:
        return False
    theirs = replace(facts, landing=other, starts_on=other.wished_start, months=other.wished_months)
    after = {year: theirs.quota(year).after(mine[year]) for year in theirs.wanted}
    within_quota = all(after[year].left >= number for year, number in theirs.wanted.items())
    limit, floor = terms.version.limit_at, terms.version.floor_months
    within_floor = all(after[year].promised + number <= floor for year, number in theirs.wanted.items())
    excepted = sum(one.months_left or 0 for one in facts.exceptions if one.landing_id is None)
    debt = mine.total() + theirs.months - facts.projected - excepted
    within_limit = limit is None or debt <= limit or within_floor
    taken = mine.total() if facts.restriction else min(mine.total(), facts.held)
    if facts.restricted and excepted < taken + theirs.months:
        within_limit = False
    stays = [*facts.stays.values(), *([period] if period else [])]
    return within_quota and within_limit and has_place(stays, theirs.period, facts.history, terms.places)
