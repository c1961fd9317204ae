"""Three networks on which every number of the overview is checked: the demo, a real star, and an invented one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from exchanges.bundles.actions import import_bundle
from exchanges.bundles.rows import read_bundle
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from softlanding.demo.loading import load
from softlanding.seeding.plan import Plan
from softlanding.seeding.progress import Silence
from softlanding.seeding.seed import seed
from tests.exchanges.balances.conftest import network, now  # noqa: F401
from tests.exchanges.consent import without_consent
from tests.kept import within_a_transaction

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ZARAGOZA = Path(__file__).parents[4] / "shared" / "data" / "network-zaragoza-2018"
NETWORKS = ("demo", "zaragoza", "seeded")


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module", params=NETWORKS)
def kept_network(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for a file's tests; each of them takes back what it wrote itself."""
    with within_a_transaction(django_db_blocker):
        if request.param == "demo":
            load_demo()
        elif request.param == "seeded":
            seed(
                Plan.of(parks=350, companies=1500, years=4, seed=7, agreements_per_park=12), now=NOW, progress=Silence()
            )
            settle_some()
        elif not ZARAGOZA.is_dir():
            pytest.skip("The Zaragoza bundle is not beside the repository (../shared/data).")
        else:
            import_bundle(read_bundle(ZARAGOZA), now=NOW)
        yield


@pytest.fixture(scope="module")
def kept_demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with within_a_transaction(django_db_blocker):
        load_demo()
        yield


@pytest.fixture
def demo(kept_demo: None, db: None) -> Iterator[datetime]:
    """The moment at which it is looked at."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def any_network(kept_network: None, db: None) -> Iterator[datetime]:
    """The same for each of the three."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


def settle_some() -> None:
    """What the seeded network lacks: months of some debts waived, compensated and cleared, at different times."""
    pairs = Pair.objects.exclude(balance__in=(-1, 0, 1)).filter(closed_until=None).select_related("low", "high")
    kinds, days = (Because.WAIVER, Because.COMPENSATION, Because.CLEARING), (date(2025, 3, 1), date(2026, 11, 2))
    entries = [
        ledger.Entry(
            day=days[n % 2], debtor=pair.low if pair.balance > 0 else pair.high,
            creditor=pair.high if pair.balance > 0 else pair.low, months=1 + n % abs(pair.balance),
            because=kinds[n % 3], reference=f"settled/{n}",
        )
        for n, pair in enumerate(pairs.order_by("pk")[::7])
    ]  # fmt: skip
    with without_consent():
        ledger.post_all(entries, now=NOW)


def load_demo() -> None:
    with time_machine.travel(NOW, tick=False):
        load(NOW)
