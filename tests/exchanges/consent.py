"""Postings that need consents, as the database asks for them: signed in a settlement by a manager of each park."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pgtrigger
from django.db import connection, transaction

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements.content import Content
from exchanges.settlements.models import Settlement, SettlementSignature
from exchanges.settlements.states import KINDS, State
from parks.park.models import Membership, Park
from softlanding.accounts.models import User
from tests.exchanges import cast
from tests.exchanges.cast import NOW

ASKED = ("posting_is_signed", "posting_is_cleared", "posting_taken_back_together")


@transaction.atomic
def signed(entry: ledger.Entry, *, now: datetime = NOW) -> Posting:
    """Its posting, under the reference of the settlement; nobody is told of it."""
    kind, first, second = entry.because, _signer(entry.creditor), _signer(entry.debtor, entry.creditor)
    what = Content(kind, entry.debtor, entry.creditor, entry.months, entry.day, entry.text, entry.reverses)
    it = Settlement.objects.create(
        pair=Pair.objects.between(entry.debtor, entry.creditor), proposed_by=entry.creditor, proposer=first,
        content_hash=what.hash, created_at=now, changed_at=now, **vars(what),
    )  # fmt: skip
    for park, signer in ((entry.creditor, first), (entry.debtor, second)):
        SettlementSignature.objects.create(
            settlement=it, park=park, signer=signer, signer_name=signer.name, content_hash=what.hash, signed_at=now
        )
    it.posting, it.state = ledger.post(replace(entry, reference=it.reference), now=now), State.SIGNED
    it.save()
    return it.posting


def taken_back(posting: Posting, *, day: date, reason: str, reference: str, now: datetime = NOW) -> Posting:
    """Reversed: signed where the mistake was signed, else a month of a stay, under `reference`."""
    if posting.because not in KINDS:
        return ledger.reverse(posting, day=day, reason=reason, reference=reference, now=now)
    entry = ledger.Entry(
        day=day, debtor=posting.creditor, creditor=posting.debtor, months=posting.months,
        because=Because.ADJUSTMENT, reference=reference, text=reason, reverses=posting,
    )  # fmt: skip
    return signed(entry, now=now)


@contextmanager
def without_consent() -> Iterator[None]:
    """Books no portal would write, for figures that have to add up on any: nobody asks who signed or cleared."""
    names = [trigger.get_pgid(Posting) for name in ASKED for _, trigger in _registered(name)]
    _switch("DISABLE", names)
    yield
    _switch("ENABLE", names)


def _registered(name: str) -> list[tuple[type, pgtrigger.Trigger]]:
    return list(pgtrigger.registered(f"exchanges.Posting:{name}"))


def _switch(how: str, names: list[str]) -> None:
    connection.check_constraints()  # a table something still waits for cannot be altered
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ALTER TABLE exchanges_posting {how} TRIGGER {name}")


def _signer(park: Park, other: Park | None = None) -> User:
    """A manager of the park, and not the one of the other: two consents are two people's."""
    there = Membership.objects.filter(park=park, role="manager", state="active", user__isnull=False).order_by("pk")
    taken = {_signer(other).pk} if other else set()
    found = there.exclude(user__in=taken).select_related("user").first()
    return found.user if found and found.user else cast.member(park, cast.person(f"Signer of {park.code}"))
