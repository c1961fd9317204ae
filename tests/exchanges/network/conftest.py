"""Three networks on which every number of the overview is checked: the demo, a real star, and an invented one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache

from exchanges.bundles.actions import import_bundle
from exchanges.bundles.rows import read_bundle
from softlanding.demo.loading import load
from softlanding.seeding.plan import Plan
from softlanding.seeding.progress import Silence
from softlanding.seeding.seed import seed
from tests.exchanges.overview.conftest import network, now  # noqa: F401

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ZARAGOZA = Path(__file__).parents[4] / "shared" / "data" / "network-zaragoza-2018"
NETWORKS = ("demo", "zaragoza", "seeded")


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def demo(db: None) -> Iterator[datetime]:
    with time_machine.travel(NOW, tick=False):
        load(NOW)
        yield NOW


@pytest.fixture(params=NETWORKS)
def any_network(request: pytest.FixtureRequest, db: None) -> Iterator[datetime]:
    """The moment at which it is looked at."""
    with time_machine.travel(NOW, tick=False):
        if request.param == "demo":
            load(NOW)
        elif request.param == "seeded":
            seed(Plan.of(parks=36, companies=300, years=4, seed=7, agreements_per_park=12), now=NOW, progress=Silence())
        elif not ZARAGOZA.is_dir():
            pytest.skip("The Zaragoza bundle is not beside the repository (../shared/data).")
        else:
            import_bundle(read_bundle(ZARAGOZA), now=NOW)
        yield NOW
