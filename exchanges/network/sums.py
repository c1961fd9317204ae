"""What all postings add up to on a day: read from the days of the postings, in one statement a day.

A past day is told as its postings have it: a stay that was taken back later stood then, one that was posted late counts
on its own day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection

# A posting's months from the side of its pair's low park; the pair's parks are in the posting itself.
CHANGE = "CASE WHEN p.creditor_id < p.debtor_id THEN p.months ELSE -p.months END"
END_OF_TIME = date.max

SUMS = """
WITH posted AS (
    SELECT p.pair_id, p.number, p.day, p.debtor_id, p.creditor_id, p.months, p.because = 'stay' AS is_stay,
        p.reverses_id IS NULL AND r.id IS NULL AS stands, {change} AS change
    FROM exchanges_posting p LEFT JOIN exchanges_posting r ON r.reverses_id = p.id AND r.day <= %(until)s
    WHERE p.day <= %(until)s {cut}
), balances AS (
    SELECT pair_id, sum(change) AS balance,
        sum(CASE WHEN creditor_id = %(park)s THEN months ELSE -months END) AS seen
    FROM posted GROUP BY pair_id HAVING sum(change) <> 0
), lined AS (
    SELECT months, is_stay, abs(balance) AS owed,
        sum(months) OVER (PARTITION BY pair_id ORDER BY day DESC, number DESC) AS since
    FROM posted JOIN balances USING (pair_id) WHERE stands AND (debtor_id > creditor_id) = (balance > 0)
), of_pairs AS (
    SELECT count(*) AS pairs, coalesce(sum(abs(balance)), 0) AS owed,
        coalesce(sum(seen) FILTER (WHERE seen > 0), 0) AS is_owed,
        coalesce(-sum(seen) FILTER (WHERE seen < 0), 0) AS owes
    FROM balances
), of_stays AS (
    SELECT coalesce(sum(months), 0) AS stays,
        coalesce(sum(months) FILTER (WHERE day > %(since)s AND debtor_id IS DISTINCT FROM %(park)s), 0) AS hosted,
        coalesce(sum(months) FILTER (WHERE day > %(since)s AND debtor_id = %(park)s), 0) AS sent
    FROM posted WHERE stands AND is_stay
), of_open AS (
    SELECT coalesce(sum(least(months, owed - since + months)) FILTER (WHERE is_stay), 0) AS open_stays
    FROM lined WHERE since - months < owed
)
SELECT pairs, owed, is_owed, owes, stays, open_stays, hosted, sent FROM of_pairs, of_stays, of_open
"""


@dataclass(frozen=True)
class Sums:
    """The books of the network, or of one park's pairs, at the end of a day; months.

    `hosted` and `sent` count the 12 months that end with the day; for the whole network every stay is hosted.
    """

    pairs: int  # that are not even
    owed: int  # |balance| of them all
    is_owed: int  # to the park; 0 without one
    owes: int  # the park; 0 without one
    stays: int  # months of stays that ever began and stand
    open_stays: int  # of these, still owed: the newest months of a pair that make up its balance
    hosted: int
    sent: int

    @property
    def position(self) -> int:
        """The park's balance over all partners: > 0 is owed."""
        return self.is_owed - self.owes

    @property
    def settled(self) -> int | None:
        """Per cent of the months that stays came to owe and nobody owes any more, rounded down; None without stays."""
        return 100 * (self.stays - self.open_stays) // self.stays if self.stays else None


def sums(day: date | None, today: date, park: int | None = None) -> Sums:
    """At the end of `day`; None: of everything that is posted, as it stands `today`."""
    values: dict[str, Any] = {
        "until": day or END_OF_TIME,
        "since": (day or today) - relativedelta(years=1),
        "park": park,
    }
    cut = "AND %(park)s IN (p.debtor_id, p.creditor_id)" if park else ""
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(change=CHANGE, cut=cut), values)
        return Sums(*map(int, cursor.fetchone()))
