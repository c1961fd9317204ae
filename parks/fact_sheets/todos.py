"""What of a fact sheet waits for whom: facts that nobody has checked for a year."""

from dataclasses import dataclass
from datetime import date

from parks.fact_sheets.models import FactSheet
from parks.park.queries import old_facts, old_since
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Kind, Rows, Todos, rows_of


@dataclass(frozen=True)
class OldSheet:
    """A park whose fact sheet may no longer be true."""

    code: str
    park: str
    checked_on: date | None


def read_through(it: OldSheet) -> Asked:
    since = f"It was checked on {words.day(it.checked_on)}." if it.checked_on else "Nobody of the park has checked it."
    text = f"{since} Companies plan their journey by it, and see a mark until somebody has read it through."
    url = path_to("parks:fact_sheets:check", it.code)
    return Asked(f"Is the fact sheet of {it.park} still true?", text, url, "Read it through")


OLD = Kind("old_fact_sheet", OldSheet, read_through)


def waiting(user: User, today: date) -> list[Rows]:
    columns = {"code": "park__code", "park": "park__name", "checked_on": "checked_on"}
    return [rows_of(old_facts(FactSheet.objects.all(), user, today), OLD, since=old_since(today), **columns)]


TODOS = Todos((OLD,), waiting)
