"""What other decisions than an offer do, before they are made: confirm, decline, arrive, give months back (rule 11).

Whose months are reserved is counted once: what a decision changes is what would be without it.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from psycopg2.extras import DateRange

from exchanges.landings import conditions
from exchanges.landings.effects import (
    WAITING,
    Effect,
    Rival,
    bar_of,
    beam_of,
    limit_refusal,
    moves_of,
    rivals_of,
)
from exchanges.landings.facts import Facts, facts_of
from exchanges.landings.models import Landing
from exchanges.landings.positions import PROMISED, in_network
from exchanges.landings.states import MonthState, State
from softlanding.kernel import words
from softlanding.kernel.calendar import months_from
from softlanding.kernel.refusals import Refused

BOTH: tuple[str, ...] = (State.SUBMITTED, State.NOMINATED)  # what a home park knows to be waiting


def _own(landing: Landing, today: date, starts_on: date | None = None) -> Facts:
    """Of a landing that is offered or confirmed, as if its own months were not reserved."""
    assert landing.starts_on and landing.months
    return facts_of(landing, starts_on or landing.starts_on, landing.months, today, moves=True)


def _base(facts: Facts, title: str, side: str, after: int, when: str = PROMISED) -> Effect:
    """With the balance now and `after`; without terms only the title."""
    landing = facts.landing
    effect = Effect(landing, facts.starts_on, facts.months, "", title)
    if facts.terms is None:
        return effect
    beam = beam_of(facts, side, after, when)
    return replace(
        effect, places=facts.terms.places, pair_title=f"{landing.home} with {landing.host}", pair_beam=beam,
        fits_say=("fits", "does not fit"),
    )  # fmt: skip


def confirming(landing: Landing, today: date) -> Effect:
    """The company's yes. Its months are reserved since the offer: the yes keeps them, a no sets them free."""
    facts, home = _own(landing, today), landing.home
    effect = _base(facts, "What confirming does", "company", facts.projected - facts.months)
    effect = replace(effect, refusal=_no_confirming(facts))
    if facts.terms is None:
        return effect
    taken = facts.most_at_once(facts.period)
    return replace(
        effect,
        says=[
            f"{words.months(facts.months)} of {home} at {landing.host} are kept for you since the offer. Confirming "
            "takes no more; without your answer they are free for others again."
        ],
        heads=("if you do not", "if you confirm"),
        quotas=[(quota, quota.after(facts.wanted[year])) for year, quota in facts.years.items()],
        bars=[bar_of(quota.after(facts.wanted[year])) for year, quota in facts.years.items()],
        places_taken=taken,
        places_after=taken + 1,
        lines=[_owed(facts, facts.projected, facts.projected - facts.months)],
        # What the host owes and is owed elsewhere is not the company's to read.
        network=in_network(moves_of(landing, "company", 0)[1:], today, PROMISED),
    )


def _owed(facts: Facts, first: int, second: int) -> tuple[str, str, str]:
    """A line of the table: the home park's balance with the host once everything promised has begun."""
    return "Balance, all promised", _short(first), _short(second)


def _short(n: int) -> str:
    """ "owes 3": the table says that it speaks of months."""
    return f"{'owes' if n < 0 else 'is owed'} {abs(n)}" if n else "even"


def _no_confirming(facts: Facts) -> str:
    """Why the company cannot confirm now; empty when it can."""
    try:
        conditions.parks_take_part(facts.landing)
        conditions.offer_not_over(facts.landing, facts.today)
        conditions.vouched_for(facts.landing, facts.is_resident)
        conditions.no_other_stay(facts.landing, facts.period, None)
    except Refused as refused:
        return refused.sentence
    return ""


def freeing(landing: Landing, today: date, side: str, kept: int = 0) -> Effect | None:
    """Promised months given back: a stay cancelled, an offer withdrawn; a no-show has `kept` 1 month used.

    None when nothing is promised.
    """
    if landing.state not in (State.OFFERED, State.CONFIRMED):
        return None
    facts = _own(landing, today)
    gone, first = facts.months - kept, Counter({facts.starts_on.year: kept})
    title = f"What giving back {words.months(gone)} does"
    effect = _base(facts, title, side, facts.projected - kept)
    if facts.terms is None:
        return effect
    taken, moves = facts.most_at_once(facts.period), moves_of(landing, side, -gone)
    with_it = {year: quota.after(facts.wanted[year]) for year, quota in facts.years.items()}
    without = {year: quota.after(first[year]) for year, quota in facts.years.items()}
    return replace(
        effect,
        says=[f"The first month counts as used: {landing.home} owes it to {landing.host}."] if kept else [],
        quotas=[(with_it[year], without[year]) for year in facts.years],
        bars=[bar_of(quota) for quota in without.values()],
        places_taken=taken + 1,
        places_after=taken,
        lines=[_owed(facts, facts.projected - facts.months, facts.projected - kept)],
        network=in_network(moves[1:] if side == "company" else moves, today, PROMISED),
        rivals=_rivals(facts, side, first),
    )


def leaving(landing: Landing, left_on: date, today: date) -> Effect:
    """The check-out on a day: months that had not begun are free again, also those posted since by mistake."""
    assert landing.starts_on and landing.months and landing.period
    facts = facts_of(landing, landing.starts_on, landing.months, today)
    gone = landing.free_rent_months.promised().filter(begins_on__gt=left_on).values_list("year", "state")
    free, taken_back = Counter(year for year, _ in gone), Counter(year for year, it in gone if it == MonthState.USED)
    months, is_early = free.total(), left_on < landing.period.upper - timedelta(days=1)
    effect = _base(facts, f"What leaving on {words.day(left_on)} does", "host", facts.projected + months)
    try:
        conditions.departure_fits(landing, left_on, today)
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
    rest = DateRange(left_on + timedelta(days=1), landing.period.upper)  # empty when it stays to the end
    taken = facts.most_at_once(rest) + 1
    return replace(
        effect,
        says=_leaving_says(facts, months, taken_back.total(), is_early),
        quotas=[(quota, after[year]) for year, quota in facts.years.items()],
        bars=[bar_of(quota) for quota in after.values()],
        places_taken=taken,
        places_after=taken - is_early,
        lines=[_owed(facts, facts.projected, facts.projected + months)],
        network=in_network(moves_of(landing, "host", -months), today, PROMISED),
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


def declining(landing: Landing, today: date, side: str) -> Effect:
    """A park's no: nothing was reserved, so the months stay free; who else waits for them."""
    assert landing.wished_start and landing.wished_months
    facts = facts_of(landing, landing.wished_start, landing.wished_months, today)
    effect = _base(facts, "What declining does", side, facts.projected)
    if facts.terms is None:
        return effect
    taken = facts.most_at_once(facts.period)
    says = ["Nothing is reserved for this application: months, places and balance stay as they are."]
    if side == "host":
        says.append(f"It counts as one refusal in the standing of {landing.host}.")
    return replace(
        effect,
        says=says,
        quotas=[(quota, quota) for quota in facts.years.values()],
        bars=[bar_of(quota) for quota in facts.years.values()],
        places_taken=taken,
        places_after=taken,
        network=in_network(moves_of(landing, side, 0, declined=int(side == "host")), today, PROMISED),
        rivals=_rivals(facts, side, Counter()),
    )


def _rivals(facts: Facts, side: str, mine: Counter[int]) -> list[Rival]:
    """Who else waits, once this one takes only `mine`: what each side knows of, and nothing to a company."""
    if side == "company" or facts.terms is None:
        return []
    return rivals_of(facts, facts.terms, mine, None, BOTH if side == "home" else WAITING)


def arriving(landing: Landing, arrived_on: date, today: date) -> Effect:
    """The check-in on a day: months that have begun by today are posted at once, a late arrival moves all of them."""
    assert landing.starts_on and landing.months and landing.period
    facts = _own(landing, today, arrived_on)
    begun = sum(day <= today for day in months_from(arrived_on, landing.months))
    is_late, title = arrived_on != landing.starts_on, f"What arriving on {words.day(arrived_on)} does"
    effect = _base(facts, title, "host", facts.balance - begun, "after this")
    effect = replace(effect, refusal=_no_arriving(facts, is_late))
    if facts.terms is None:
        return effect
    agreed = Counter(day.year for day in months_from(landing.starts_on, landing.months))
    quota = {year: facts.quota(year) for year in sorted({*agreed, *facts.wanted})}
    quotas = [(one.after(agreed[year]), one.after(facts.wanted[year])) for year, one in quota.items()]
    return replace(
        effect,
        says=_arrival_says(facts, is_late, begun),
        quotas=quotas,
        bars=[bar_of(after) for _, after in quotas],
        places_taken=facts.most_at_once(landing.period) + 1,
        places_after=facts.most_at_once(facts.period) + 1,
        network=in_network(moves_of(landing, "host", 0), today, PROMISED),
        needs_exception=is_late and bool(limit_refusal(facts)),
    )


def _arrival_says(facts: Facts, is_late: bool, begun: int) -> list[str]:
    landing, last = facts.landing, facts.period.upper - timedelta(days=1)
    assert landing.starts_on
    posted = f"{words.months(begun)} {'is' if begun == 1 else 'are'} posted at once." if begun else ""
    if not is_late:
        return [f"It arrives as agreed and stays until {words.day(last)}. {posted}".strip()]
    days = words.plural((facts.starts_on - landing.starts_on).days, "day")
    moved = f"The stay moves by {days}: {words.day(facts.starts_on)} to {words.day(last)}, {words.months(facts.months)}"
    return [f"{moved} as before. {posted}".strip()]


def _no_arriving(facts: Facts, is_late: bool) -> str:
    try:
        conditions.arrival_fits(facts.landing, facts.starts_on, facts.today)
        if is_late:
            conditions.offer_fits(facts, "arrived_on")
    except Refused as refused:
        return refused.sentence
    return ""
