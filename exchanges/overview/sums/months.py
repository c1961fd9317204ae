"""What each calendar month changed, and what is reserved for those to come; in free-rent months."""

from dataclasses import dataclass
from datetime import date

from exchanges.overview.sums.postings import CHANGE, OF_PARK, SEEN
from softlanding.kernel.questions import Question


@dataclass(frozen=True)
class MonthPosted:
    """What the postings of a calendar month changed in the gross debt and in the park's position."""

    month: date  # its first day
    debt: int
    position: int  # > 0 the park came to be owed; 0 without a park


# Backwards from what is: the balance after a month is today's less all that came later.
POSTED = f"""
WITH monthly AS (
    SELECT p.pair_id, date_trunc('month', p.day)::date AS month, sum({CHANGE}) AS change, sum({SEEN}) AS seen
    FROM exchanges_posting p WHERE p.day >= %(first)s AND {OF_PARK} GROUP BY 1, 2
), running AS (
    SELECT month, seen, change,
        its.balance + change - sum(change) OVER (PARTITION BY pair_id ORDER BY month DESC) AS after
    FROM monthly JOIN exchanges_pair its ON its.id = pair_id
)
SELECT month, sum(abs(after) - abs(after - change)) AS debt, sum(seen) AS position FROM running GROUP BY month
"""


def posted(first: date, park: int | None = None) -> Question[MonthPosted]:
    """The months from `first` on in which anything was posted."""
    return Question(MonthPosted, POSTED, {"first": first, "park": park})


@dataclass(frozen=True)
class MonthReserved:
    """The months reserved to begin in a calendar month, and what they will change once they began."""

    month: date  # its first day; the running month holds what is overdue
    months: int
    debt: int  # of the network, or of the park's pairs
    position: int  # > 0 the park comes to be owed; 0 without a park


RESERVED = """
WITH coming AS (
    SELECT f.pair_id, its.balance, greatest(date_trunc('month', f.begins_on)::date, %(month)s) AS month,
        count(*) AS months, sum(CASE WHEN f.home_id = its.low_id THEN -1 ELSE 1 END) AS change,
        sum(CASE WHEN %(park)s IS NULL THEN 0 WHEN f.home_id = %(park)s THEN -1 ELSE 1 END) AS seen
    FROM exchanges_freerentmonth f JOIN exchanges_pair its ON its.id = f.pair_id
    WHERE f.state = 'reserved' AND (%(park)s IS NULL OR %(park)s IN (its.low_id, its.high_id)) GROUP BY 1, 2, 3
), running AS (
    SELECT *, balance + sum(change) OVER (PARTITION BY pair_id ORDER BY month) AS after FROM coming
)
SELECT month, sum(months) AS months, sum(abs(after) - abs(after - change)) AS debt, sum(seen) AS position
FROM running GROUP BY month
"""


def reserved(today: date, park: int | None = None) -> Question[MonthReserved]:
    return Question(MonthReserved, RESERVED, {"month": today.replace(day=1), "park": park})
