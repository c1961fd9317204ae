"""Málaga with two partners, two years of stays, and something that waits on every side. Today is 23 November 2026."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
import time_machine

from companies.company.models import Company
from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.consent import signed


@dataclass
class Network:
    malaga: Park
    porto: Park
    songdo: Park
    lumen: Company  # of Porto, at Málaga since 1 October, for 4 months
    ondas: Company  # of Málaga: was at Porto for 2 months
    vega: Company  # of Málaga: has an offer of Porto
    waits: Landing  # Faro of Porto wants to Málaga, 3 months from January 2027


@pytest.fixture
def now() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def network(db: None, now: None) -> Network:
    malaga, porto, songdo = (
        cast.park(name, manager)
        for name, manager in (("Málaga", "Marta Ruiz"), ("Porto", "João Alves"), ("Songdo", "Kim Ji"))
    )
    cast.agreed(malaga, porto, Direction(6, places=3), alert_at=4, limit_at=6)
    cast.agreed(malaga, songdo, Direction(4), Direction(0))
    lumen, faro = cast.company("Lumen", porto, "Inês Prado"), cast.company("Faro", porto, "Rui Sá")
    ondas, vega = cast.company("Ondas", malaga, "Ana Sol"), cast.company("Vega", malaga, "Luz Mar")
    cast.landed(lumen, malaga, date(2026, 10, 1), 4, now=cast.at(2026, 9, 1))
    stay = cast.landed(ondas, porto, date(2026, 3, 1), 2, now=cast.at(2026, 2, 1))
    landings.check_out(stay, by=cast.manager_of(porto), left_on=date(2026, 4, 30), now=cast.at(2026, 4, 30))
    cast.offered(vega, porto, date(2027, 2, 1), 2)
    waits = cast.nominated(faro, malaga, date(2027, 1, 4), 3)
    landings.daily(cast.NOW)
    opening = {"because": Because.OPENING, "reference": "opening/1", "text": "Before the portal"}
    entry = ledger.Entry(day=date(2026, 1, 2), debtor=malaga, creditor=songdo, months=5, **opening)
    signed(entry, now=cast.at(2026, 1, 2))
    return Network(malaga, porto, songdo, lumen, ondas, vega, waits)
