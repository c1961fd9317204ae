"""What a check-in on a day makes of a stay: as agreed, moved, or with its last day kept (rule 14)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from psycopg2.extras import DateRange

from exchanges.landings import conditions
from exchanges.landings.facts import Facts
from exchanges.ledger.conditions import day_is_open
from softlanding.kernel import words
from softlanding.kernel.calendar import months_from
from softlanding.kernel.refusals import Refused

LATE_DAYS = 30  # so many days late an arrival can always be written down


@dataclass(frozen=True)
class Arrival:
    """`begins`: the days on which its months begin; `period` ends exclusively, on the promised day or moved.

    `lost` months of the promise no longer fit; `why` says what kept the months from moving (empty: nothing did).
    """

    begins: list[date]
    period: DateRange
    is_late: bool = False
    lost: int = 0
    why: str = ""

    @property
    def months(self) -> int:
        return len(self.begins)

    @property
    def last_day(self) -> date:
        last: date = self.period.upper - timedelta(days=1)
        return last

    def in_years(self) -> Counter[int]:
        """Months by the exchange year they begin in."""
        return Counter(day.year for day in self.begins)

    def begun(self, today: date) -> Counter[int]:
        """Of these, what has begun by a day: it is posted at once."""
        return Counter(day.year for day in self.begins if day <= today)


def arrival_of(facts: Facts) -> Arrival:
    """`facts`: of the stay from the day of the arrival, as if its own months were not promised.

    Up to 30 days late it asks quota, places, limit and the company's next stay, and keeps the last day where one of
    them says no; later it asks everything that an offer does. Refused where nothing of the stay is left.
    """
    landing, arrived_on = facts.landing, facts.starts_on
    assert landing.starts_on and landing.months and landing.period
    conditions.arrival_fits(landing, arrived_on, facts.today)
    day_is_open(facts.pair, arrived_on, "arrived_on")
    begins = list(months_from(arrived_on, facts.months))
    if arrived_on == landing.starts_on:
        return Arrival(begins, landing.period)
    if (arrived_on - landing.starts_on).days > LATE_DAYS:
        conditions.offer_fits(facts, "arrived_on")
        return Arrival(begins, facts.period, is_late=True)
    try:
        conditions.moved_stay_fits(facts, "arrived_on")
    except Refused as refused:
        return _keeping_the_last_day(facts, begins, refused.sentence)
    return Arrival(begins, facts.period, is_late=True)


def _keeping_the_last_day(facts: Facts, begins: list[date], why: str) -> Arrival:
    """The months that begin by the promised last day and have their place in a year's quota."""
    landing = facts.landing
    assert landing.starts_on and landing.months and landing.last_day
    if facts.starts_on > landing.last_day:
        raise Refused(
            f"{why} The stay ended on {words.day(landing.last_day)}, so nothing of it is left to arrive for. "
            "Record a no-show, or cancel it and offer new dates.",
            "arrived_on",
        )
    kept: list[date] = []
    for day in begins:
        taken = sum(one.year == day.year for one in kept)
        if day > landing.last_day or taken >= facts.quota(day.year).left:
            break
        kept.append(day)
    # One month always counts: where its year has none left, the first one on the day it was promised for.
    if not kept:
        conditions.first_month_can_be_posted(landing, facts.pair, why)
        kept = [landing.starts_on]
    period = DateRange(facts.starts_on, landing.period.upper)
    return Arrival(kept, period, is_late=True, lost=landing.months - len(kept), why=why)
