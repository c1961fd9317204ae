"""Clearings of the stage: Porto, Málaga and Lyon (whose people nobody plays) owe each other in a ring, three times."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from exchanges.agreements import actions as agreements
from exchanges.agreements.terms import Direction, Terms
from exchanges.clearing import actions
from exchanges.clearing.models import Clearing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from parks.park.models import Park
from tests import cast

if TYPE_CHECKING:
    from tests.rights.stage import Stage


def add(stage: "Stage") -> None:
    """One that Turin refused, one that is posted, one that may be undone, and one that waits for answers."""
    stage.things["clearing refused"] = _refused(stage)
    lyon = cast.park("Lyon Tech", "FR")
    _agree(stage, stage["malaga"], lyon)
    _agree(stage, lyon, stage["porto"])
    _owe(stage, lyon, 1)
    stage.things["clearing posted"] = _posted(stage, lyon)
    _owe(stage, lyon, 2)
    admin = stage.people["admin"]
    assert admin
    posted = _posted(stage, lyon)
    stage.things["clearing undoing"] = actions.undo(
        posted, answer_by=stage.today + timedelta(days=20), reason="Entered twice", by=admin, now=stage.now
    )
    _owe(stage, lyon, 3)
    stage.things["clearing"] = propose(stage)
    stage.things["clearing proposal"] = stage.things["clearing"].proposal


def propose(stage: "Stage") -> Clearing:
    by = stage.people["admin"]
    made = actions.propose(answer_by=stage.today + timedelta(days=20), by=by, now=stage.now)
    return made.clearings.get()


def answer(stage: "Stage", clearing: Clearing, park: Park) -> Clearing:
    by, part = stage.people["host"], clearing.parts.get(park=park)
    assert by
    return actions.agree(clearing, park=park, part_hash=part.part_hash, by=by, now=stage.now)


def _refused(stage: "Stage") -> Clearing:
    """A ring of Turin's own; it stays away since."""
    turin, oslo, bergen = stage["turin"], cast.park("Oslo Tech", "NO"), cast.park("Bergen Tech", "NO")
    day = date(stage.today.year - 1, 1, 1)
    for debtor, creditor in ((turin, oslo), (oslo, bergen), (bergen, turin)):
        _agree(stage, debtor, creditor)
        reference = f"stage/{debtor.code}/ring"
        ledger.post(ledger.Entry(day, debtor, creditor, 1, Because.STAY, reference), now=stage.now)
    by = stage.people["other"]
    assert by
    (dropped,) = actions.refuse(propose(stage), park=turin, reason="Not this year", by=by, now=stage.now)
    return dropped


def _posted(stage: "Stage", lyon: Park) -> Clearing:
    clearing = propose(stage)
    for park in (lyon, stage["porto"], stage["malaga"]):
        clearing = answer(stage, clearing, park)
    return clearing


def _agree(stage: "Stage", one: Park, other: Park) -> None:
    by, first = stage.people["host"], stage.today - timedelta(days=500)
    assert by
    terms = Terms(first, stage.today + timedelta(days=900), {one.pk: Direction(9), other.pk: Direction(9)})
    made = agreements.propose(by=by, proposer=one, partner=other, terms=terms, now=stage.now)
    for park in (one, other):
        made = agreements.sign(made, by=by, park=park, content_hash=made.newest.content_hash, now=stage.now)


def _owe(stage: "Stage", lyon: Park, turn: int) -> None:
    day = date(stage.today.year - 1, 1, 1)
    for debtor, creditor in ((stage["malaga"], lyon), (lyon, stage["porto"])):
        reference = f"stage/{debtor.code}/{turn}"
        ledger.post(ledger.Entry(day, debtor, creditor, 1, Because.STAY, reference), now=stage.now)
