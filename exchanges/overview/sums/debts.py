"""What is owed: on a day, by its age, past what was agreed. Months are free-rent months."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from exchanges.overview.sums.postings import CHANGE, OF_PARK, SEEN
from softlanding.kernel.percents import percent
from softlanding.kernel.questions import Question

# Postings of the past are told as their days have them: a stay that was taken back later stood then.
POSTED = f"""posted AS (
    SELECT p.id, p.pair_id, p.number, p.day, p.debtor_id, p.creditor_id, p.months, p.because = 'stay' AS is_stay,
        p.reverses_id IS NULL AND r.id IS NULL AS stands, {CHANGE} AS change, {SEEN} AS seen
    FROM exchanges_posting p LEFT JOIN exchanges_posting r ON r.reverses_id = p.id AND r.day <= %(until)s
    WHERE p.day <= %(until)s AND {OF_PARK}
), balances AS (
    SELECT pair_id, sum(change) AS balance, sum(seen) AS seen FROM posted GROUP BY pair_id HAVING sum(change) <> 0
), lined AS (
    SELECT posted.*, abs(balance) AS owed,
        sum(months) OVER (PARTITION BY pair_id ORDER BY day DESC, number DESC) AS since
    FROM posted JOIN (SELECT pair_id, balance FROM balances) b USING (pair_id)
    WHERE stands AND (debtor_id > creditor_id) = (balance > 0)
), still_open AS (
    SELECT id, day, debtor_id, is_stay, least(months, owed - since + months) AS months FROM lined
    WHERE since - months < owed
)"""


@dataclass(frozen=True)
class Totals:
    """What all postings add up to at the end of a day, of the network or of one park's pairs; months."""

    day: date | None  # None: everything posted, as it stands now
    pairs: int  # that are not even
    owed: int  # |balance| of them all
    is_owed: int  # to the park; 0 without one
    owes: int  # the park; 0 without one
    stays: int  # months of stays that ever began and stand
    open_stays: int  # of these, still owed: the newest months of a pair that make up its balance
    hosted: int  # in the 12 months that end with the day; without a park every stay
    sent: int  # in the same 12 months; 0 without a park

    @property
    def position(self) -> int:
        """The park's balance over all partners: > 0 is owed."""
        return self.is_owed - self.owes

    @property
    def settled(self) -> int | None:
        """Per cent of the months that stays came to owe and nobody owes any more, half up; None without stays."""
        return percent(self.stays - self.open_stays, self.stays) if self.stays else None


TOTALS = f"""
WITH {POSTED}, of_pairs AS (
    SELECT count(*) AS pairs, sum(abs(balance)) AS owed, sum(seen) FILTER (WHERE seen > 0) AS is_owed,
        -sum(seen) FILTER (WHERE seen < 0) AS owes
    FROM balances
), of_stays AS (
    SELECT sum(months) AS stays, sum(months) FILTER (WHERE is_new AND debtor_id IS DISTINCT FROM %(park)s) AS hosted,
        sum(months) FILTER (WHERE is_new AND debtor_id = %(park)s) AS sent
    FROM (SELECT months, debtor_id, day > %(since)s AS is_new FROM posted WHERE stands AND is_stay) began
), of_open AS (SELECT sum(months) FILTER (WHERE is_stay) AS open_stays FROM still_open)
SELECT %(day)s::date AS day, pairs, coalesce(owed, 0) AS owed, coalesce(is_owed, 0) AS is_owed,
    coalesce(owes, 0) AS owes, coalesce(stays, 0) AS stays, coalesce(open_stays, 0) AS open_stays,
    coalesce(hosted, 0) AS hosted, coalesce(sent, 0) AS sent
FROM of_pairs, of_stays, of_open
"""


def totals(day: date | None, today: date, park: int | None = None) -> Question[Totals]:
    """At the end of `day`, or of everything posted as it stands today."""
    since = (day or today) - relativedelta(years=1)
    return Question(Totals, TOTALS, {"day": day, "until": day or date.max, "since": since, "park": park})


@dataclass(frozen=True)
class OpenMonths:
    """Months still owed of one age, and of how many postings they are; what the park owes of them and is owed."""

    age: int  # 0 is the youngest
    months: int
    postings: int
    owes: int  # 0 without a park
    owed: int  # 0 without a park


OPEN_MONTHS = f"""
WITH {POSTED}, aged AS (
    SELECT (SELECT count(*) FROM unnest(%(starts)s::date[]) AS start WHERE still_open.day <= start) AS age,
        months, debtor_id
    FROM still_open
)
SELECT age, sum(months) AS months, count(*) AS postings,
    coalesce(sum(months) FILTER (WHERE debtor_id = %(park)s), 0) AS owes,
    coalesce(sum(months) FILTER (WHERE debtor_id <> %(park)s), 0) AS owed
FROM aged GROUP BY age
"""


def open_months(starts: list[date], park: int | None = None) -> Question[OpenMonths]:
    """By age: the number of `starts` that lie on or after the posting's day."""
    return Question(OpenMonths, OPEN_MONTHS, {"until": date.max, "starts": starts, "park": park})


@dataclass(frozen=True)
class Parties:
    """How many parks owe or are owed something."""

    number: int


PARTIES = """
SELECT count(DISTINCT side.park_id) AS number
FROM exchanges_pair its, LATERAL (VALUES (its.low_id), (its.high_id)) AS side(park_id) WHERE its.balance <> 0
"""


def parties() -> Question[Parties]:
    return Question(Parties, PARTIES)


@dataclass(frozen=True)
class PairsAgreed:
    """How many pairs have an agreement in force, and how many of these are past what it says."""

    in_force: int
    past_alert: int
    past_limit: int


PAIRS_AGREED = """
SELECT count(*) AS in_force, count(*) FILTER (WHERE abs(its.balance) > v.alert_at) AS past_alert,
    count(*) FILTER (WHERE abs(its.balance) > v.limit_at) AS past_limit
FROM exchanges_agreement a JOIN exchanges_rulingdays r ON r.agreement_id = a.id
JOIN exchanges_agreementversion v ON v.id = r.version_id JOIN exchanges_pair its ON its.id = a.pair_id
WHERE a.state = 'signed' AND r.first <= %(today)s AND r.ends > %(today)s
    AND (%(park)s IS NULL OR %(park)s IN (its.low_id, its.high_id))
"""


def pairs_agreed(today: date, park: int | None = None) -> Question[PairsAgreed]:
    return Question(PairsAgreed, PAIRS_AGREED, {"today": today, "park": park})


@dataclass(frozen=True)
class PairsUnagreed:
    """How many pairs are not even and have no agreement in force, and the months owed in them."""

    number: int
    months: int


PAIRS_UNAGREED = """
SELECT count(*) AS number, coalesce(sum(abs(its.balance)), 0) AS months FROM exchanges_pair its
WHERE its.balance <> 0 AND (%(park)s IS NULL OR %(park)s IN (its.low_id, its.high_id)) AND NOT EXISTS (
    SELECT FROM exchanges_agreement a
    WHERE a.pair_id = its.id AND a.state = 'signed' AND a.period @> %(today)s::date
)
"""


def pairs_unagreed(today: date, park: int | None = None) -> Question[PairsUnagreed]:
    return Question(PairsUnagreed, PAIRS_UNAGREED, {"today": today, "park": park})
