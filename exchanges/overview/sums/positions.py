"""The parks farthest from zero over all their partners together, and how they came there; free-rent months."""

from dataclasses import dataclass
from datetime import date

from softlanding.kernel.questions import Question


@dataclass(frozen=True)
class Position:
    """A park's balance over all partners (> 0 it is owed), and with how many of them it is not even."""

    park: int  # its id
    code: str
    name: str
    months: int
    partners: int


FARTHEST = """
WITH sides AS (
    SELECT low_id AS park_id, balance FROM exchanges_pair WHERE balance <> 0
    UNION ALL SELECT high_id, -balance FROM exchanges_pair WHERE balance <> 0
), far AS (
    SELECT park_id, sum(balance) AS months, count(*) AS partners FROM sides GROUP BY park_id HAVING sum(balance) <> 0
)
SELECT park.id AS park, park.code AS code, park.name AS name, months, partners
FROM far JOIN parks_park park ON park.id = park_id
ORDER BY abs(months) DESC, park.name, park.id LIMIT %(most)s
"""


def farthest(most: int) -> Question[Position]:
    """Of the `most` parks farthest from zero; rows come in any order."""
    return Question(Position, FARTHEST, {"most": most})


@dataclass(frozen=True)
class PositionChange:
    """What a park's position changed by in a calendar month; > 0 it came to be owed."""

    park: int  # its id
    month: date  # its first day
    months: int


CHANGES_OF_FARTHEST = f"""
SELECT far.park, date_trunc('month', p.day)::date AS month,
    sum(CASE WHEN p.creditor_id = far.park THEN p.months ELSE -p.months END) AS months
FROM ({FARTHEST}) AS far JOIN exchanges_posting p ON far.park IN (p.debtor_id, p.creditor_id)
WHERE p.day >= %(first)s GROUP BY 1, 2
"""


def changes_of_farthest(most: int, first: date) -> Question[PositionChange]:
    """Of the parks of `farthest`, in the months from `first` on in which anything was posted."""
    return Question(PositionChange, CHANGES_OF_FARTHEST, {"most": most, "first": first})
