"""Parks that owe each other: agreements for every pair that owes, debts posted as stays, answers given."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from exchanges.agreements.terms import Direction
from exchanges.clearing import actions
from exchanges.clearing.models import Clearing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from parks.park.models import Park
from softlanding.accounts.models import User
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW

Debts = Iterable[tuple[str, str, int]]
ANSWER_BY = date(2026, 12, 14)


def network(debts: Debts, apart: Iterable[tuple[str, str]] = ()) -> dict[str, Park]:
    """Parks by name; (debtor, creditor, months) each with an agreement. `apart`: (park, partner) where the park lets
    nothing be cleared."""
    found = list(debts)
    names = dict.fromkeys(name for debtor, creditor, _ in found for name in (debtor, creditor))
    parks = {name: cast.park(name, f"{name} Manager") for name in names}
    for debtor, creditor, months in found:
        one, other = parks[debtor], parks[creditor]
        clearing = {park.pk: (park.name, partner.name) not in apart for park, partner in ((one, other), (other, one))}
        cast.agreed(one, other, Direction(48, places=9), limit_at=None, clearing=clearing)
        owe(one, other, months)
    return parks


def owe(debtor: Park, creditor: Park, months: int, day: date = date(2026, 6, 1)) -> Posting:
    reference = f"test/{Posting.objects.count()}"
    entry = ledger.Entry(
        day=day, debtor=debtor, creditor=creditor, months=months, because=Because.STAY, reference=reference
    )
    return ledger.post(entry, now=NOW)


def propose(**values: Any) -> Clearing:
    """A proposal of one group: its clearing."""
    (clearing,) = propose_groups(**values)
    return clearing


def propose_groups(**values: Any) -> list[Clearing]:
    by = values.pop("by", None) or admin()
    made = actions.propose(**{"answer_by": ANSWER_BY, "by": by, "now": NOW, **values})
    return list(made.clearings.order_by("number"))


def admin() -> User:
    return User.objects.filter(is_network_admin=True).first() or people.network_admin()


def agree(clearing: Clearing, park: Park, now: Any = NOW) -> Clearing:
    part = clearing.parts.get(park=park)
    return actions.agree(clearing, park=park, part_hash=part.part_hash, by=cast.manager_of(park), now=now)


def refuse(clearing: Clearing, park: Park, reason: str = "Not this year", now: Any = NOW) -> Clearing:
    """What follows when it stays one group."""
    (following,) = refuse_into(clearing, park, reason, now)
    return following


def refuse_into(clearing: Clearing, park: Park, reason: str = "Not this year", now: Any = NOW) -> list[Clearing]:
    return actions.refuse(clearing, park=park, reason=reason, by=cast.manager_of(park), now=now)


def rejoin(clearing: Clearing, park: Park, now: Any = NOW) -> Clearing:
    return actions.rejoin(clearing, park=park, by=cast.manager_of(park), now=now)


def undo(clearing: Clearing, reason: str = "Entered twice", now: Any = NOW) -> Clearing:
    day = now.date() + timedelta(days=14)
    return actions.undo(clearing, answer_by=day, reason=reason, by=admin(), now=now)


def everybody_agrees(clearing: Clearing, now: Any = NOW) -> Clearing:
    for part in clearing.parts.select_related("park").order_by("park__name"):
        clearing = agree(clearing, part.park, now)
    return clearing


def books() -> dict[str, int]:
    """{"Porto owes Turin": months} of every pair that is not even."""
    found = {}
    for pair in Pair.objects.exclude(balance=0).select_related("low", "high"):
        debtor, creditor = (pair.high, pair.low) if pair.balance > 0 else (pair.low, pair.high)
        found[f"{debtor} owes {creditor}"] = abs(pair.balance)
    return found


def later(days: int) -> Any:
    return NOW + timedelta(days=days)
