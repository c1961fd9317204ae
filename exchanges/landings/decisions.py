"""What other decisions than an offer do, before they are made: confirm, decline, arrive, give months back (rule 11).

Whose months are reserved is counted once: what a decision changes is what would be without it.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from psycopg2.extras import DateRange

from exchanges.landings import conditions
from exchanges.landings.arrivals import Arrival, arrival_of
from exchanges.landings.effects import (
    WAITING,
    Effect,
    Rival,
    beam_of,
    limit_refusal,
    moves_of,
    rivals_of,
)
from exchanges.landings.facts import Facts, facts_of
from exchanges.landings.models import Landing
from exchanges.landings.months import days_until
from exchanges.landings.positions import PROMISED, in_network
from exchanges.landings.remaining import Taken, compared, restriction_says
from exchanges.landings.states import MonthState, State
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day, months_in_years
from softlanding.kernel.refusals import Refused

BOTH: tuple[str, ...] = (State.SUBMITTED, State.NOMINATED)  # what a home park knows to be waiting


def _own(landing: Landing, now: datetime, starts_on: date | None = None) -> Facts:
    """Of a landing that is offered or confirmed, as if its own months were not reserved."""
    assert landing.starts_on and landing.months
    return facts_of(landing, starts_on or landing.starts_on, landing.months, now, moves=True)


def _base(facts: Facts, title: str, side: str, after: int, when: str = PROMISED) -> Effect:
    """With the balance now and `after`; without terms only the title. A company reads no balance."""
    landing = facts.landing
    effect = Effect(landing, facts.starts_on, facts.months, "", title)
    if facts.terms is None:
        return effect
    effect = replace(
        effect,
        places=facts.terms.places,
        restriction=restriction_says(facts, side),
        fits_say=("fits", "does not fit"),
    )
    if side == "company":
        return effect
    return replace(
        effect, pair_title=f"{landing.home} with {landing.host}", pair_beam=beam_of(facts, side, after, when)
    )


def confirming(landing: Landing, now: datetime) -> Effect:
    """The company's yes. Its months are reserved since the offer: the yes keeps them, a no sets them free.

    It reads of months, places and days.
    """
    facts, home = _own(landing, now), landing.home
    effect = _base(facts, "What confirming does", "company", facts.projected - facts.months)
    effect = replace(effect, refusal=_no_confirming(facts, local_day(now, home.time_zone)))
    if facts.terms is None:
        return effect
    taken = facts.most_at_once(facts.period)
    quotas = [(quota, quota.after(facts.wanted[year])) for year, quota in facts.years.items()]
    return replace(
        effect,
        says=[
            f"{words.months(facts.months)} of {home} at {landing.host} are kept for you since the offer. Confirming "
            "takes no more; without your answer they are free for others again."
        ],
        heads=("if you do not", "if you confirm"),
        quotas=quotas,
        remaining=compared(facts, quotas, second=Taken(facts.months, facts.period)),
        places_taken=taken,
        places_after=taken + 1,
    )


def _owed(facts: Facts, first: int, second: int) -> tuple[str, str, str]:
    """A line of the table: the home park's balance with the host once everything promised has begun."""
    return "Balance, all promised", _short(first), _short(second)


def _short(n: int) -> str:
    """ "owes 3": the table says that it speaks of months."""
    return f"{'owes' if n < 0 else 'is owed'} {abs(n)}" if n else "even"


def _no_confirming(facts: Facts, home_today: date) -> str:
    """Why the company cannot confirm now; empty when it can."""
    try:
        conditions.parks_take_part(facts.landing)
        conditions.offer_not_over(facts.landing, home_today)
        conditions.vouched_for(facts.landing, facts.is_resident)
        conditions.no_other_stay(facts.landing, facts.period, None)
    except Refused as refused:
        return refused.sentence
    return ""


def freeing(landing: Landing, now: datetime, side: str, kept: int = 0) -> Effect | None:
    """Promised months given back: a stay cancelled, an offer withdrawn; a no-show has `kept` 1 month used.

    None when nothing is promised.
    """
    if landing.state not in (State.OFFERED, State.CONFIRMED):
        return None
    facts = _own(landing, now)
    gone, first = facts.months - kept, Counter({facts.starts_on.year: kept})
    title = f"What giving back {words.months(gone)} does"
    effect = _base(facts, title, side, facts.projected - kept)
    if facts.terms is None:
        return effect
    taken = facts.most_at_once(facts.period)
    with_it = {year: quota.after(facts.wanted[year]) for year, quota in facts.years.items()}
    quotas = [(with_it[year], quota.begun(first[year])) for year, quota in facts.years.items()]
    effect = replace(
        effect,
        quotas=quotas,
        remaining=compared(facts, quotas, Taken(facts.months, facts.period), Taken(kept)),
        places_taken=taken + 1,
        places_after=taken,
    )
    if side == "company":
        return effect
    return replace(
        effect,
        lines=[_owed(facts, facts.projected - facts.months, facts.projected - kept)],
        network=in_network(moves_of(landing, side, -gone), now, PROMISED),
        rivals=_rivals(facts, side, first),
    )


def leaving(landing: Landing, left_on: date, now: datetime) -> Effect:
    """The check-out on a day: months that had not begun are free again, also those posted since by mistake."""
    assert landing.starts_on and landing.months and landing.period
    facts = facts_of(landing, landing.starts_on, landing.months, now)
    gone = landing.free_rent_months.promised().filter(begins_on__gt=left_on).values_list("year", "state")
    free, taken_back = Counter(year for year, _ in gone), Counter(year for year, it in gone if it == MonthState.USED)
    months, is_early = free.total(), left_on < landing.period.upper - timedelta(days=1)
    effect = _base(facts, f"What leaving on {words.day(left_on)} does", "host", facts.projected + months)
    try:
        conditions.departure_fits(landing, left_on, facts.today)
    except Refused as refused:
        return replace(effect, refusal=refused.sentence)
    if facts.terms is None:
        return effect
    after = {
        year: replace(
            quota, used=quota.used - taken_back[year], reserved=quota.reserved - free[year] + taken_back[year]
        )
        for year, quota in facts.years.items()
    }
    quotas = [(quota, after[year]) for year, quota in facts.years.items()]
    rest = DateRange(left_on + timedelta(days=1), landing.period.upper)  # empty when it stays to the end
    taken = facts.most_at_once(rest) + 1
    return replace(
        effect,
        says=_leaving_says(facts, months, taken_back.total(), is_early),
        quotas=quotas,
        remaining=compared(facts, quotas, Taken(0, landing.period), Taken(-months, days_until(landing, left_on))),
        places_taken=taken,
        places_after=taken - is_early,
        lines=[_owed(facts, facts.projected, facts.projected + months)],
        network=in_network(moves_of(landing, "host", -months), now, PROMISED),
    )


def _leaving_says(facts: Facts, free: int, taken_back: int, is_early: bool) -> list[str]:
    if not is_early:
        return ["It leaves at the end of its stay: every month of it has begun and counts."]
    if not free:
        return ["Every month of the stay has begun and counts; none is free again."]
    be = "is" if free == 1 else "are"
    says = f"{words.months(free)} of {facts.landing.home} had not begun on that day and {be} free again."
    if taken_back:
        says += f" {words.months(taken_back)} posted since {'is' if taken_back == 1 else 'are'} taken back."
    return [says]


def declining(landing: Landing, now: datetime, side: str) -> Effect:
    """A park's no: nothing was reserved, so the months stay free; who else waits for them."""
    assert landing.wished_start and landing.wished_months
    facts = facts_of(landing, landing.wished_start, landing.wished_months, now)
    effect = _base(facts, "What declining does", side, facts.projected)
    if facts.terms is None:
        return effect
    taken, quotas = facts.most_at_once(facts.period), [(quota, quota) for quota in facts.years.values()]
    says = ["Nothing is reserved for this application: months, places and balance stay as they are."]
    if side == "host":
        says.append(f"It counts as one refusal in the standing of {landing.host}.")
    return replace(
        effect,
        says=says,
        quotas=quotas,
        remaining=compared(facts, quotas),
        places_taken=taken,
        places_after=taken,
        network=in_network(moves_of(landing, side, 0, declined=int(side == "host")), now, PROMISED),
        rivals=_rivals(facts, side, Counter()),
    )


def _rivals(facts: Facts, side: str, mine: Counter[int]) -> list[Rival]:
    """Who else waits, once this one takes only `mine`: what each side knows of."""
    if facts.terms is None:
        return []
    return rivals_of(facts, facts.terms, mine, None, BOTH if side == "home" else WAITING)


def arriving(landing: Landing, arrived_on: date, now: datetime) -> Effect:
    """The check-in on a day: what is posted at once, what is still to come, and what no longer fits (rule 14)."""
    assert landing.starts_on and landing.months and landing.period
    facts, title = _own(landing, now, arrived_on), f"What arriving on {words.day(arrived_on)} does"
    try:
        arrival = arrival_of(facts)
    except Refused as refused:
        return _not_arriving(facts, title, refused.sentence)
    promised = facts.projected - landing.months
    effect = _base(facts, title, "host", promised + arrival.lost)
    if facts.terms is None:
        return effect
    agreed, wanted, begun = _by_year(landing), arrival.in_years(), arrival.begun(facts.today)
    quotas = [
        (quota.after(agreed[quota.year]), quota.after(wanted[quota.year] - begun[quota.year]).begun(begun[quota.year]))
        for quota in map(facts.quota, sorted({*agreed, *wanted}))
    ]
    before, after = Taken(landing.months, landing.period), Taken(arrival.months, arrival.period)
    return replace(
        effect,
        says=_arrival_says(facts, arrival, begun.total()),
        quotas=quotas,
        remaining=compared(facts, quotas, before, after),
        places_taken=facts.most_at_once(landing.period) + 1,
        places_after=facts.most_at_once(arrival.period) + 1,
        lines=[
            ("Balance today", _short(facts.balance), _short(facts.balance - begun.total())),
            _owed(facts, promised, promised + arrival.lost),
        ],
        network=in_network(moves_of(landing, "host", -arrival.lost), now, PROMISED),
    )


def _not_arriving(facts: Facts, title: str, refusal: str) -> Effect:
    """Nothing happens: quota, places and balance as they are."""
    landing = facts.landing
    assert landing.months and landing.period
    effect = replace(_base(facts, title, "host", facts.projected - landing.months), refusal=refusal)
    if facts.terms is None:
        return effect
    agreed = _by_year(landing)
    quotas = [(quota, quota) for quota in (facts.quota(year).after(agreed[year]) for year in sorted(agreed))]
    taken, there = facts.most_at_once(landing.period) + 1, Taken(landing.months, landing.period)
    is_late = landing.starts_on is not None and facts.starts_on > landing.starts_on
    return replace(
        effect,
        quotas=quotas,
        remaining=compared(facts, quotas, there, there),
        places_taken=taken,
        places_after=taken,
        needs_exception=is_late and bool(limit_refusal(facts)),
    )


def _by_year(landing: Landing) -> Counter[int]:
    """The months of an offer by the exchange year they begin in."""
    assert landing.starts_on and landing.months
    return months_in_years(landing.starts_on, landing.months)


def _arrival_says(facts: Facts, arrival: Arrival, begun: int) -> list[str]:
    landing, last = facts.landing, words.day(arrival.last_day)
    assert landing.starts_on
    now = f"{words.months(begun)} {'is' if begun == 1 else 'are'} posted at once" if begun else "Nothing is posted yet"
    later = arrival.months - begun
    posted = f"{now}, {later} more as {'it begins' if later == 1 else 'they begin'}." if later else f"{now}."
    if not arrival.is_late:
        return [f"It arrives as agreed and stays until {last}.", posted]
    if not arrival.why:
        days = words.plural((facts.starts_on - landing.starts_on).days, "day")
        moved = f"The stay moves by {days}: {words.day(facts.starts_on)} to {last}"
        return [f"{moved}, {words.months(facts.months)} as before.", posted]
    kept = f"The stay keeps its last day, {last}"
    if arrival.lost:
        be = "fits" if arrival.lost == 1 else "fit"
        kept += f": {words.months(arrival.months)} of {landing.months} count, {arrival.lost} no longer {be} and "
        kept += f"{'is' if arrival.lost == 1 else 'are'} free again"
    else:
        kept += f", and its {words.months(arrival.months)}"
    return [f"The months cannot move: {arrival.why}", f"{kept}.", posted]
