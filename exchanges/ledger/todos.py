"""What of the ledger waits for whom: what the nightly check of the books found."""

from dataclasses import dataclass
from datetime import date, datetime

from softlanding.accounts.models import User
from softlanding.kernel.addresses import path_to
from softlanding.kernel.todos import Asked, Kind, Rows, Todos, rows_of
from softlanding.notices.models import Notice


@dataclass(frozen=True)
class Lie:
    """What the check told her, in a notice of this id."""

    notice: int
    subject: str


def read_it(it: Lie) -> Asked:
    return Asked("The books do not add up", it.subject, path_to("notices:open", it.notice), "Read")


BOOKS = Kind("books", Lie, read_it)


def for_network(user: User, today: date, now: datetime) -> list[Rows]:
    """What she has not read of it."""
    told = Notice.objects.visible_to(user).unread().filter(key__startswith="check_ledger/")
    return [rows_of(told, BOOKS, since="created_at", by="created_at", notice="pk", subject="subject")]


TODOS = Todos((BOOKS,), for_network=for_network)
