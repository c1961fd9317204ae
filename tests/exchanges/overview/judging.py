"""Standings, late decisions and the largest clearing another way: plain rows, counted one by one in Python."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from dateutil.relativedelta import relativedelta
from scipy.optimize import linprog
from scipy.sparse import coo_array

from tests.exchanges.overview.by_hand import Ledger, rows

LANDINGS = (
    "SELECT l.id, l.home_id, l.host_id, l.state, l.due_on, v.decision_days FROM exchanges_landing l"
    " LEFT JOIN exchanges_agreement a ON a.id = l.agreement_id"
    " LEFT JOIN exchanges_agreementversion v ON v.id = a.ruling_id"
)
STEPS = "SELECT landing_id, verb, side, from_state, at FROM exchanges_landingstep ORDER BY landing_id, at, id"
IN_FORCE = (
    "SELECT p.low_id, p.high_id FROM exchanges_agreement a JOIN exchanges_pair p ON p.id = a.pair_id"
    " WHERE a.state = 'signed' AND lower(a.period) <= %s AND upper(a.period) > %s"
)
PROMISED = (
    "SELECT DISTINCT l.home_id, l.host_id FROM exchanges_freerentmonth f JOIN exchanges_landing l"
    " ON l.id = f.landing_id WHERE f.state = 'reserved'"
)
AWAY = (
    "SELECT p.park_id FROM exchanges_clearingpart p JOIN exchanges_clearing c ON c.id = p.clearing_id"
    " WHERE c.state = 'proposed' UNION SELECT park_id FROM exchanges_clearingrefusal WHERE ended_at IS NULL"
)
HOME, HOST, DAYS = 0, 1, 4  # of the facts of a landing


def late(now: datetime) -> list[int]:
    """The park each application waits for that has not been decided in the agreed days, by its own clock."""
    zone = {pk: ZoneInfo(name) for pk, name in rows("SELECT id, time_zone FROM parks_park")}
    waiting = {"submitted": 1, "nominated": 2}
    asked = [(row[waiting[row[3]]], row[4]) for row in rows(LANDINGS) if row[3] in waiting]
    return [park for park, due in asked if due and due < now.astimezone(zone[park]).date()]


def levels(policy: Any, now: datetime) -> Counter[int]:
    """How many admitted parks are not active (-1), good (0), alert (1) and restricted (2)."""
    today = now.date()
    since = today - relativedelta(months=policy.window_months)
    books, answers, refused = Ledger(), Counter[int](), Counter[int]()
    sent, hosted, position = Counter[int](), Counter[int](), Counter[int]()
    for it in books.stays():
        if since < it.day <= today:
            sent[it.debtor] += it.months
            hosted[it.creditor] += it.months
    agreed = {frozenset(parks) for parks in rows(IN_FORCE, today, today)}
    unagreed, active = Counter[int](), set[int]()
    for (creditor, debtor), n in books.balances().items():
        position[creditor] += n
        position[debtor] -= n
        unagreed[debtor] += 0 if frozenset((creditor, debtor)) in agreed else n
        active |= {creditor, debtor} if n else set()
    for home, host in rows(PROMISED):
        active |= {home, host}
    overdue = Counter(late(now)) + _answered(since, answers, refused)
    found: Counter[int] = Counter()
    for park in (pk for pk, state in rows("SELECT id, state FROM parks_park") if state == "admitted"):
        share = 100 * refused[park] // answers[park] if answers[park] >= 4 else 0
        if not (park in active or sent[park] or hosted[park] or answers[park] or overdue[park]):
            found[-1] += 1
            continue
        measures = {"debt": -position[park], "unagreed": unagreed[park], "late": overdue[park], "refused": share}
        past = [
            [n > getattr(policy, f"{much}_{name}") for much in ("alert", "restricted")] for name, n in measures.items()
        ]
        found[max(2 if restricted else int(alert) for alert, restricted in past)] += 1
    return found


def _answered(since: date, answers: Counter[int], refused: Counter[int]) -> Counter[int]:
    """Fills in the answers of each park, and returns how many came late."""
    landing = {pk: facts for pk, *facts in rows(LANDINGS)}
    zone = {pk: ZoneInfo(name) for pk, name in rows("SELECT id, time_zone FROM parks_park")}
    begins, asked, found = datetime(since.year, since.month, since.day, tzinfo=UTC), {}, Counter[int]()
    for pk, verb, side, before, at in rows(STEPS):
        facts = landing[pk]
        if verb in ("submit", "nominate"):
            asked[pk, verb] = at
        if at < begins:
            continue
        home, host = facts[HOME], facts[HOST]
        if side == "host" and verb in ("offer", "decline"):
            answers[host] += 1
            refused[host] += verb == "decline"
        if before == "offered" and verb in ("confirm", "lapse", "withdraw"):
            answers[home] += 1
            refused[home] += verb != "confirm"
        for park, its, verbs, question in ((host, "host", ("offer", "decline"), "nominate"),
                                           (home, "home", ("nominate", "decline"), "submit")):  # fmt: skip
            if side == its and verb in verbs and facts[DAYS] is not None and (pk, question) in asked:
                days = at.astimezone(zone[park]).date() - asked[pk, question].astimezone(zone[park]).date()
                found[park] += days.days > facts[DAYS]
    return found


def largest_clearing(today: date) -> int:
    """Months circles of consenting parks could newly cancel, as a linear program: what comes to a park leaves it again.

    A park that is asked about an open clearing, or refused one and stays away, takes no part.
    """
    rulings = rows(
        "SELECT DISTINCT ON (a.pair_id) p.low_id, p.high_id, v.clearing_low AND v.clearing_high AND l.state = 'admitted'"
        " AND h.state = 'admitted' FROM exchanges_agreement a JOIN exchanges_pair p ON p.id = a.pair_id"
        " JOIN parks_park l ON l.id = p.low_id JOIN parks_park h ON h.id = p.high_id"
        " JOIN exchanges_agreementversion v ON v.id = a.ruling_id"
        " WHERE a.state IN ('signed', 'suspended') AND lower(a.period) <= %s ORDER BY a.pair_id, lower(a.period) DESC",
        today,
    )  # fmt: skip
    consents = {(low, high): yes for low, high, yes in rulings}
    away = {park for (park,) in rows(AWAY)}
    debts = [
        (key, n) for key, n in Ledger().balances().items()
        if consents.get((min(key), max(key))) and not away.intersection(key)
    ]  # fmt: skip
    if not debts:
        return 0
    numbers: dict[int, int] = defaultdict(lambda: len(numbers))
    ends = np.array([(numbers[creditor], numbers[debtor]) for (creditor, debtor), _ in debts])
    many = np.arange(len(debts))
    signs = np.repeat((1.0, -1.0), len(debts))
    net = coo_array((signs, (ends.T.ravel(), np.tile(many, 2))), shape=(len(numbers), len(debts)))
    caps = np.array([n for _, n in debts])
    solved = linprog(-np.ones(len(debts)), A_eq=net, b_eq=np.zeros(len(numbers)), bounds=np.c_[0 * caps, caps])
    assert solved.success
    return round(-solved.fun)
