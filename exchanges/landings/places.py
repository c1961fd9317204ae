"""Companies present at once in a direction (rule 8). Pure; periods end on the day after their last."""

from collections.abc import Iterable
from datetime import date

from psycopg2.extras import DateRange


def present_on(stays: Iterable[DateRange], day: date) -> int:
    """How many of the stays have a company there on a day."""
    return sum(stay.lower <= day < stay.upper for stay in stays)


def most_at_once(stays: Iterable[DateRange], period: DateRange) -> int:
    """The most companies present together on one day of a period: the first day, or one on which a stay begins."""
    stays = list(stays)
    days = [period.lower, *(stay.lower for stay in stays if period.lower < stay.lower < period.upper)]
    return max(present_on(stays, day) for day in days)
