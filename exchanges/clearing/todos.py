"""What of clearings waits for whom: answers to a clearing, and to its undoing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Value

from exchanges.clearing.deadlines import zones_beside
from exchanges.clearing.models import ClearingPart
from exchanges.clearing.queries import waited_for as elsewhere
from exchanges.clearing.queries import waiting_for as hers
from parks.rights import parks_seen_by
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Awaited, Kind, Rows, Todos, rows_of


@dataclass(frozen=True)
class Part:
    """What a clearing cancels of a park's debts, in months; for the network of all debts."""

    clearing: int
    park: str
    months: int


def agree(it: Part) -> Asked:
    months = words.months(it.months)
    text = f"{months} that {it.park} owes vanish, and as many that it is owed; the net position stays."
    return Asked(f"Agree to a clearing of {months}", text, path_to("exchanges:clearing:agree", it.clearing), "Read")


def undo_or_keep(it: Part) -> Asked:
    text = f"{words.months(it.months)} that {it.park} owed would be owed again, and as many that it was owed."
    url = path_to("exchanges:clearing:sign", it.clearing)
    return Asked("Sign or keep a clearing that may be undone", text, url, "Read")


def to_be_answered(it: Part) -> Awaited:
    url = path_to("exchanges:clearing:detail", it.clearing)
    return Awaited(f"The other parks to answer the clearing of {words.months(it.months)}", url, "the parks")


CLEAR = Kind("clear", Part, agree, to_be_answered)
UNCLEAR = Kind("unclear", Part, undo_or_keep)


def waiting(user: User, today: date) -> list[Rows]:
    asked, undoing = hers(user)
    at_park = "park__time_zone"
    return [
        _parts(asked, CLEAR, due="clearing__answer_by", zone=at_park),
        _parts(undoing, UNCLEAR, due="clearing__undo_by", zone=at_park),
    ]


def waited_for(user: User, today: date) -> list[Rows]:
    """Several parks must answer, each by its own clock."""
    months = "months" if parks_seen_by(user) else "clearing__total"
    return [_parts(elsewhere(user), CLEAR, due="clearing__answer_by", zone=Value(""), months=months)]


def _parts(found: QuerySet[ClearingPart], kind: Kind[Part], due: str, zone: Any, months: str = "months") -> Rows:
    return rows_of(
        found, kind, since="clearing__frozen_on", due=due, zone=zone, other_zones=zones_beside(),
        clearing="clearing_id", park="park__name", months=months,
    )  # fmt: skip


TODOS = Todos((CLEAR, UNCLEAR), waiting, waited_for=waited_for)
