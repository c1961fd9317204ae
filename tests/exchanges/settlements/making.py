"""Short hands for settlements: who proposes what, always on NOW unless told otherwise."""

from datetime import date, datetime, timedelta
from typing import Any

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements import actions
from exchanges.settlements.content import Content
from exchanges.settlements.models import Settlement
from parks.park.models import Park
from softlanding.accounts.models import User
from tests.exchanges import cast
from tests.exchanges.cast import NOW

TODAY = NOW.date()


def book(debtor: Park, creditor: Park, months: int, reference: str, day: tuple[int, int, int], **facts: Any) -> Posting:
    facts = {"because": Because.STAY, "text": reference, **facts}
    entry = ledger.Entry(
        day=date(*day), debtor=debtor, creditor=creditor, months=months, reference=reference, **facts
    )  # fmt: skip
    return ledger.post(entry, now=NOW)


def content(kind: str, debtor: Park, creditor: Park, months: int = 1, **more: Any) -> Content:
    return Content(**{
        "kind": Because(kind), "debtor": debtor, "creditor": creditor, "months": months, "day": TODAY,
        "text": "As talked over in May", **more,
    })  # fmt: skip


def waiver(owes: Park, owed: Park, months: int, **more: Any) -> Content:
    """`owes` is let off `months`: a posting the other way round."""
    return content("waiver", owed, owes, months, **more)


def propose(pair: Pair, what: Content, park: Park | None, by: User | None = None, **more: Any) -> Settlement:
    more = {"now": NOW, **more}
    signer = by or cast.manager_of(park)  # type: ignore[arg-type]
    return actions.propose(pair, content=what, by=signer, park=park, **more)


def sign(it: Settlement, park: Park, by: User | None = None, now: datetime = NOW, read: str = "") -> Settlement:
    return actions.sign(
        it, by=by or cast.manager_of(park), park=park, content_hash=read or it.content_hash, now=now
    )  # fmt: skip


def late(days: int = 15) -> datetime:
    """So many days after NOW; 15: the first on which a network admin may stand in."""
    return NOW + timedelta(days=days)


def stand_in(it: Settlement, by: User, now: datetime | None = None, reason: str = "They left") -> Settlement:
    return actions.stand_in(it, by=by, reason=reason, content_hash=it.content_hash, now=now or late())


def settle(pair: Pair, what: Content, first: Park, second: Park) -> Settlement:
    return sign(propose(pair, what, first), second)


def take_back(posting: Posting, **more: Any) -> Content:
    return content(
        "adjustment", posting.creditor, posting.debtor, posting.months, **{"reverses": posting, **more}
    )  # fmt: skip
