"""Rows of the ledger: every pair's postings as a chain of hashes, then the pairs' balances."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.db import connection

from exchanges.ledger.models import BEGINNING, Posting, posting_hash
from softlanding.seeding.copying import copy, copy_into, next_id
from softlanding.seeding.progress import Progress
from softlanding.seeding.world import Link, Network

POSTING = "id pair number day debtor creditor months because reference text reverses recorded_at previous_hash hash"
Head = tuple[int, int, int, str]  # pair, balance, number of postings, hash of the last one


def write_books(network: Network, progress: Progress) -> None:
    heads: list[Head] = []
    count = sum(len(link.entries) for link in network.links)
    with progress.stage("postings", count) as step:
        copy(Posting, POSTING, step(_postings(network, next_id(Posting), heads)))
    _set_balances(heads)


def _postings(network: Network, first: int, heads: list[Head]) -> Iterator[tuple[Any, ...]]:
    """The rows of all pairs; `heads` is filled as each chain ends."""
    pk = first
    begun = datetime.combine(network.beginning, time(3, 5), UTC)
    for link in network.links:
        head, number, taken_back = BEGINNING, 0, _taken_back(link)
        for number, entry in enumerate(link.entries, start=1):
            if entry.reference in taken_back:
                taken_back[entry.reference] = pk
            reverses = taken_back[entry.reverses] if entry.reverses else None
            because = str(entry.because)
            link_hash = posting_hash(
                head, number, entry.day, entry.debtor, entry.creditor, entry.months, because, entry.reference,
                entry.text, reverses,
            )  # fmt: skip
            yield (
                pk, link.pk, number, entry.day, entry.debtor, entry.creditor, entry.months, because, entry.reference,
                entry.text, reverses, max(begun, datetime.combine(entry.day, time(3, 5), UTC)), head, link_hash,
            )  # fmt: skip
            head, pk = link_hash, pk + 1
        if number:
            heads.append((link.pk, link.balance, number, head))


def _taken_back(link: Link) -> dict[str, int]:
    """References that a later posting takes back; their ids are filled in as they are written."""
    return {entry.reverses: 0 for entry in link.entries if entry.reverses}


def _set_balances(heads: list[Head]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE seeded_heads (pair bigint, balance int, count int, head text)")
        copy_into("seeded_heads", ("pair", "balance", "count", "head"), heads)
        cursor.execute(
            "UPDATE exchanges_pair p SET balance = h.balance, postings_count = h.count, head = h.head "
            "FROM seeded_heads h WHERE h.pair = p.id"
        )
        cursor.execute("DROP TABLE seeded_heads")
