"""What of a programme waits for whom: facts that nobody has checked for a year."""

from dataclasses import dataclass
from datetime import date

from parks.park.queries import old_facts, old_since
from parks.programmes.models import Programme
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Kind, Rows, Todos, rows_of


@dataclass(frozen=True)
class OldProgramme:
    """A park whose programme may no longer be true."""

    code: str
    park: str
    checked_on: date | None


def check_again(it: OldProgramme) -> Asked:
    since = f"It was checked on {words.day(it.checked_on)}." if it.checked_on else "Nobody has checked it yet."
    text = f"{since} Companies see a mark beside it until somebody of the park has read it through."
    url = path_to("parks:programmes:edit", it.code)
    return Asked(f"Is what {it.park} offers still true?", text, url, "Read it through")


OLD = Kind("old_programme", OldProgramme, check_again)


def waiting(user: User, today: date) -> list[Rows]:
    columns = {"code": "park__code", "park": "park__name", "checked_on": "checked_on"}
    return [rows_of(old_facts(Programme.objects.all(), user, today), OLD, since=old_since(today), **columns)]


TODOS = Todos((OLD,), waiting)
