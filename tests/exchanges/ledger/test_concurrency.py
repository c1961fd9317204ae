"""Many at once on real connections: one chain a pair, nothing lost, nothing twice, no deadlock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from exchanges.ledger import actions
from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair, Posting
from parks.park.models import Park
from tests.exchanges.ledger.making import NOW, month

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(jobs: list[Callable[[], object]]) -> list[object]:
    def run(job: Callable[[], object]) -> object:
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(run, jobs))


def test_threads_on_one_pair_leave_one_unbroken_chain(malaga: Park, porto: Park) -> None:
    jobs: list[Callable[[], object]] = [
        lambda k=k: actions.post(month(malaga, porto, f"stay/{k // 2}"), now=NOW)  # type: ignore[misc]
        for k in range(64)  # each reference twice: the second one must write nothing
    ]
    in_threads(jobs)
    pair = Pair.objects.get()
    assert (pair.postings_count, pair.balance_of(porto)) == (32, 32)
    assert sorted(Posting.objects.values_list("number", flat=True)) == list(range(1, 33))
    assert check().lie is None


def test_bulk_jobs_that_meet_the_same_pairs_in_another_order_all_finish(
    malaga: Park, porto: Park, songdo: Park
) -> None:
    ways = [(malaga, porto), (porto, songdo), (songdo, malaga)]
    jobs: list[Callable[[], object]] = [
        lambda turn=turn: actions.post_all(  # type: ignore[misc]
            [
                month(*way, reference=f"turn/{turn}/{step}")
                for step, way in enumerate(ways[turn % 3 :] + ways[: turn % 3])
            ],
            now=NOW,
        )
        for turn in range(24)
    ]
    assert in_threads(jobs) == [3] * 24
    assert [pair.postings_count for pair in Pair.objects.all()] == [24, 24, 24]
    assert check().lie is None
