"""Which answers to a statement are open to a person now, and what is in the way of confirming it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from exchanges.statements import conditions
from exchanges.statements.permissions import parties_signed_for
from exchanges.statements.queries import Dossier
from exchanges.statements.states import WORKFLOW
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused, Stale
from softlanding.kernel.workflow import Verb


def verbs_for(case: Dossier, user: User, now: datetime) -> tuple[list[tuple[str, Verb]], str]:
    """The verbs this person can press now, in the workflow's order; and why she cannot confirm, or nothing.

    What goes on is not answered. A verb is open when it is for one of the parks she answers for.
    """
    if case.period.until is None:
        return [], ""
    ids = parties_signed_for(user, case.statement)
    mine = [park for park in case.parks if park.pk in ids]
    checks: dict[str, Callable[[Park], None]] = {
        "confirm": lambda park: conditions.can_confirm(case, park, now),
        "dispute": lambda park: conditions.can_dispute(case, park, now),
        "withdraw": lambda park: conditions.can_withdraw(case, park),
    }
    found: list[tuple[str, Verb]] = []
    problem = ""
    for name, verb in WORKFLOW.items():
        is_open, said = _tried(checks[name], mine if case.statement.state in verb.frm else [])
        found += [(name, verb)] if is_open else []
        problem = said if name == "confirm" else problem
    return found, problem


def _tried(check: Callable[[Park], None], parks: Iterable[Park]) -> tuple[bool, str]:
    """Whether one of the parks can answer so; and what refuses those that were asked before it."""
    said = ""
    for park in parks:
        try:
            check(park)
        except Stale:
            continue
        except Refused as refused:
            said = refused.sentence
        else:
            return True, said
    return False, said
