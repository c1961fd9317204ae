"""What of a direction can still begin, as a decision finds it and as it leaves it (rules 11 and 27)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg2.extras import DateRange

from exchanges.landings.availability import Available, Headroom, available
from exchanges.landings.facts import Facts
from exchanges.landings.figures import YEARS_AHEAD, headroom
from exchanges.landings.limits import excepted_says
from exchanges.landings.quota import QuotaYear
from exchanges.policy.queries import shares


@dataclass(frozen=True)
class Taken:
    """What stands beside a decision's facts: months promised more than they say, and the days of a company there."""

    months: int = 0
    there: DateRange | None = None


NOTHING = Taken()


def room_of(facts: Facts, quotas: Mapping[int, QuotaYear], taken: Taken = NOTHING) -> Headroom:
    """What the direction gives beside it; `quotas` are the exchange years that it changes."""
    assert facts.terms
    first = facts.today.year
    years = {year: facts.quota(year) for year in range(first, max(first, facts.starts_on.year) + YEARS_AHEAD + 1)}
    return headroom(
        facts.terms,
        facts.history,
        {**years, **quotas},
        [*facts.stays.values(), *([taken.there] if taken.there else [])],
        facts.today,
        facts.projected - taken.months,
        _excepted(facts, taken.months),
        facts.restricted,
    )


def restriction_says(facts: Facts, side: str) -> str:
    """Why no more can still begin than exceptions leave; empty where none is asked. A company reads of no debts."""
    if not facts.restricted:
        return ""
    return excepted_says(facts.landing.home, _excepted(facts, 0), "" if side == "company" else facts.restricted)


def _excepted(facts: Facts, months: int) -> int:
    """Months that exceptions still give anybody, once so many more are promised."""
    assert facts.terms
    limit = facts.terms.version.limit_at
    open_to_all = [one for one in facts.exceptions if one.landing_id is None and one.ends_on >= facts.today]
    whole = sum(one.months_left or 0 for one in open_to_all)
    if months <= 0:
        return whole
    past = 0 if limit is None else min(months, max(0, months - facts.projected - limit))
    needed = months if facts.restriction else max(past, min(months, facts.held))
    return whole - sum(share for one, share in shares(facts.exceptions, needed) if one in open_to_all)


def compared(
    facts: Facts, quotas: Sequence[tuple[QuotaYear, QuotaYear]], first: Taken = NOTHING, second: Taken = NOTHING
) -> list[tuple[Available, Available]]:
    """What can still begin in each of the years, in the two cases of a decision."""
    rooms = [
        room_of(facts, {pair[case].year: pair[case] for pair in quotas}, taken)
        for case, taken in enumerate((first, second))
    ]
    return [(available(rooms[0], one.year), available(rooms[1], one.year)) for one, _ in quotas]
