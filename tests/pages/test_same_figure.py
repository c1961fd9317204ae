"""A figure is one number: wherever pages, files, mails and papers show it, it is what the books say.

What is shown is read as a person reads it, from the words around it (figures_shown.py). What the books say is counted
here from plain rows; a figure that is not counted here must be the same in all its places.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.cache import cache

from exchanges.clearing.models import ClearingLine
from exchanges.explaining.announcements import write_reports
from exchanges.landings.models import FreeRentMonth
from exchanges.ledger.models import Pair, Posting
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.quarters import quarter_of
from softlanding.seeding.plan import Plan
from softlanding.seeding.progress import Silence
from softlanding.seeding.seed import seed
from tests import cast as people
from tests.exchanges.overview import judging
from tests.exchanges.overview.conftest import NOW, load_demo, settle_some
from tests.kept import within_a_transaction
from tests.pages.figures_shown import NETWORK, PAIR, PARK
from tests.pages.reading_figures import Network, shown

TODAY = NOW.date()
RUNNING, CLOSED = quarter_of(TODAY), quarter_of(TODAY).before


# What the books say


def balances(until: date = date.max) -> Counter[tuple[int, int]]:
    """{(low, high): months}, > 0 the lower id is owed."""
    found: Counter[tuple[int, int]] = Counter()
    for it in Posting.objects.filter(day__lte=until):
        low, high = sorted((it.debtor_id, it.creditor_id))
        found[low, high] += it.months if it.creditor_id == low else -it.months
    return found


def of_park(found: Counter[tuple[int, int]], pk: int) -> list[int]:
    """The balances of a park's pairs, from its side."""
    return [n if low == pk else -n for (low, high), n in found.items() if pk in (low, high)]


def promised() -> Counter[tuple[int, int]]:
    """{(home, host): months} that have not begun."""
    rows = FreeRentMonth.objects.filter(state="reserved").select_related("landing")
    return Counter((it.home_id, it.landing.host_id) for it in rows)


def stays(**days: date) -> list[Posting]:
    return list(Posting.objects.filter(because="stay", reverses=None, reversal=None, **days))


def asked_already() -> list[ClearingLine]:
    """Debts, and how much of them an open clearing asks for."""
    return list(ClearingLine.objects.filter(clearing__state="proposed"))


def truths_of_park(park: Park, since: date) -> dict[str, int]:
    now, ended, coming = balances(), balances(CLOSED.last), promised()
    mine = of_park(now, park.pk)
    sent, hosted = (sum(n for pair, n in coming.items() if pair[side] == park.pk) for side in (0, 1))
    year, months = stays(day__gte=date(TODAY.year, 1, 1)), stays(day__gte=since, day__lte=TODAY)
    return {
        "balance": sum(mine),
        "balance at the quarter's end": sum(of_park(ended, park.pk)),
        "balance with all promised": sum(mine) + hosted - sent,
        "months it owes": -sum(n for n in mine if n < 0),
        "months it is owed": sum(n for n in mine if n > 0),
        "months open between it and its partners": sum(abs(n) for n in mine),
        "net debt": max(0, -sum(mine)),
        "hosted in 12 months": sum(it.months for it in months if it.creditor_id == park.pk),
        "sent in 12 months": sum(it.months for it in months if it.debtor_id == park.pk),
        "hosted this year": sum(it.months for it in year if it.creditor_id == park.pk),
        "sent this year": sum(it.months for it in year if it.debtor_id == park.pk),
        "months of it that wait in a clearing": sum(it.months for it in asked_already() if it.debtor_id == park.pk),
    }


def truths_of_network(since: date) -> dict[str, int]:
    now = balances()
    return {
        "months owed": sum(abs(n) for n in now.values()),
        "months owed at the quarter's end": sum(abs(n) for n in balances(CLOSED.last).values()),
        "pairs that are not even": sum(n != 0 for n in now.values()),
        "hosted in 12 months": sum(it.months for it in stays(day__gte=since, day__lte=TODAY)),
        "hosted this year": sum(it.months for it in stays(day__gte=date(TODAY.year, 1, 1))),
        "months reserved": sum(promised().values()),
        "months that wait in clearings": sum(it.months for it in asked_already()),
        "months circles could cancel": judging.largest_clearing(TODAY),
    }


def truths_of_pair(pair: Pair, park: Park) -> dict[str, int]:
    partner, coming = pair.partner_of(park), promised()
    balance, used = pair.balance_of(park), stays(day__gte=date(TODAY.year, 1, 1), pair=pair, debtor=park)  # type: ignore[arg-type]
    ended = balances(CLOSED.last)[pair.low_id, pair.high_id]
    return {
        "balance": balance,
        "months owed between them": abs(balance),
        "balance with all promised": balance + coming[partner.pk, park.pk] - coming[park.pk, partner.pk],
        "used this year": sum(it.months for it in used),
        "closing of the quarter": ended if park.pk == pair.low_id else -ended,
    }


# The networks


@pytest.fixture(scope="module", params=["demo", "seeded"])
def kept(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Network]:
    """Loaded once; each page is opened once, whatever is read on it."""
    with within_a_transaction(django_db_blocker), time_machine.travel(NOW, tick=False):
        cache.clear()
        if request.param == "demo":
            load_demo()
        else:
            plan = Plan.of(parks=14, companies=120, years=3, seed=11, agreements_per_park=5)
            seed(plan, now=NOW, progress=Silence())
            settle_some()
            write_reports(NOW)
        people.network_admin("Asta Admin")
        yield Network()
        cache.clear()


def names_of(**more: Any) -> dict[str, Any]:
    """What stands in braces, for everybody."""
    since = TODAY - relativedelta(years=1) + timedelta(days=1)
    return {
        "year": TODAY.year, "month": f"{TODAY:%Y-%m}", "since": since, "running": RUNNING.code, "closed": CLOSED.code,
        "ends": day(RUNNING.last), "began": day(RUNNING.first), "ended": day(CLOSED.last),
        "ended_month": f"{CLOSED.last:%Y-%m}", "quarter": CLOSED.code, **more,
    }  # fmt: skip


def day(when: date) -> str:
    return f"{when.day} {when:%B} {when.year}"


def subjects() -> list[tuple[Pair, Park]]:
    """The pair farthest from zero with months promised and an agreement, from its debtor's side; and one more."""
    coming = promised()
    found = [
        (abs(pair.balance), pair) for pair in Pair.objects.exclude(balance=0).select_related("low", "high")
        if coming[pair.low_id, pair.high_id] != coming[pair.high_id, pair.low_id]
    ]  # fmt: skip
    found.sort(key=lambda it: (-it[0], it[1].pk))
    return [(pair, pair.high if pair.balance > 0 else pair.low) for _, pair in found[:1]]


@pytest.fixture
def network(kept: Network, db: None) -> Iterator[Network]:
    with time_machine.travel(NOW, tick=False):
        kept.browser = people.browser_of(User.objects.get(name="Asta Admin"))
        yield kept


def compare(network: Network, table: Any, names: dict[str, Any], truths: dict[str, int]) -> None:
    """Every row tells what the books say, or what the first place of its figure says; most rows tell something."""
    first, wrong, silent = dict(truths), [], []
    for row in table:
        value, where = shown(network, row, names), f"{row[0]}: {row[1].format(**names)}"
        if value is None:
            silent.append(f"{where} does not say {row[2]!r}")
        elif first.setdefault(row[0], value) != value:
            wrong.append(f"{where} says {value}, not {first[row[0]]}")
    assert not wrong, "\n".join(wrong)
    # Some places tell a figure only when there is something to tell; a row that never matched would test nothing.
    assert len(silent) <= len(table) // 8, "\n".join(silent)


def test_figures_of_the_network(network: Network) -> None:
    names = names_of()
    compare(network, NETWORK, names, truths_of_network(names["since"]))


def test_figures_of_a_park(network: Network) -> None:
    for _, park in subjects():
        names = names_of(Park=park.name, park=park.code, query=quote(park.name), pk=park.pk)
        compare(network, PARK, names, truths_of_park(park, names["since"]))


def test_figures_of_two_parks(network: Network) -> None:
    for pair, park in subjects():
        partner = pair.partner_of(park)
        debtor = park if pair.balance_of(park) < 0 else partner
        names = names_of(
            Park=park.name, park=park.code, Partner=partner.name, partner=partner.code,
            both=quote(f"{park.name} {partner.name}"), Debtor=debtor.name, Creditor=pair.partner_of(debtor).name,
        )  # fmt: skip
        compare(network, PAIR, names, truths_of_pair(pair, park))


def test_a_parks_files_never_tell_what_the_network_could_cancel(network: Network) -> None:
    for _, park in subjects():
        for file in ("figures.csv", "overview.pdf"):
            assert "circles could cancel |" not in network.text(f"/network/{park.code}/{file}")
            assert "circles could cancel of what it owes" in network.text(f"/network/{park.code}/{file}")
