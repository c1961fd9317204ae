"""Clearings frozen as they were computed: their debts, circles and parts, and the answers that still hold."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from exchanges.clearing.answers import ClearingAbsence, ClearingAnswer
from exchanges.clearing.debts import network_debts
from exchanges.clearing.models import (
    Circle,
    CircleLine,
    Clearing,
    ClearingLine,
    ClearingPart,
    ClearingProposal,
    ClearingYear,
)
from exchanges.clearing.planning import Group, Line, Plan, content_hash
from softlanding.accounts.models import User

BATCH = 2000  # rows a statement


def proposable(today: date) -> Plan:
    """What can be newly cleared: the one reckoning of it, for whoever proposes and for every page that tells of it.

    Parks that are asked about an open clearing answer that one first; those that refused stay away (`network_debts`).
    """
    debts = network_debts(today)
    return Plan(debts, {park for debt in debts for park in debt.asked})


def parks_asked(but: Clearing) -> set[int]:
    """Ids of the parks with a part in another open clearing than this one."""
    return set(_parts_asked(but).values_list("park_id", flat=True))


def parks_out(clearing: Clearing) -> set[int]:
    """Ids of the parks that what follows this clearing does not count: they left it, or answer another one."""
    absent = ClearingAbsence.objects.filter(clearing=clearing).order_by().values_list("park_id", flat=True)
    return set(absent.union(_parts_asked(clearing).order_by().values_list("park_id", flat=True)))


def _parts_asked(but: Clearing) -> QuerySet[ClearingPart]:
    return ClearingPart.objects.filter(clearing__in=Clearing.objects.open()).exclude(clearing=but)


def hash_of(lines: Iterable[Line], frozen_on: date) -> str:
    return content_hash(frozen_on, ((line.debtor, line.creditor, line.owed, line.months) for line in lines))


def write_proposal(plan: Plan, *, by: User | None, answer_by: date, now: datetime) -> list[Clearing]:
    """Write a plan down as a proposal: its independent groups, each a clearing that waits for answers."""
    proposal = ClearingProposal.objects.create(
        proposed_by=by, at=now, on=now.date(), groups=len(plan.groups), total=plan.total, gross=plan.gross,
        content_hash=hash_of(plan.lines, now.date()),
    )  # fmt: skip
    rows = [
        Clearing(proposal=proposal, number=number, frozen_at=now, answer_by=answer_by, gross=plan.gross)
        for number, _ in enumerate(plan.groups, start=1)
    ]
    return freeze(rows, plan.groups, {})


def next_version(
    old: Clearing, groups: Sequence[Group], *, gross: int, answer_by: date, now: datetime, absences: dict[int, str]
) -> list[Clearing]:
    """What follows a clearing that was computed anew, in independent groups; `absences`: {park: why}."""
    rows = [
        Clearing(
            proposal_id=old.proposal_id, number=old.number, version=old.version + 1, predecessor=old, frozen_at=now,
            answer_by=answer_by, gross=gross,
        )
        for _ in groups
    ]  # fmt: skip
    return freeze(rows, groups, absences)


def freeze(rows: Sequence[Clearing], groups: Sequence[Group], absences: dict[int, str]) -> list[Clearing]:
    """Write a clearing for each group, all of them in a few statements."""
    for row, group in zip(rows, groups, strict=True):
        row.frozen_on, row.total = row.frozen_at.date(), group.total
        row.content_hash = hash_of(group.lines, row.frozen_on)
    clearings = Clearing.objects.bulk_create(rows, batch_size=BATCH)
    both = list(zip(clearings, groups, strict=True))
    _write_circles(both)
    ClearingPart.objects.bulk_create(
        (
            ClearingPart(clearing=clearing, park_id=park, months=months, part_hash=group.part_hashes[park])
            for clearing, group in both
            for park, months in group.parts.items()
        ),
        batch_size=BATCH,
    )
    ClearingAbsence.objects.bulk_create(
        (
            ClearingAbsence(clearing=clearing, park_id=park, why=why)
            for clearing in clearings
            for park, why in absences.items()
        ),
        batch_size=BATCH,
    )
    return clearings


def _write_circles(both: Sequence[tuple[Clearing, Group]]) -> None:
    made = [
        ClearingLine(
            clearing=clearing, pair_id=line.pair, debtor_id=line.debtor, creditor_id=line.creditor, owed=line.owed,
            months=line.months,
        )
        for clearing, group in both
        for line in group.lines
    ]  # fmt: skip
    # A pair has its debt in one group only.
    lines = {row.pair_id: row for row in ClearingLine.objects.bulk_create(made, batch_size=BATCH)}
    rings = [(clearing, n, ring) for clearing, group in both for n, ring in enumerate(group.rings, start=1)]
    circles = Circle.objects.bulk_create(
        (Circle(clearing=clearing, number=n, months=ring.months) for clearing, n, ring in rings), batch_size=BATCH
    )
    CircleLine.objects.bulk_create(
        (
            CircleLine(circle=circle, line=lines[line.pair], position=position)
            for circle, (_, _, ring) in zip(circles, rings, strict=True)
            for position, line in enumerate(ring.lines)
        ),
        batch_size=BATCH,
    )


def carry_answers(old: Clearing, new: Clearing) -> None:
    """A park whose part is the same keeps its yes: it was given to that part, by its hash."""
    hashes = dict(new.parts.values_list("park_id", "part_hash"))
    kept = [
        ClearingAnswer(
            clearing=new, park_id=answer.park_id, is_yes=True, part_hash=answer.part_hash, by_id=answer.by_id,
            at=answer.at, carried=True,
        )
        for answer in old.answers.filter(undo=0, is_yes=True)
        if hashes.get(answer.park_id) == answer.part_hash
    ]  # fmt: skip
    ClearingAnswer.objects.bulk_create(kept, batch_size=BATCH)


def lines_of(clearing: Clearing) -> list[Line]:
    """In order of their pairs."""
    rows = clearing.lines.order_by("pair").values_list("pair_id", "debtor_id", "creditor_id", "owed", "months")
    return [Line(*row) for row in rows]


def absences_of(clearing: Clearing) -> dict[int, str]:
    return dict(clearing.absences.values_list("park_id", "why"))


def parks_without_answer(clearing: Clearing, undo: int = 0) -> list[int]:
    """Ids of the affected parks that have not answered."""
    answered = clearing.answers.filter(undo=undo).values("park")
    return list(clearing.parts.exclude(park__in=answered).values_list("park_id", flat=True))


def write_year(year: int, proposal: ClearingProposal | None, now: datetime) -> None:
    """The schedule has looked in this year; it does so once."""
    ClearingYear.objects.create(year=year, at=now, proposal=proposal)
