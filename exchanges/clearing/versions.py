"""A version of a clearing, frozen as it was computed: its debts, circles and parts, and the answers that still hold."""

from datetime import date, datetime

from exchanges.clearing.models import (
    Circle,
    CircleLine,
    Clearing,
    ClearingAbsence,
    ClearingAnswer,
    ClearingLine,
    ClearingPart,
    ClearingYear,
)
from exchanges.clearing.planning import Line, Plan, content_hash
from softlanding.accounts.models import User

BATCH = 2000  # rows a statement


def hash_of(plan: Plan, frozen_on: date) -> str:
    return content_hash(frozen_on, ((line.debtor, line.creditor, line.owed, line.months) for line in plan.lines))


def freeze(
    plan: Plan, *, by: User | None, answer_by: date, now: datetime, absences: dict[int, str] | None = None,
    predecessor: Clearing | None = None,
) -> Clearing:  # fmt: skip
    """Write a plan down as a proposal. `absences`: {park: why} of those who take no part."""
    clearing = Clearing.objects.create(
        version=predecessor.version + 1 if predecessor else 1, predecessor=predecessor, proposed_by=by, frozen_at=now,
        frozen_on=now.date(), answer_by=answer_by, total=plan.total, gross=plan.gross,
        content_hash=hash_of(plan, now.date()),
    )  # fmt: skip
    rows = [
        ClearingLine(
            clearing=clearing, pair_id=line.pair, debtor_id=line.debtor, creditor_id=line.creditor, owed=line.owed,
            months=line.months,
        )
        for line in plan.lines
    ]  # fmt: skip
    lines = {row.pair_id: row for row in ClearingLine.objects.bulk_create(rows, batch_size=BATCH)}
    rings = [Circle(clearing=clearing, number=n, months=ring.months) for n, ring in enumerate(plan.rings, start=1)]
    circles = Circle.objects.bulk_create(rings, batch_size=BATCH)
    CircleLine.objects.bulk_create(
        (
            CircleLine(circle=circle, line=lines[line.pair], position=position)
            for circle, ring in zip(circles, plan.rings, strict=True)
            for position, line in enumerate(ring.lines)
        ),
        batch_size=BATCH,
    )
    ClearingPart.objects.bulk_create(
        (
            ClearingPart(clearing=clearing, park_id=park, months=months, part_hash=plan.part_hashes[park])
            for park, months in plan.parts.items()
        ),
        batch_size=BATCH,
    )
    ClearingAbsence.objects.bulk_create(
        ClearingAbsence(clearing=clearing, park_id=park, why=why) for park, why in (absences or {}).items()
    )
    return clearing


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


def write_year(year: int, clearing: Clearing | None, now: datetime) -> None:
    """The schedule has looked in this year; it does so once."""
    ClearingYear.objects.create(year=year, at=now, clearing=clearing)
