"""What the nightly check of the books found waits for a network admin until she has read it."""

from exchanges.ledger.todos import BOOKS, Lie
from exchanges.today.waiting import waiting
from softlanding.kernel.todos import Asked
from softlanding.notices.models import Notice
from tests.cast import NOW, network_admin


def test_a_lie_is_told_in_the_words_of_the_check() -> None:
    assert BOOKS.says(Lie(9, "Row 7 lies")) == Asked("The books do not add up", "Row 7 lies", "/notices/9/", "Read")


def test_only_what_the_check_told_her_and_she_has_not_read(db) -> None:
    nadia, other = network_admin(), network_admin("Otto Olsen")
    told = {"created_at": NOW, "subject": "Row 7 lies"}
    found = Notice.objects.create(recipient=nadia, address=nadia.email, key="check_ledger/1", **told)
    for person, key, read_at in (
        (nadia, "check_ledger/0", NOW),
        (nadia, "step/1", None),
        (other, "check_ledger/1", None),
    ):
        Notice.objects.create(recipient=person, address=person.email, key=key, read_at=read_at, **told)
    (row,) = waiting(nadia, NOW.date(), NOW, 10)
    assert row.its == Lie(found.pk, "Row 7 lies") and row.by == NOW.date()
