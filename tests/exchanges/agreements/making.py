"""Short hands for negotiations: who does what, always on NOW unless told otherwise."""

from datetime import date, datetime
from typing import Any

from exchanges.agreements import actions, queries
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction, Terms
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.cast import NOW

SIX = Direction(6, places=2, max_months=4)
NINE = Direction(9, places=1, max_months=4)
NEXT_YEAR = date(2027, 1, 1)


def propose(home: Park, host: Park, there: Direction = SIX, back: Direction = SIX, **more: Any) -> Agreement:
    terms = cast.terms(home, host, there, back, **more)
    return actions.propose(by=cast.manager_of(home), proposer=home, partner=host, terms=terms, now=NOW)


def sign(agreement: Agreement, park: Park, now: datetime = NOW) -> Agreement:
    content = agreement.newest.content_hash
    return actions.sign(agreement, by=cast.manager_of(park), park=park, content_hash=content, now=now)


def both_sign(agreement: Agreement, now: datetime = NOW) -> Agreement:
    for park in agreement.parties:
        agreement = sign(agreement, park, now)
    return agreement


def changed(agreement: Agreement, **more: Any) -> Terms:
    """The terms it shows with other values: `there`/`back` replace a direction by its home park's id."""
    terms = vars(queries.terms_of(agreement.tabled or agreement.shown(NOW.date())))
    directions = {**terms["directions"], **more.pop("directions", {})}
    return Terms(**{**terms, "directions": directions, **more})


def counter(agreement: Agreement, park: Park, now: datetime = NOW, read: str = "", **more: Any) -> Agreement:
    read = read or agreement.newest.content_hash
    return actions.counter(
        agreement, by=cast.manager_of(park), park=park, terms=changed(agreement, **more), content_hash=read, now=now
    )


def amend(agreement: Agreement, park: Park, now: datetime = NOW, **more: Any) -> Agreement:
    return actions.amend(agreement, by=cast.manager_of(park), park=park, terms=changed(agreement, **more), now=now)


def with_reason(verb: str, agreement: Agreement, park: Park, now: datetime = NOW) -> Agreement:
    made: Agreement = getattr(actions, verb)(
        agreement, by=cast.manager_of(park), park=park, reason="A new building", now=now
    )
    return made


def used(home: Park, host: Park, day: date) -> ledger.Entry:
    """A month of a stay, to be posted."""
    return ledger.Entry(
        day=day,
        debtor=home,
        creditor=host,
        months=1,
        because=Because.STAY,
        reference=f"stay/{home}/{day}",
        text="A stay",
    )
