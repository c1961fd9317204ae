"""The bench itself works: on a tiny network, a few rounds, without judging the numbers."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from exchanges.landings.models import FreeRentMonth, LandingStep
from softlanding.seeding.plan import Plan
from softlanding.seeding.progress import Silence
from softlanding.seeding.seed import seed
from tests.benchmarks import jobs, measure, offering, results
from tests.benchmarks.metering import Costs, backend_pid, backend_seconds

pytestmark = pytest.mark.django_db
PLAN = Plan(parks=14, companies=120, years=3, seed=3, agreements=60, landings=500, postings=2_000)


@pytest.fixture
def network() -> Iterator[None]:
    """A tiny network, on a connection that stays open while requests come and go."""
    seed(PLAN, now=timezone.now(), progress=Silence())
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_page_is_measured_and_posts_leave_nothing_behind(network, monkeypatch):
    monkeypatch.setattr(measure, "WARM_UP", 1)
    steps = LandingStep.objects.count()
    found = results.pooled([measure.pages(1), measure.pages(2)])
    assert found["bare"]["queries"] == 1
    assert found["bare"]["median"] > 0
    assert {"Today", "Directory", "Park", "Landings", "Landing", "Decision: offer months", "Balances", "Statement",
            "Post an offer"} <= set(found["pages"])  # fmt: skip
    assert all(page["queries"] >= 2 and page["p95"] >= page["median"] > 0 for page in found["pages"].values())
    assert LandingStep.objects.count() == steps


def test_turns_are_told_as_one():
    turns = [Costs([4.0, 5.0], [1.0, 1.0], 7, 90), Costs([9.0], [2.0], 7, 90)]
    told = Costs.pooled([asdict(turn) for turn in turns]).told
    assert (told["median"], told["p95"], told["queries"], told["size"]) == (6.0, 11.0, 7, 90)


def test_the_databases_work_shows_in_the_backends_time(network):
    before = backend_seconds(backend_pid())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM generate_series(1, 300000)")
    assert backend_seconds(backend_pid()) > before


def test_offers_are_recorded_as_statements_that_do_the_same_again(network, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(settings, "PREPARED_STATEMENTS", True)  # and back again: recording turns it off
    recorded = tmp_path / "offers.pickle"
    months = FreeRentMonth.objects.count()
    offering.record(recorded)
    found = offering.read(recorded)
    assert found
    assert FreeRentMonth.objects.count() == months
    with transaction.atomic():
        with connection.cursor() as cursor:
            for sql, params in next(iter(found.values())):
                cursor.execute(sql, params)
        assert FreeRentMonth.objects.count() > months
        transaction.set_rollback(True)


def test_jobs_are_measured_and_told(network, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(jobs, "IMPORTED", {"parks": 6, "agreements": 8, "stays": 10})
    monkeypatch.setattr(jobs, "MADE_UP", (20, 60))
    size = {
        "counts": dict.fromkeys(("parks", "agreements", "companies", "landings", "postings"), 7),
        "bare": {"queries": 1, "application": 4.0, "database": 0.3, "median": 4.3, "p95": 5.0},
        "pages": {
            "Landings": {"kind": "list", "queries": 6, "application": 9.0, "database": 1.0, "median": 10.0, "p95": 12.0},
            "Today": {"kind": "list", "queries": 9, "application": 50.0, "database": 9.0, "median": 59.0, "p95": 70.0},
        },
        "check_ledger": jobs.check_ledger(), "clearing": jobs.clearing(),
    }  # fmt: skip
    # The machine was twice as slow: a page that takes twice as long has not grown.
    larger = {
        **size, "bare": {**size["bare"], "median": 8.6},
        "pages": {
            "Landings": {**size["pages"]["Landings"], "median": 26.0}, "Today": {**size["pages"]["Today"], "median": 118.0}
        },
    }  # fmt: skip
    text = results.told(
        {
            "sizes": {"1": size, "10": larger}, "import": jobs.import_rows(tmp_path),
            "offers": {"raw": {"rate": 90.0, "offers": 9}, "portal": {"rate": 30.0, "offers": 9}},
            "machine": {**results.machine(), "postgresql": "18", "minutes": 3.0},
        }
    )  # fmt: skip
    assert "| Landings | 6 | 9.0 | 1.0 | 10.0 | 12.0 | 2.3 | 3 |" in text
    assert "| 13.7 | 3 missed |" in text
    assert "| Landings | 10.0 | 26.0 | 2.60 | 1.30 | missed |" in text
    assert "| Today | 59.0 | 118.0 | 2.00 | 1.00 |  |" in text
    assert "30 a second; their SQL alone 90: 0.33" in text
    assert str(Path.cwd()) not in text
    assert date.today().isoformat() in text
