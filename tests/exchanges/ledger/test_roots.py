"""Rule 19: whoever rewrites the books well enough that every chain fits is still found by the roots of the days."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from exchanges.ledger import actions, roots
from exchanges.ledger.checking import check
from exchanges.ledger.conditions import BooksBusy
from exchanges.ledger.models import LedgerRoot, Pair, Posting
from exchanges.proof import prove
from parks.park.models import Park
from softlanding.operations.models import JobRun
from tests.exchanges.ledger.making import NOW, month, take_root
from tests.exchanges.ledger.test_checking import without_triggers

NEXT_DAY, AFTER, LATER = (NOW + timedelta(days=days) for days in (1, 2, 3))


@pytest.fixture
def books(malaga: Park, porto: Park, songdo: Park) -> list[LedgerRoot]:
    """Three days: postings of two pairs, of one, and none; each day with its root."""
    actions.post_all([month(malaga, porto, f"stay/1/{k}") for k in (1, 2)], now=NOW)
    actions.post(month(songdo, malaga, "stay/2/1"), now=NOW)
    found = [take_root(now=NOW)]
    actions.post(month(malaga, porto, "stay/1/3"), now=NEXT_DAY)
    found += [take_root(now=NEXT_DAY), take_root(now=AFTER)]
    return [root for root in found if root]


def rewrite_chain(pair: Pair) -> None:
    """Every hash, number and balance of a pair computed anew, as somebody with the code and the database could."""
    head, balance, count = "", 0, 0
    for count, row in enumerate(pair.postings.order_by("number"), start=1):
        row.number, row.previous_hash = count, head
        head = row.computed_hash()
        Posting.objects.filter(pk=row.pk).update(number=count, previous_hash=row.previous_hash, hash=head)
        balance += row.months if row.creditor_id == pair.low_id else -row.months
    Pair.objects.filter(pk=pair.pk).update(balance=balance, postings_count=count, head=head)


def months_of_first(pair: Pair) -> None:
    pair.postings.filter(number=1).update(months=5)


def day_of_first(pair: Pair) -> None:
    pair.postings.filter(number=1).update(day=date(2025, 1, 1))


def newest_deleted(pair: Pair) -> None:
    pair.postings.filter(number=3).delete()


def all_deleted(pair: Pair) -> None:
    pair.postings.all().delete()


REWRITINGS: dict[str, tuple[Callable[[Pair], None], str]] = {
    "a whole chain": (
        months_of_first,
        "The books of Málaga and Porto were rewritten: posting 2 is another one than on 1 March 2027, "
        "though its chain fits.",
    ),
    "a re-dated posting": (
        day_of_first,
        "The books of Málaga and Porto were rewritten: posting 2 is another one than on 1 March 2027, "
        "though its chain fits.",
    ),
    "the newest posting deleted": (
        newest_deleted,
        "The books of Málaga and Porto were rewritten: on 2 March 2027 they ended with posting 3; "
        "all that was recorded with it is gone.",
    ),
    "all postings of a pair deleted": (
        all_deleted,
        "The books of Málaga and Porto were rewritten: on 1 March 2027 they ended with posting 2; "
        "all that was recorded with it is gone.",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), REWRITINGS.values(), ids=REWRITINGS)
def test_books_rewritten_to_fit_are_found(
    books: list[LedgerRoot], malaga: Park, porto: Park, change: Callable[[Pair], None], sentence: str
) -> None:
    pair = Pair.objects.between(malaga, porto)
    with without_triggers():
        change(pair)
        rewrite_chain(pair)
    assert check().lie is None  # the chain alone sees nothing
    assert next(roots.lies()) == sentence
    with pytest.raises(CommandError, match="were rewritten"):
        call_command("check_ledger")


def test_a_posting_put_in_afterwards_is_found(books: list[LedgerRoot], malaga: Park, songdo: Park) -> None:
    pair = Pair.objects.between(malaga, songdo)
    first = pair.postings.get()
    with without_triggers():
        Posting.objects.filter(pk=first.pk).update(number=2)
        Posting.objects.filter(reference="stay/1/3").delete()  # its id lies among what the second root covers
        forged = Posting.objects.get(pk=first.pk)
        forged.pk, forged.number, forged.reference = first.pk + 1, 1, "stay/9/9"
        forged.save(force_insert=True)
        rewrite_chain(pair)
        rewrite_chain(Pair.objects.exclude(pk=pair.pk).get())
    assert any("is another one" in lie or "put in afterwards" in lie for lie in roots.lies())


def test_a_root_is_the_hash_of_what_it_says(books: list[LedgerRoot], malaga: Park, porto: Park, songdo: Park) -> None:
    first, second, third = books
    assert [root.number for root in books] == [1, 2, 3]
    for root in books:
        assert hashlib.sha256(root.content.encode()).hexdigest() == root.hash
    said = json.loads(second.content)
    newest = Posting.objects.get(reference="stay/1/3")
    assert said["previous"] == first.hash
    assert said["heads"] == [[malaga.pk, porto.pk, 3, newest.hash]]
    assert len(json.loads(first.content)["heads"]) == 2
    assert json.loads(third.content)["heads"] == []
    assert first.hash != second.hash != third.hash


def test_a_day_has_one_root(books: list[LedgerRoot]) -> None:
    assert take_root(now=NEXT_DAY + timedelta(hours=3)) is None
    assert LedgerRoot.objects.count() == 3


def test_two_workers_at_once_take_one_root(books: list[LedgerRoot], monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one takes the day's root between this one's two steps."""
    newest_ids = roots.newest_ids

    def and_the_other_meanwhile() -> dict[str, int]:
        monkeypatch.setattr(roots, "newest_ids", newest_ids)
        assert take_root(now=LATER) is not None
        return newest_ids()

    monkeypatch.setattr(roots, "newest_ids", and_the_other_meanwhile)
    assert take_root(now=LATER) is None
    assert LedgerRoot.objects.filter(day=LATER.date()).count() == 1


def test_a_root_changed_with_its_hash_breaks_the_next(books: list[LedgerRoot]) -> None:
    root = books[0]
    content = root.content.replace('"number":1', '"number":1,"more":1')
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE exchanges_ledgerroot DISABLE TRIGGER USER")
        LedgerRoot.objects.filter(pk=root.pk).update(content=content, hash=roots.root_hash(content))
    assert list(roots.lies()) == [
        "Root 2 (2 March 2027): it does not follow the root before it: its link to that one was changed."
    ]


def test_a_root_taken_out_is_missed(books: list[LedgerRoot]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE exchanges_ledgerroot DISABLE TRIGGER USER")
        books[1].delete()
    assert list(roots.lies()) == ["Root 3 (3 March 2027): it should have number 2; a root before it was taken out."]


def test_roots_are_never_changed_by_the_portal(books: list[LedgerRoot]) -> None:
    for statement in ("UPDATE exchanges_ledgerroot SET hash = 'x'", "DELETE FROM exchanges_ledgerroot"):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_root_by_hand_proves_that_nothing_older_changed(books: list[LedgerRoot]) -> None:
    out = StringIO()
    call_command("check_ledger", root=books[1].hash.upper(), stdout=out)
    assert "3 daily roots recomputed" in out.getvalue()
    assert "is root 2, of 2 March 2027: nothing recorded up to then has changed." in out.getvalue()


def test_a_root_these_books_never_had_is_told(books: list[LedgerRoot], malaga: Park, porto: Park) -> None:
    """As after a rewriting in which all later roots were made anew: only the paper knows better."""
    kept, pair = books[1].hash, Pair.objects.between(malaga, porto)
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE exchanges_ledgerroot DISABLE TRIGGER USER")
        LedgerRoot.objects.all().delete()
        months_of_first(pair)
        rewrite_chain(pair)
        take_root(now=NOW)
    assert prove().is_whole
    with pytest.raises(CommandError) as caught:
        call_command("check_ledger", root=kept, stdout=StringIO())
    assert f"These books never had the root {kept}." in str(caught.value)
    assert caught.value.returncode == 1


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Somebody else has done that and not committed it yet."""
    done, go_on = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                done.set()
                go_on.wait(20)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    assert done.wait(20)
    yield
    go_on.set()
    other.join()


def refused_at_once() -> None:
    """In words, and without waiting for anybody: neither here nor in the database."""
    slept: list[float] = []
    with pytest.MonkeyPatch.context() as patch, pytest.raises(BooksBusy, match="Try again in a few seconds"):
        patch.setattr(time, "sleep", slept.append)
        actions.take_root(now=NOW)
    assert slept == [] and not LedgerRoot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_holds_the_root_up_and_is_never_held_up(malaga: Park, porto: Park) -> None:
    """A posting that is not committed yet has taken an id: a root that did not wait would miss it for ever."""
    with meanwhile(lambda: actions.post(month(malaga, porto, "stay/1/1"), now=NOW)):
        refused_at_once()
    root = take_root(now=NOW)
    assert root is not None
    assert len(json.loads(root.content)["heads"]) == 1


@pytest.mark.django_db(transaction=True)
def test_a_vacuum_holds_the_root_up_until_it_is_over() -> None:
    def vacuum() -> None:
        with connection.cursor() as cursor:  # the lock it takes
            cursor.execute("LOCK TABLE exchanges_landingstep IN SHARE UPDATE EXCLUSIVE MODE")

    with meanwhile(vacuum):
        refused_at_once()
    assert take_root(now=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_worker_comes_again_until_the_books_are_still(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    for_real = actions.take_root

    def third_time(now: datetime) -> LedgerRoot | None:
        tries.append(1)
        if len(tries) < 3:
            raise BooksBusy
        return for_real(now=now)

    monkeypatch.setattr("exchanges.tasks.ledger.take_root", third_time)
    task = current_app.tasks["exchanges.tasks.take_root"]
    assert (task.retry_backoff, task.retry_backoff_max) == (5, 300)  # seconds
    task.apply()
    assert len(tries) >= 3 and LedgerRoot.objects.count() == 1
    assert [row.outcome for row in JobRun.objects.all()] == ["done"], "coming too early is no failure"
