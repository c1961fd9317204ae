"""With 10 rows and with 1,000 a page asks the same few questions, none twice, and fetches little more than it shows."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from companies.company.models import Company
from exchanges.agreements.models import Agreement
from exchanges.landings.models import Landing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from parks.park.models import Park
from tests import cast as people
from tests.asking import get, tell_planner
from tests.exchanges import cast

MOST = 10
FIXED = 20  # rows of the frame and the sides: the person, her hats, her park, totals


def partners(home: Park, start: int, count: int) -> None:
    """Parks that owe the park something, each with a posting counted."""
    rows = [
        Park(code=f"p{n}", name=f"Park {n:04}", country="PT", state="admitted") for n in range(start, start + count)
    ]
    Park.objects.bulk_create(rows)
    Pair.objects.bulk_create(
        Pair(low=home, high=park, balance=(n % 13) - 6, postings_count=1) for n, park in enumerate(rows)
    )


def postings(debtor: Park, creditor: Park, start: int, count: int) -> None:
    ledger.post_all(
        [
            ledger.Entry(
                day=date(2024, 1, 1) + timedelta(days=n % 1000), debtor=debtor, creditor=creditor, months=1,
                because=Because.STAY, reference=f"old/{n}", text=f"Company {n}",
            )
            for n in range(start, start + count)
        ],
        now=cast.NOW,
    )  # fmt: skip


def waiting(network, start: int, count: int) -> None:
    """Nominated landings of as many companies at Málaga."""
    companies = Company.objects.bulk_create(Company(name=f"Company {n}") for n in range(start, start + count))
    agreement = Agreement.objects.get(pair=network.waits.pair)
    Landing.objects.bulk_create(
        Landing(
            company=company, home=network.porto, host=network.malaga, pair=network.waits.pair, agreement=agreement,
            state="nominated", wished_start=date(2027, 3, 1), wished_months=2, people=2, created_at=cast.NOW,
            changed_at=cast.NOW, submitted_at=cast.NOW, nominated_at=cast.NOW,
            due_on=date(2026, 11, 24) + timedelta(days=n % 90),
        )
        for n, company in enumerate(companies)
    )  # fmt: skip


def measured(user, url: str, more) -> None:
    """The page with 10 rows and with 1,000, for the first who opens it: nothing is kept yet."""
    counts = []
    for start, count in ((0, 10), (10, 990)):
        more(start, count)
        tell_planner()
        cache.clear()
        response, asked = get(people.browser_of(user), url)
        counts.append(len(asked.statements))
        shown = len(response.context.get("rows") or response.context.get("lines") or response.context["it"].todos)
        assert shown >= 10
        assert asked.rows <= 3 * shown + FIXED, (url, asked.rows, shown)
    assert counts[0] == counts[1] <= MOST, (url, counts)


@pytest.mark.parametrize("url", ["/balances/", "/balances/MÁLA/?sort=-coming", "/balances/?q=park"])
def test_a_parks_partners(network, url) -> None:
    measured(cast.manager_of(network.malaga), url, lambda *more: partners(network.malaga, *more))


@pytest.mark.parametrize(
    "url", ["/balances/", "/balances/?sort=far&q=park", "/balances/?view=parks", "/balances/MÁLA/"]
)
def test_the_network(network, url) -> None:
    measured(people.network_admin(), url, lambda *more: partners(network.malaga, *more))


@pytest.mark.parametrize("url", ["/balances/MÁLA/PORT/", "/balances/MÁLA/PORT/2024/"])
def test_a_statement(network, url) -> None:
    measured(cast.manager_of(network.malaga), url, lambda *more: postings(network.malaga, network.porto, *more))


def test_today_of_a_manager(network) -> None:
    measured(cast.manager_of(network.malaga), "/", lambda *more: waiting(network, *more))


def test_today_of_an_admin(network) -> None:
    def late(start: int, count: int) -> None:
        waiting(network, start, count)
        Landing.objects.filter(state="nominated").update(due_on=date(2026, 11, 1))

    measured(people.network_admin(), "/", late)


def test_today_of_an_entrepreneur(network) -> None:
    lead = cast.lead_of(network.vega)
    _response, asked = get(people.browser_of(lead), "/")
    assert len(asked.statements) <= MOST
