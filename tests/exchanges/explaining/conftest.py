"""Málaga owes, Songdo is owed, Turin is even; a circle runs through Málaga, Porto and Turin. Today is 23 November 2026.

Málaga owes Porto 6 and Songdo 4, Porto owes Turin 5, Turin owes Málaga 5 and Songdo 0. So the one circle cancels 5 months.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
import time_machine

from exchanges.agreements.terms import Direction
from exchanges.landings.models import Landing
from exchanges.ledger.models import Because
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.explaining.making import owe, take_back


@dataclass
class Network:
    malaga: Park
    porto: Park
    turin: Park
    songdo: Park
    lumen: Landing  # of Porto, waits for Málaga's decision: 2 months from January 2027
    daegu: Landing  # of Songdo, the same: 3 months
    ondas: Landing  # of Málaga, waits for Songdo: 2 months


@pytest.fixture
def now() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def network(db: None, now: None) -> Network:
    people = {"Málaga": "Marta Ruiz", "Porto": "João Alves", "Turin": "Carla Conti", "Songdo": "Kim Ji"}
    malaga, porto, turin, songdo = (cast.park(name, manager) for name, manager in people.items())
    for home, host in ((malaga, porto), (porto, turin), (turin, malaga), (malaga, songdo)):
        cast.agreed(home, host, Direction(12, places=3), alert_at=4, limit_at=20)
    owe(malaga, porto, 7, day=date(2025, 2, 1))
    owe(porto, malaga, 2, day=date(2025, 8, 1))
    owe(porto, malaga, 1, Because.WAIVER, date(2026, 8, 15))  # Porto waived one of Málaga's
    owe(malaga, porto, 2, Because.OPENING, date(2024, 12, 31))
    owe(malaga, songdo, 4, day=date(2026, 7, 10))
    owe(porto, turin, 5, day=date(2026, 2, 1))
    owe(turin, malaga, 5, day=date(2026, 9, 30))
    take_back(owe(malaga, porto, 3, day=date(2026, 4, 1)), date(2026, 10, 2))
    lumen = cast.nominated(cast.company("Lumen", porto, "Inês Prado"), malaga, date(2027, 1, 4), 2)
    daegu = cast.nominated(cast.company("Daegu", songdo, "Min Seo"), malaga, date(2027, 2, 1), 3)
    ondas = cast.nominated(cast.company("Ondas", malaga, "Ana Sol"), songdo, date(2027, 3, 1), 2)
    return Network(malaga, porto, turin, songdo, lumen, daegu, ondas)
