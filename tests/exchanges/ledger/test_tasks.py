"""The nightly check tells those who can do something about it."""

import pytest
from django.db import connection

from exchanges.ledger import actions
from exchanges.ledger.models import LedgerRoot
from exchanges.tasks import check_ledger, take_root
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.notices.models import Notice
from tests.exchanges.ledger.making import NOW, month


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada@example.org", "Ada Admin", is_network_admin=True)


def test_the_network_admins_hear_once_which_row_lies(ada: User, malaga: Park, porto: Park) -> None:
    User.objects.create_user("eva@example.org", "Eva")
    actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE exchanges_pair SET balance = 12")
    check_ledger()
    check_ledger()
    notice = Notice.objects.get()
    assert notice.recipient == ada
    assert "Málaga a balance of 12 months; what is posted adds up to -1 month" in notice.body


def test_nobody_hears_of_books_that_hold(ada: User, malaga: Park, porto: Park) -> None:
    actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    check_ledger()
    assert not Notice.objects.exists()


def test_a_day_gets_its_root_and_the_log_tells_it(
    malaga: Park, porto: Park, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    actions.post(month(malaga, porto, "stay/1/1"), now=NOW)
    with caplog.at_level("INFO", "exchanges.tasks"):
        take_root()
        take_root()
    root = LedgerRoot.objects.get()
    assert [record.getMessage() for record in caplog.records] == [
        f"root of the books: number 1, day {root.day}, hash {root.hash}"
    ]
