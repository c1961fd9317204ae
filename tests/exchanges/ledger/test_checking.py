"""Rule 19: whoever tampers with the books is found, and the row that lies is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from exchanges.ledger import actions
from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair, Posting, posting_hash
from parks.park.models import Park
from tests.exchanges.ledger.making import NOW, month

TAMPERINGS = {
    "months changed": (
        "UPDATE exchanges_posting SET months = 9 WHERE reference = 'stay/1/2'",
        (
            "Posting 2 of Málaga and Porto (stay/1/2, 1 March 2027): it was changed after it was posted: "
            "its months were changed from 1 to 9."
        ),
    ),
    "wording changed": (
        "UPDATE exchanges_posting SET text = 'Nothing to see' WHERE reference = 'stay/1/2'",
        (
            "Posting 2 of Málaga and Porto (stay/1/2, 1 March 2027): it was changed after it was posted: "
            "its text (now “Nothing to see”) or its reference was changed, or several facts at once; "
            "its months, day, parks or cause alone were not."
        ),
    ),
    "day changed": (
        "UPDATE exchanges_posting SET day = '2027-04-01' WHERE reference = 'stay/1/2'",
        (
            "Posting 2 of Málaga and Porto (stay/1/2, 1 April 2027): it was changed after it was posted: "
            "its day was changed from 1 March 2027 to 1 April 2027."
        ),
    ),
    "cause changed": (
        "UPDATE exchanges_posting SET because = 'waiver' WHERE reference = 'stay/1/2'",
        (
            "Posting 2 of Málaga and Porto (stay/1/2, 1 March 2027): it was changed after it was posted: "
            "its cause was changed from stay to waiver."
        ),
    ),
    "direction turned": (
        "UPDATE exchanges_posting SET debtor_id = creditor_id, creditor_id = debtor_id WHERE reference = 'stay/1/2'",
        (
            "Posting 2 of Málaga and Porto (stay/1/2, 1 March 2027): it was changed after it was posted: "
            "its debtor and creditor were exchanged."
        ),
    ),
    "balance turned": (
        "UPDATE exchanges_pair SET balance = -balance WHERE postings_count = 3",
        "The row of Málaga and Porto gives Málaga a balance of 3 months; what is posted adds up to -3 months.",
    ),
    "one taken out": (
        "DELETE FROM exchanges_posting WHERE reference = 'stay/1/2'",
        "Posting 3 of Málaga and Porto (stay/1/3, 1 March 2027): it should have number 2; 1 posting before it left the books.",
    ),
    "link changed": (
        "UPDATE exchanges_posting SET previous_hash = repeat('0', 64) WHERE reference = 'stay/1/3'",
        (
            "Posting 3 of Málaga and Porto (stay/1/3, 1 March 2027): it does not follow the posting before it: "
            "its link to that one was changed."
        ),
    ),
    "last taken out": (
        "DELETE FROM exchanges_posting WHERE reference = 'stay/1/3'",
        "The row of Málaga and Porto counts 3 postings, and two are in the books.",
    ),
    "balance changed": (
        "UPDATE exchanges_pair SET balance = 0 WHERE postings_count = 3",
        "The row of Málaga and Porto gives Málaga a balance of 0 months; what is posted adds up to -3 months.",
    ),
    "head changed": (
        "UPDATE exchanges_pair SET head = repeat('0', 64) WHERE postings_count = 3",
        "The row of Málaga and Porto names another newest posting than the one in the books (number 3).",
    ),
}


@contextmanager
def without_triggers() -> Iterator[None]:
    """As somebody with the database's own password could do it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE exchanges_posting DISABLE TRIGGER USER")
        yield
        cursor.execute("ALTER TABLE exchanges_posting ENABLE TRIGGER USER")


@pytest.fixture
def books(malaga: Park, porto: Park, songdo: Park) -> None:
    Pair.objects.between(porto, songdo)  # a pair that never exchanged anything holds too
    actions.post_all([month(malaga, porto, f"stay/1/{k}") for k in (1, 2, 3)], now=NOW)
    actions.post(month(songdo, malaga, "stay/2/1"), now=NOW)


@pytest.mark.usefixtures("books")
def test_whole_books_hold() -> None:
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert out.getvalue() == (
        "4 postings of 3 pairs: every hash, number and balance holds. 0 daily roots recomputed; "
        "agreements, settlements, clearings, closed statements and used months fit the books.\n"
    )


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(("statement", "sentence"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_the_row_that_lies_is_named(statement: str, sentence: str) -> None:
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1
    with pytest.raises(CommandError) as caught:
        call_command("check_ledger")
    # Others may find it too: a month that turned into a waiver has no signature.
    assert str(caught.value).splitlines()[0] == sentence
    assert caught.value.returncode == 1


@pytest.mark.usefixtures("books")
def test_a_changed_row_with_a_new_hash_breaks_the_chain_behind_it() -> None:
    row = Posting.objects.get(reference="stay/1/2")
    forged = posting_hash(
        row.previous_hash,
        row.number,
        row.day,
        row.debtor_id,
        row.creditor_id,
        9,
        row.because,
        row.reference,
        row.text,
        None,
    )
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE exchanges_posting SET months = 9, hash = %s WHERE id = %s", [forged, row.pk])
    lie = check().lie
    assert lie is not None
    assert "Posting 3 of Málaga and Porto" in lie
