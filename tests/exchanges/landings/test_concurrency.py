"""Two people press at once: threads on real PostgreSQL connections."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from exchanges.agreements.terms import Direction
from exchanges.landings import actions
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.ledger.models import Pair, Posting
from softlanding.kernel.refusals import Refused, Stale
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = date(2027, 3, 1)


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Start every job at the same moment, each on its own connection; what each returned or raised."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_32_offers_against_room_for_5_months():
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(5, places=40, max_months=4), limit_at=None)
    landings = [cast.nominated(cast.company(f"Company {n}", porto, f"Lead {n}"), malaga, MARCH, 1) for n in range(32)]
    outcomes = at_once([lambda one=one: cast.offer(one, MARCH, 1) for one in landings])
    refused = [str(one) for one in outcomes if isinstance(one, Exception)]
    assert {type(one) for one in outcomes} == {Landing, Refused}
    assert set(refused) == {"Porto has 0 of 5 months left for Malaga in 2027; you offered 1. Start in 2028."}
    assert len(refused) == 27
    squares = FreeRentMonth.objects.promised().values_list("year", "square")
    assert sorted(squares) == [(2027, square) for square in range(1, 6)]


def test_offers_of_several_months_fill_the_quota_and_no_more():
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(7, places=40, max_months=4), limit_at=5)
    landings = [cast.nominated(cast.company(f"Company {n}", porto, f"Lead {n}"), malaga, MARCH, 2) for n in range(12)]
    outcomes = at_once([lambda one=one: cast.offer(one, MARCH, 2) for one in landings])
    assert Counter(type(one).__name__ for one in outcomes) == {"Landing": 2, "Refused": 10}
    assert FreeRentMonth.objects.promised().count() == 4  # the limit of 5 stops the third offer of 2


def test_one_place_is_given_once():
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(24, places=1, max_months=4))
    landings = [cast.nominated(cast.company(f"C {n}", porto, f"Lead {n}"), malaga, MARCH, 1) for n in range(8)]
    outcomes = at_once([lambda one=one: cast.offer(one, MARCH, 1) for one in landings])
    assert Counter(type(one).__name__ for one in outcomes) == {"Landing": 1, "Refused": 7}


def test_one_landing_offered_and_declined_at_the_same_moment():
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(6))
    landing = cast.nominated(cast.company("Lumen", porto, "Cleo"), malaga, MARCH, 2)
    by = cast.manager_of(malaga)
    decline = lambda: actions.decline(landing, by=by, reason="No room", now=NOW)  # noqa: E731
    outcomes = at_once([lambda: cast.offer(landing, MARCH, 2), decline] * 4)
    assert Counter(type(one).__name__ for one in outcomes) == {"Landing": 1, "Stale": 7}
    assert landing.steps.count() == 4


def test_a_company_confirms_two_overlapping_offers_at_once():
    porto, malaga, turin = cast.park("Porto", "Anna"), cast.park("Malaga", "Bea"), cast.park("Turin", "Carla")
    for host in (malaga, turin):
        cast.agreed(porto, host, Direction(6))
    lumen = cast.company("Lumen", porto, "Cleo")
    both = [cast.offered(lumen, host, MARCH, 2) for host in (malaga, turin)]
    lead = cast.lead_of(lumen)
    outcomes = at_once([lambda one=one: actions.confirm(one, by=lead, now=NOW) for one in both])
    assert Counter(type(one).__name__ for one in outcomes) == {"Landing": 1, "Refused": 1}


def test_the_daily_job_and_a_check_out_at_once_post_each_month_once():
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(6))
    landing = cast.landed(cast.company("Lumen", porto, "Cleo"), malaga, MARCH, 3)
    by = cast.manager_of(malaga)
    out = lambda: actions.check_out(landing, by=by, left_on=date(2027, 5, 31), now=at(2027, 6, 1))  # noqa: E731
    outcomes = at_once([lambda: actions.daily(at(2027, 6, 1)), out] * 3)
    assert [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Stale)] == []
    assert Posting.objects.count() == 3
    assert Pair.objects.get().balance_of(malaga) == 3
