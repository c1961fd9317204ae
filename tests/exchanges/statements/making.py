"""What the tests of statements do with a pair: post, read, answer."""

from datetime import date, datetime
from typing import Any

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements.states import KINDS
from exchanges.statements import actions
from exchanges.statements.models import BalanceStatement
from exchanges.statements.periods import Period, quarter, year
from exchanges.statements.queries import dossier
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.consent import signed

Q1, Q2, Q3, Q4 = (quarter(2026, number) for number in (1, 2, 3, 4))
YEAR = year(2025)
AUGUST = date(2026, 8, 5)


def post(debtor: Park, creditor: Park, day: date = AUGUST, months: int = 1, **more: Any) -> Posting:
    facts = {"because": Because.STAY, "text": "Lumen, month 1 of 3", "reference": f"post/{Posting.objects.count()}"}
    entry = ledger.Entry(day=day, debtor=debtor, creditor=creditor, months=months, **(facts | more))
    return signed(entry) if entry.because in KINDS else ledger.post(entry, now=NOW)


def read(pair: Pair, period: Period) -> tuple[BalanceStatement, dict[str, Any]]:
    """The statement and what its page binds an answer to."""
    case = dossier(pair, period)
    return case.statement, {"content_hash": case.content.hash, "counted": case.content.counted}


def confirm(pair: Pair, period: Period, *parks: Park, now: datetime = NOW) -> BalanceStatement:
    """Each park reads the statement and confirms it."""
    pair = Pair.objects.select_related("low", "high").get(pk=pair.pk)
    for park in parks:
        statement, bound = read(pair, period)
        statement = actions.confirm(statement, by=cast.manager_of(park), park=park, now=now, **bound)
    return statement


def dispute(pair: Pair, period: Period, park: Park, reason: str = "One month too many") -> BalanceStatement:
    statement, bound = read(pair, period)
    return actions.dispute(statement, by=cast.manager_of(park), park=park, reason=reason, now=NOW, **bound)
