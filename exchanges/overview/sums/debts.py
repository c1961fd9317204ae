"""The sums the overview is made of, as parts of one statement: each gives rows of the same columns.

Months are free-rent months. A posting changes the balance of its pair's low park (the lower id) by CHANGE; what a park
sees is turned to its side. `park` (an id, or NULL for the whole network) cuts a part to that park's pairs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from django.db import connection

CHANGE = "CASE WHEN p.creditor_id < p.debtor_id THEN p.months ELSE -p.months END"
SEEN = "CASE WHEN p.creditor_id = %(park)s THEN p.months WHEN p.debtor_id = %(park)s THEN -p.months ELSE 0 END"
OF_PARK = "AND %(park)s IN (p.debtor_id, p.creditor_id)"
END_OF_TIME = date.max
BOOK = ("pairs", "owed", "is_owed", "owes", "stays", "open_stays", "hosted", "sent")


class Row(NamedTuple):
    """`kind` names the part; what the others mean is said where it is read."""

    kind: str
    a: str
    b: str
    c: str
    n: int
    m: int
    o: int


@dataclass(frozen=True)
class Part:
    """A SELECT of Row's columns and its values."""

    sql: str
    values: dict[str, Any]


def ask(parts: Iterable[Part]) -> list[Row]:
    """All parts in one statement, so that they tell of the same moment."""
    texts: list[str] = []
    values: dict[str, Any] = {}
    for number, part in enumerate(parts):
        texts.append(f"SELECT * FROM ({part.sql.replace('%(', f'%(p{number}_')}) part_{number}")
        values |= {f"p{number}_{name}": value for name, value in part.values.items()}
    with connection.cursor() as cursor:
        cursor.execute("\nUNION ALL\n".join(texts), values)
        return [Row(kind, a, b, c, int(n), int(m), int(o)) for kind, a, b, c, n, m, o in cursor.fetchall()]


# Postings of the past are told as their days have them: a stay that was taken back later stood then.
POSTED = """posted AS (
    SELECT p.id, p.pair_id, p.number, p.day, p.debtor_id, p.creditor_id, p.months, p.because = 'stay' AS is_stay,
        p.reverses_id IS NULL AND r.id IS NULL AS stands, {change} AS change, {seen} AS seen
    FROM exchanges_posting p LEFT JOIN exchanges_posting r ON r.reverses_id = p.id AND r.day <= %(until)s
    WHERE p.day <= %(until)s {cut}
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
BOOKS = """
WITH {posted}, of_pairs AS (
    SELECT count(*) AS pairs, sum(abs(balance)) AS owed, sum(seen) FILTER (WHERE seen > 0) AS is_owed,
        -sum(seen) FILTER (WHERE seen < 0) AS owes
    FROM balances
), of_stays AS (
    SELECT sum(months) AS stays, sum(months) FILTER (WHERE is_new AND debtor_id IS DISTINCT FROM %(park)s) AS hosted,
        sum(months) FILTER (WHERE is_new AND debtor_id = %(park)s) AS sent
    FROM (SELECT months, debtor_id, day > %(since)s AS is_new FROM posted WHERE stands AND is_stay) began
), of_open AS (SELECT sum(months) FILTER (WHERE is_stay) AS open_stays FROM still_open)
SELECT 'books'::text, %(label)s, name, '', coalesce(n, 0), 0, 0 FROM of_pairs, of_stays, of_open,
    unnest(%(names)s, ARRAY[pairs, owed, is_owed, owes, stays, open_stays, hosted, sent]) AS told(name, n)
"""
AGES = """
WITH {posted}
SELECT 'age', (SELECT count(*) FROM unnest(%(starts)s::date[]) it WHERE still_open.day <= it)::text,
    CASE WHEN %(park)s IS NULL THEN '' WHEN debtor_id = %(park)s THEN 'owes' ELSE 'owed' END, '',
    sum(months), count(*), 0 FROM still_open GROUP BY 2, 3
"""
# Backwards from what is: the balance after a month is today's less all that came later.
TREND = """
WITH monthly AS (
    SELECT p.pair_id, date_trunc('month', p.day)::date AS month, sum({change}) AS change, sum({seen}) AS seen
    FROM exchanges_posting p WHERE p.day >= %(first)s {cut} GROUP BY 1, 2
), running AS (
    SELECT month, seen, change,
        its.balance + change - sum(change) OVER (PARTITION BY pair_id ORDER BY month DESC) AS after
    FROM monthly JOIN exchanges_pair its ON its.id = pair_id
)
SELECT 'trend', month::text, '', '', sum(abs(after) - abs(after - change)), sum(seen), 0 FROM running GROUP BY month
"""
FORECAST = """
WITH coming AS (
    SELECT f.pair_id, its.balance, greatest(date_trunc('month', f.begins_on)::date, %(month)s) AS month,
        count(*) AS months, sum(CASE WHEN f.home_id = its.low_id THEN -1 ELSE 1 END) AS change,
        sum(CASE WHEN %(park)s IS NULL THEN 0 WHEN f.home_id = %(park)s THEN -1 ELSE 1 END) AS seen
    FROM exchanges_freerentmonth f JOIN exchanges_pair its ON its.id = f.pair_id
    WHERE f.state = 'reserved' AND (%(park)s IS NULL OR %(park)s IN (its.low_id, its.high_id)) GROUP BY 1, 2, 3
), running AS (
    SELECT *, balance + sum(change) OVER (PARTITION BY pair_id ORDER BY month) AS after FROM coming
)
SELECT 'coming', month::text, '', '', sum(months), sum(abs(after) - abs(after - change)), sum(seen)
FROM running GROUP BY month
"""
FARTHEST = """
WITH sides AS (
    SELECT low_id AS park_id, balance FROM exchanges_pair WHERE balance <> 0
    UNION ALL SELECT high_id, -balance FROM exchanges_pair WHERE balance <> 0
), far AS (
    SELECT park_id, sum(balance) AS balance, count(*) AS partners FROM sides GROUP BY park_id HAVING sum(balance) <> 0
)
SELECT 'far', park.code, park.name, park.id::text, balance, partners, 0
FROM far JOIN parks_park park ON park.id = park_id
ORDER BY abs(balance) DESC, park.name, park.id LIMIT %(most)s
"""
POSITIONS = """
SELECT 'position', side.park_id::text, date_trunc('month', p.day)::date::text, '',
    sum(CASE WHEN p.creditor_id = side.park_id THEN p.months ELSE -p.months END), 0, 0
FROM ({parks}) AS side(park_id)
JOIN exchanges_posting p ON side.park_id IN (p.debtor_id, p.creditor_id) WHERE p.day >= %(first)s GROUP BY 2, 3
"""
FLOWS = """
SELECT 'flow', home.country, host.country, '', sum(p.months), count(DISTINCT (p.debtor_id, p.creditor_id)), 0
FROM exchanges_posting p JOIN parks_park home ON home.id = p.debtor_id JOIN parks_park host ON host.id = p.creditor_id
LEFT JOIN exchanges_posting r ON r.reverses_id = p.id
WHERE p.because = 'stay' AND r.id IS NULL AND p.day BETWEEN %(since)s AND %(until)s {cut} GROUP BY 2, 3
"""
PARK_FLOWS = """
SELECT 'flow', home.code, host.code, home.name || E'\\n' || host.name, sum(p.months), 1, 0
FROM exchanges_posting p JOIN parks_park home ON home.id = p.debtor_id JOIN parks_park host ON host.id = p.creditor_id
LEFT JOIN exchanges_posting r ON r.reverses_id = p.id
WHERE p.because = 'stay' AND r.id IS NULL AND p.day BETWEEN %(since)s AND %(until)s {cut} GROUP BY 2, 3, 4
ORDER BY 5 DESC, 2, 3 LIMIT %(most)s
"""
ALL_FLOWS = """
SELECT 'flows', '', '', '', coalesce(sum(p.months), 0), 0, 0
FROM exchanges_posting p LEFT JOIN exchanges_posting r ON r.reverses_id = p.id
WHERE p.because = 'stay' AND r.id IS NULL AND p.day BETWEEN %(since)s AND %(until)s {cut}
"""
PARTIES = """
SELECT 'parties', '', '', '', count(DISTINCT side.park_id), 0, 0
FROM exchanges_pair its, LATERAL (VALUES (its.low_id), (its.high_id)) AS side(park_id) WHERE its.balance <> 0
"""
PAST = """
SELECT 'past', '', '', '', count(*) FILTER (WHERE abs(its.balance) > v.alert_at),
    count(*) FILTER (WHERE abs(its.balance) > v.limit_at), count(*)
FROM exchanges_agreement a JOIN exchanges_rulingdays r ON r.agreement_id = a.id
JOIN exchanges_agreementversion v ON v.id = r.version_id JOIN exchanges_pair its ON its.id = a.pair_id
WHERE a.state = 'signed' AND r.first <= %(today)s AND r.ends > %(today)s
    AND (%(park)s IS NULL OR %(park)s IN (its.low_id, its.high_id))
"""
UNAGREED = """
SELECT 'unagreed', '', '', '', count(*), coalesce(sum(abs(its.balance)), 0), 0 FROM exchanges_pair its
WHERE its.balance <> 0 AND (%(park)s IS NULL OR %(park)s IN (its.low_id, its.high_id)) AND NOT EXISTS (
    SELECT FROM exchanges_agreement a
    WHERE a.pair_id = its.id AND a.state = 'signed' AND a.period @> %(today)s::date
)
"""
WAITING = """
SELECT 'waiting', c.id::text, c.proposal_id::text, p."on"::text, coalesce(its.months, c.total), 0, 0
FROM exchanges_clearing c JOIN exchanges_clearingproposal p ON p.id = c.proposal_id
LEFT JOIN exchanges_clearingpart its ON its.clearing_id = c.id AND its.park_id = %(park)s
WHERE c.state = 'proposed' AND (%(park)s IS NULL OR its.id IS NOT NULL)
"""

# What a park sees of landings: its residents' once they applied, its guests' once they are nominated.
VISIBLE = """(%(park)s IS NULL OR (l.home_id = %(park)s AND l.submitted_at IS NOT NULL)
    OR (l.host_id = %(park)s AND l.nominated_at IS NOT NULL))"""
STATES = f"""
SELECT 'state', l.state, '', '', count(*), 0, 0 FROM exchanges_landing l WHERE {VISIBLE} GROUP BY l.state
"""
STEPS = f"""
SELECT 'step', s.from_state, s.to_state,
    CASE WHEN %(park)s IS NULL THEN '' WHEN l.host_id = %(park)s THEN 'host' ELSE 'home' END, count(*), 0, 0
FROM exchanges_landingstep s JOIN exchanges_landing l ON l.id = s.landing_id
WHERE s.at >= %(since)s AND {VISIBLE} GROUP BY 2, 3, 4
"""
# By the clock of the park that must answer, as `landings.queries.overdue`.
LATE = """
SELECT 'late', '', '', '', count(*), 0, 0 FROM exchanges_landing l
JOIN parks_park k ON k.id = CASE l.state WHEN 'submitted' THEN l.home_id WHEN 'nominated' THEN l.host_id END
WHERE l.due_on < (%(now)s AT TIME ZONE 'Etc/GMT-14')::date AND l.due_on < (%(now)s AT TIME ZONE k.time_zone)::date
    AND (%(park)s IS NULL OR k.id = %(park)s) AND l.state IN ('submitted', 'nominated')
"""


def _cut(text: str, park: int | None, **more: str) -> str:
    return text.format(change=CHANGE, seen=SEEN, cut=OF_PARK if park else "", **more)


def _posted(park: int | None) -> str:
    return _cut(POSTED, park)


def books(label: str, day: date | None, today: date, park: int | None = None) -> Part:
    """Rows b: one of BOOK, n: its number, at the end of `day` (None: everything posted, as it stands today).

    `hosted` and `sent` are of the 12 months that end with the day; without a park every stay is hosted.
    """
    values = {
        "label": label, "until": day or END_OF_TIME, "since": (day or today) - relativedelta(years=1), "park": park,
        "names": list(BOOK),
    }  # fmt: skip
    return Part(_cut(BOOKS, park, posted=_posted(park)), values)


def ages(starts: list[date], park: int | None = None) -> Part:
    """Rows a: how many of `starts` lie on or after the posting's day, b: the park's side, n: months, m: postings."""
    return Part(_cut(AGES, park, posted=_posted(park)), {"until": END_OF_TIME, "starts": starts, "park": park})


def trend(first: date, park: int | None = None) -> Part:
    """Rows a: month (its first day), n: what the gross debt changed by in it, m: what the park's position did."""
    return Part(_cut(TREND, park), {"first": first, "park": park})


def forecast(today: date, park: int | None = None) -> Part:
    """Rows a: month (the running one holds what is overdue), n: months, m: change of gross debt, o: of position."""
    return Part(FORECAST, {"month": today.replace(day=1), "park": park})


def farthest(most: int) -> Part:
    """Rows a: code, b: name, c: id of a park, n: its position, m: partners with whom it is not even."""
    return Part(FARTHEST, {"most": most})


def positions(parks: list[int], first: date) -> Part:
    """Rows a: id of the park, b: month, n: what its position changed by in it."""
    return Part(POSITIONS.format(parks="SELECT unnest(%(parks)s::bigint[])"), {"parks": parks, "first": first})


def positions_of_farthest(most: int, first: date) -> Part:
    """The same of the parks of `farthest`."""
    parks = f"SELECT it.c::bigint FROM ({FARTHEST}) AS it(kind, a, b, c, n, m, o)"
    return Part(POSITIONS.format(parks=parks), {"most": most, "first": first})


def flows(since: date, until: date, park: int | None = None) -> Part:
    """Rows a: home country, b: host country, n: months hosted, m: pairs of parks."""
    return Part(_cut(FLOWS, park), {"since": since, "until": until, "park": park})


def park_flows(since: date, until: date, most: int, park: int | None = None) -> list[Part]:
    """Rows "flow", a: home park's code, b: host park's, c: both names, a line each, n: months; the `most` largest.

    And one row "flows", n: months of all of them.
    """
    values = {"since": since, "until": until, "park": park}
    return [Part(_cut(PARK_FLOWS, park), {**values, "most": most}), Part(_cut(ALL_FLOWS, park), values)]


def parties() -> Part:
    """One row n: parks that owe or are owed something."""
    return Part(PARTIES, {})


def past(today: date, park: int | None = None) -> Part:
    """One row n: pairs past their alert, m: past their limit, o: with an agreement in force."""
    return Part(PAST, {"today": today, "park": park})


def unagreed(today: date, park: int | None = None) -> Part:
    """One row n: pairs that are not even and have no agreement in force, m: the months owed in them."""
    return Part(UNAGREED, {"today": today, "park": park})


def waiting(park: int | None = None) -> Part:
    """Rows a: id of an open clearing, b: of its proposal, c: the day of that, n: months, of a park its own."""
    return Part(WAITING, {"park": park})


def landings(now: datetime, since: datetime, park: int | None = None) -> list[Part]:
    """Rows "state", a: state, n: landings in it; "step", a: from, b: to, c: the park's side, n: steps from `since` on;
    and one "late", n: decisions that wait longer than agreed, of a park those it must take."""
    return [
        Part(STATES, {"park": park}), Part(STEPS, {"since": since, "park": park}),
        Part(LATE, {"now": now, "park": park}),
    ]  # fmt: skip
