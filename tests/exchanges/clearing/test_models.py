"""What the database refuses about clearings, whoever asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from exchanges.clearing.answers import ClearingAnswer, ClearingRefusal
from exchanges.clearing.models import (
    Circle,
    CircleLine,
    Clearing,
    ClearingLine,
    ClearingPart,
    ClearingProposal,
    ClearingStep,
    ClearingYear,
)
from exchanges.clearing.states import State
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from parks.park.models import Park
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.clearing.making import agree, everybody_agrees, network, propose, refuse

pytestmark = pytest.mark.django_db
TRIANGLE = [("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)]


@contextmanager
def refused(why: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        yield


def book(clearing: Clearing) -> None:
    """Its postings, as an action that forgot to ask would write them."""
    entries = [
        ledger.Entry(NOW.date(), it.creditor, it.debtor, it.months, Because.CLEARING, f"clearing/{clearing.pk}/{it.pair_id}")
        for it in clearing.lines.select_related("debtor", "creditor")
    ]  # fmt: skip
    ledger.post_all(entries, now=NOW)


def post(clearing: Clearing) -> None:
    clearing.state, clearing.posted_on = State.POSTED, NOW.date()
    clearing.save(update_fields=["state", "posted_on"])


def test_it_is_posted_only_with_a_yes_of_every_affected_park() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    agree(clearing, parks["Malaga"])
    agree(clearing, parks["Porto"])
    with refused("not every affected park agreed"):
        book(clearing)
        post(clearing)
    by = cast.manager_of(parks["Turin"])
    with refused("nothing of it waits for this answer"):
        ClearingAnswer.objects.create(
            clearing=clearing, park=parks["Turin"], is_yes=True, part_hash="0" * 64, by=by, at=NOW
        )
    part = clearing.parts.get(park=parks["Turin"])
    ClearingAnswer.objects.create(
        clearing=clearing, park=parks["Turin"], is_yes=False, part_hash=part.part_hash, by=by, at=NOW
    )
    with refused("not every affected park agreed"):
        book(clearing)
        post(clearing)


def test_it_is_posted_only_with_its_postings_in_the_books() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    agree(clearing, parks["Malaga"])
    agree(clearing, parks["Porto"])
    part = clearing.parts.get(park=parks["Turin"])
    ClearingAnswer.objects.create(
        clearing=clearing, park=parks["Turin"], is_yes=True, part_hash=part.part_hash,
        by=cast.manager_of(parks["Turin"]), at=NOW,
    )  # fmt: skip
    with refused("is not in the books"):
        post(clearing)
    malaga, oslo = parks["Malaga"], cast.park("Oslo")
    with refused("do not add up to its total"):
        pair = Pair.objects.between(malaga, oslo)
        ClearingLine.objects.create(clearing=clearing, pair=pair, debtor=malaga, creditor=oslo, months=1, owed=1)
        post(clearing)
    book(clearing)
    post(clearing)


def test_a_posted_clearing_never_changes() -> None:
    network(TRIANGLE)
    clearing = everybody_agrees(propose())
    for name, value in {"total": 8, "gross": 99, "content_hash": "0", "answer_by": date(2030, 1, 1)}.items():
        with refused("clearing_frozen"):
            Clearing.objects.filter(pk=clearing.pk).update(**{name: value})
    with refused("clearing_posted_day_stays"):
        Clearing.objects.filter(pk=clearing.pk).update(posted_on=date(2026, 1, 1))
    with refused("clearing_moves"):
        Clearing.objects.filter(pk=clearing.pk).update(state="withdrawn", posted_on=None)
    with refused("clearing_stays"):
        Clearing.objects.filter(pk=clearing.pk)._raw_delete("default")  # past Django's own protection
    for model in (ClearingLine, ClearingPart, Circle, CircleLine, ClearingAnswer, ClearingStep):
        with refused("Cannot update or delete"):
            model.objects.filter(pk=model.objects.all()[0].pk).update(id=10**6)
        with refused("Cannot update or delete"):
            model.objects.all()._raw_delete("default")
    line = clearing.lines.all()[0]
    with refused("nothing is added to it any more"):
        Circle.objects.create(clearing=clearing, number=2, months=1)
    with refused("nothing is added to it any more"):
        CircleLine.objects.create(circle=Circle.objects.get(), line=line, position=9)
    with refused("nothing is added to it any more"):
        ClearingPart.objects.create(clearing=clearing, park=cast.park("Oslo"), months=1, part_hash="0")


def test_it_is_undone_only_with_every_signature_and_every_posting_taken_back() -> None:
    network(TRIANGLE)
    clearing = everybody_agrees(propose())
    with refused("clearing_undoing_has_day"):
        Clearing.objects.filter(pk=clearing.pk).update(state="undoing", undos=1)
    Clearing.objects.filter(pk=clearing.pk).update(state="undoing", undos=1, undo_by=NOW.date())
    with refused("not every affected park signed the undoing"):
        Clearing.objects.filter(pk=clearing.pk).update(state="undone")
    for part in clearing.parts.select_related("park"):
        ClearingAnswer.objects.create(
            clearing=clearing, park=part.park, undo=1, is_yes=True, part_hash=part.part_hash,
            by=cast.manager_of(part.park), at=NOW,
        )  # fmt: skip
    with refused("a posting of it is not taken back"):
        Clearing.objects.filter(pk=clearing.pk).update(state="undone")


@pytest.mark.parametrize(("months", "owed"), [(0, 3), (4, 3)])
def test_a_line_cancels_something_and_no_more_than_is_owed(months: int, owed: int) -> None:
    network(TRIANGLE)
    clearing = propose()
    line = clearing.lines.all()[0]
    facts = {"clearing": clearing, "pair": line.pair, "debtor": line.debtor, "creditor": line.creditor}
    with refused("clearing_line_within_debt"):
        ClearingLine.objects.create(**facts, months=months, owed=owed)
    with refused("clearing_line_once"):
        ClearingLine.objects.create(**facts, months=1, owed=3)
    with refused("are not the parks of the pair"):
        ClearingLine.objects.create(**{**facts, "debtor": cast.park("Oslo")}, months=1, owed=3)


def test_a_park_is_in_one_open_clearing_and_a_year_has_one_look() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    facts = {
        "proposal": clearing.proposal, "frozen_at": NOW, "frozen_on": NOW.date(), "answer_by": NOW.date(), "total": 1,
        "gross": 1,
    }  # fmt: skip
    with refused("clearing_group_once"):
        Clearing.objects.create(**facts)
    with refused("answers another one that is open"):
        second = Clearing.objects.create(**facts, number=2)
        ClearingPart.objects.create(clearing=second, park=parks["Turin"], months=1, part_hash="0")
    with refused("a clearing begins as a proposal"):
        Clearing.objects.create(**facts, number=2, state="posted", posted_on=NOW.date())
    ClearingYear.objects.create(year=2027, at=NOW)
    with refused("unique"):
        ClearingYear.objects.create(year=2027, at=NOW)


def test_a_proposal_is_the_sum_of_its_groups_and_never_changes() -> None:
    network(TRIANGLE)
    proposal = propose().proposal
    with refused("Cannot update or delete"):
        ClearingProposal.objects.update(total=1)
    with refused("do not add up to it"):
        ClearingProposal.objects.create(at=NOW, on=NOW.date(), groups=1, total=9, gross=12, content_hash="0")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with refused("clearing_frozen"):
        Clearing.objects.filter(proposal=proposal).update(number=4)


def test_a_refusal_is_remembered_once_and_ended_once_by_somebody() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    by = cast.manager_of(parks["Turin"])
    facts = {"park": parks["Turin"], "clearing": clearing, "at": NOW, "by": by, "reason": "No"}
    with refused("did not refuse clearing"):
        ClearingRefusal.objects.create(**facts)
    dropped = refuse(clearing, parks["Turin"])
    with refused("clearing_refusal_once"):
        ClearingRefusal.objects.create(**facts)
    mine = ClearingRefusal.objects.filter(park=parks["Turin"])
    with refused("clearing_refusal_frozen"):
        mine.update(reason="Another")
    with refused("clearing_refusal_ended_by_somebody"):
        mine.update(ended_at=NOW)
    with refused("refused and takes no part"):
        propose_with(parks["Turin"], dropped)
    mine.update(ended_at=NOW, ended_by=by)
    with refused("clearing_refusal_ends_once"):
        mine.update(ended_at=None, ended_by=None)
    with refused("clearing_refusal_stays"):
        mine._raw_delete("default")


def propose_with(park: Park, like: Clearing) -> None:
    """A part for a park, as an action that forgot to ask would write it."""
    made = Clearing.objects.create(
        proposal=like.proposal, number=2, frozen_at=NOW, frozen_on=NOW.date(), answer_by=NOW.date(), total=1, gross=1
    )
    ClearingPart.objects.create(clearing=made, park=park, months=1, part_hash="0")
