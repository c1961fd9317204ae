"""Rows of settlements: the balances pairs brought with them, each signed by both parks before it is in the books."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pgtrigger
from django.db import connection

from exchanges.settlements.content import Content
from exchanges.settlements.models import Settlement, SettlementSignature, SettlementStep
from exchanges.settlements.states import State
from parks.park.models import Park
from softlanding.seeding.copying import analyze, copy
from softlanding.seeding.world import Network, Opening, Place

SETTLEMENT = (
    "id pair kind debtor creditor months day text state proposed_by proposer content_hash created_at changed_at"
)
SIGNATURE = "settlement park signer signer_name reason content_hash signed_at"
STEP = "settlement park verb from_state to_state actor acted_for reason at"
ASKED = "exchanges.Posting:posting_is_signed"


@contextmanager
def signed_openings(network: Network) -> Iterator[None]:
    """Around the writing of the books: both parks sign first, then their settlements and postings find each other.

    When it ends, the database has asked of each posting whether it was signed.
    """
    openings = [link.opening for link in network.links if link.opening]
    proposed_at = _signed_at(network) - timedelta(days=3)
    hashes = {opening.pk: _content(opening, network).hash for opening in openings}
    copy(Settlement, SETTLEMENT, (_values(it, hashes[it.pk], proposed_at) for it in openings))
    copy(SettlementSignature, SIGNATURE, _signatures(openings, hashes, network))
    copy(SettlementStep, STEP, _steps(openings, network))
    analyze(Settlement, SettlementSignature)
    pgtrigger.constraints(pgtrigger.Deferred, ASKED)
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchanges_settlement s SET state = 'signed', posting_id = p.id, changed_at = %s "
            "FROM exchanges_posting p WHERE p.reference = 'settlement/' || s.id AND s.id = ANY(%s)",
            [_signed_at(network), list(hashes)],
        )
    pgtrigger.constraints(pgtrigger.Immediate, ASKED)


def _signed_at(network: Network) -> datetime:
    """With the first line of the books: the moment it is posted."""
    return datetime.combine(network.beginning, time(3, 5), UTC)


def _content(opening: Opening, network: Network) -> Content:
    """As the settlements room hashes it."""
    entry = opening.entry
    debtor, creditor = (Park(pk=place.pk, code=place.code) for place in (opening.debtor, opening.creditor))
    return Content(entry.because, debtor, creditor, entry.months, entry.day, entry.text)


def _values(opening: Opening, content_hash: str, at: datetime) -> tuple[Any, ...]:
    """What the park that is owed proposed; the other's signature is still missing."""
    entry, proposer = opening.entry, opening.creditor
    return (
        opening.pk, opening.pair, str(entry.because), entry.debtor, entry.creditor, entry.months, entry.day,
        entry.text, State.PROPOSED.value, proposer.pk, proposer.manager, content_hash, at, at,
    )  # fmt: skip


def _moves(opening: Opening, network: Network) -> tuple[tuple[str, str, str, Place, datetime], ...]:
    signed = _signed_at(network)
    return (
        ("propose", "", State.PROPOSED.value, opening.creditor, signed - timedelta(days=3)),
        ("sign", State.PROPOSED.value, State.SIGNED.value, opening.debtor, signed),
    )


def _signatures(openings: list[Opening], hashes: dict[int, str], network: Network) -> Iterator[tuple[Any, ...]]:
    for it in openings:
        for _, _, _, place, at in _moves(it, network):
            yield it.pk, place.pk, place.manager, place.manager_name, "", hashes[it.pk], at


def _steps(openings: list[Opening], network: Network) -> Iterator[tuple[Any, ...]]:
    for it in openings:
        for verb, before, after, place, at in _moves(it, network):
            yield it.pk, place.pk, verb, before, after, place.manager, place.name, "", at
