"""Closed books: what PostgreSQL itself refuses, and that no late entry anywhere ends in an error page."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from exchanges.agreements.terms import Direction
from exchanges.bundles.actions import NotImported, import_bundle
from exchanges.bundles.rows import read_bundle
from exchanges.landings import actions as landings
from exchanges.landings.models import Landing
from exchanges.ledger.models import Pair, Posting
from exchanges.statements.models import BalanceStatement, StatementStep
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.statements.making import Q3, confirm, dispute, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(pair, malaga, porto) -> BalanceStatement:
    post(malaga, porto)
    return confirm(pair, Q3, malaga, porto)


def refuses(sentence: str, change) -> None:
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
        change()


def test_a_closed_statement_never_changes(closed) -> None:
    rows = BalanceStatement.objects.filter(pk=closed.pk)
    for values in (
        {"closing": 9},
        {"state": "open", "closed_at": None},
        {"content_hash": "0" * 64},
        {"until": Q3.first},
    ):
        refuses("Cannot update|must have confirmed", lambda values=values: rows.update(**values))
    refuses("Cannot (update or )?delete", lambda: StatementStep.objects.all().delete())
    refuses("Cannot (update or )?delete", rows.delete)
    refuses("Cannot update or delete", lambda: StatementStep.objects.update(reason="else"))


def test_closed_days_never_open_again(closed, pair) -> None:
    row = Pair.objects.filter(pk=pair.pk)
    for day in (None, date(2026, 9, 29)):
        refuses("Cannot update", lambda day=day: row.update(closed_until=day))
    row.update(closed_until=date(2026, 12, 31))


def test_only_two_confirmations_of_its_content_close_a_statement(pair, malaga, porto) -> None:
    post(malaga, porto)
    statement = confirm(pair, Q3, malaga)
    Pair.objects.filter(pk=pair.pk).update(closed_until=Q3.until)
    rows = BalanceStatement.objects.filter(pk=statement.pk)
    closing = {"state": "closed", "closed_at": NOW}
    refuses("both parks must have confirmed", lambda: rows.update(**closing))
    songdo = cast.park("Songdo")
    step = {
        "statement": statement, "verb": "confirm", "to_state": "closed", "content_hash": statement.content_hash,
        "counted": 1, "at": NOW,
    }  # fmt: skip
    StatementStep.objects.create(park=songdo, **step)
    StatementStep.objects.create(park=malaga, **step)
    StatementStep.objects.create(park=porto, **(step | {"content_hash": "0" * 64}))
    refuses("both parks must have confirmed", lambda: rows.update(**closing))
    StatementStep.objects.create(park=porto, **step)
    StatementStep.objects.create(park=porto, **(step | {"verb": "dispute"}))
    refuses("both parks must have confirmed", lambda: rows.update(**closing))
    StatementStep.objects.create(park=porto, **step)
    rows.update(**closing)
    refuses(
        "both parks must have confirmed",
        lambda: BalanceStatement.objects.create(
            pair=pair, until=Q3.until, content_hash="0" * 64, created_at=NOW, **closing
        ),
    )


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_not_closed_while_its_days_are_open(pair, malaga, porto) -> None:
    post(malaga, porto)
    statement = confirm(pair, Q3, malaga)
    StatementStep.objects.create(
        statement=statement, park=porto, verb="confirm", to_state="closed", content_hash=statement.content_hash,
        counted=1, at=NOW,
    )  # fmt: skip
    rows = BalanceStatement.objects.filter(pk=statement.pk)
    refuses("the days of its pair are not", lambda: rows.update(state="closed", closed_at=NOW))


def test_one_statement_a_pair_and_period(closed, pair) -> None:
    values = {"pair": pair, "until": Q3.until, "content_hash": "1" * 64, "created_at": NOW}
    refuses("statement_once_a_period", lambda: BalanceStatement.objects.create(since=Q3.since, **values))
    BalanceStatement.objects.create(since=None, **values)
    refuses("statement_once_a_period", lambda: BalanceStatement.objects.create(since=None, **values))
    backwards = values | {"until": date(2026, 1, 1)}
    refuses("statement_begins_before_it_ends", lambda: BalanceStatement.objects.create(since=Q3.since, **backwards))


def confirmed_stay(porto, malaga, start: date, months: int = 3) -> Landing:
    cast.agreed(porto, malaga, Direction(12, places=3))
    return cast.confirmed(cast.company("Lumen", porto, "Inês Prado"), malaga, start, months, now=cast.at(2026, 8, 1))


def close(pair, day: date) -> None:
    """Close the books by hand, past what the conditions of a confirmation would let through."""
    Pair.objects.filter(pk=pair.pk).update(closed_until=day)


def test_a_late_check_in_gets_a_sentence_and_a_later_day_is_taken(pair, malaga, porto, now) -> None:
    landing = confirmed_stay(porto, malaga, date(2026, 9, 20))
    close(pair, date(2026, 9, 30))
    browser, url = people.browser_of(cast.manager_of(malaga)), f"{landing.get_absolute_url()}check-in/"
    answer = browser.post(url, {"arrived_on": "2026-09-20"})
    assert answer.status_code == 200 and "enter a later day" in answer.context["form"].errors["arrived_on"][0]
    assert Posting.objects.count() == 0 and Landing.objects.get().state == "confirmed"
    assert browser.post(url, {"arrived_on": "2026-10-01"}).status_code == 303
    assert Posting.objects.first().day == date(2026, 10, 1)


def test_a_late_no_show_gets_a_sentence(pair, malaga, porto, now) -> None:
    landing = confirmed_stay(porto, malaga, date(2026, 9, 20))
    close(pair, date(2026, 9, 30))
    browser = people.browser_of(cast.manager_of(malaga))
    answer = browser.post(f"{landing.get_absolute_url()}no-show/", {"reason": "Nobody came"})
    assert answer.status_code == 200
    assert (
        "began on 20 September 2026, and both parks closed their books up to 30 September 2026. Cancel the stay"
        in str(answer.context["form"].errors)
    )
    assert Landing.objects.get().state == "confirmed" and Posting.objects.count() == 0


def test_a_check_out_entered_late_reverses_closed_months_today(pair, malaga, porto, now) -> None:
    landing = confirmed_stay(porto, malaga, date(2026, 8, 1))
    host = cast.manager_of(malaga)
    landings.check_in(landing, by=host, arrived_on=date(2026, 8, 1), now=cast.at(2026, 8, 1))
    landings.daily(NOW)
    confirm(pair, Q3, malaga, porto)
    left = {"left_on": "2026-08-20", "justified": "on", "reason": "Called home"}
    assert people.browser_of(host).post(f"{landing.get_absolute_url()}check-out/", left).status_code == 303
    back = Posting.objects.filter(reverses__isnull=False)
    assert [(it.day, it.reverses.day) for it in back] == [
        (NOW.date(), date(2026, 9, 1)), (NOW.date(), date(2026, 10, 1)),
    ]  # fmt: skip


def test_the_daily_job_survives_a_month_the_books_refuse(pair, malaga, porto, caplog) -> None:
    landing = confirmed_stay(porto, malaga, date(2026, 8, 20))
    ondas = cast.company("Ondas", malaga, "Ana Sol")
    other = cast.confirmed(ondas, porto, date(2026, 8, 25), 3, now=cast.at(2026, 8, 1))
    landings.check_in(landing, by=cast.manager_of(malaga), arrived_on=date(2026, 8, 20), now=cast.at(2026, 8, 20))
    landings.check_in(other, by=cast.manager_of(porto), arrived_on=date(2026, 8, 25), now=cast.at(2026, 8, 25))
    close(pair, date(2026, 9, 22))  # Lumen's second month began on the 20th, Ondas' on the 25th
    assert landings.daily(NOW)["begun"] == 2
    assert "Lumen at Málaga" in caplog.text and "closed up to 22 September 2026" in caplog.text
    assert Posting.objects.filter(text__startswith="Ondas").count() == 3
    assert Posting.objects.filter(text__startswith="Lumen").count() == 1


def test_an_import_into_closed_books_names_the_row(closed, pair, malaga, porto, tmp_path) -> None:
    Park.objects.filter(pk=malaga.pk).update(code="MALA")
    head = "reference,home_park,host_park,starts_on,months,company\n"
    rows = "old,MALA,PORT,2026-08-15,3,Ondas\nnew,MALA,PORT,2026-10-01,1,Vega\n"
    (tmp_path / "history.csv").write_text(head + rows)
    with pytest.raises(NotImported) as refused:
        import_bundle(read_bundle(tmp_path), now=NOW)
    said = "\n".join(map(str, refused.value.problems))
    assert "Month 1 of “old” began on 15 August 2026, and both parks closed their books up to 30 September 2026" in said
    assert "Month 2 of “old”" in said and "of “new” began" not in said
    # On an open day too: what two parks keep in the portal comes into their books by their own signatures.
    assert "MALA and PORT have postings of their own in the portal, and “new” is not known" in said
    assert Posting.objects.count() == 1


def test_a_statement_of_a_disputed_past_does_not_stop_postings(pair, malaga, porto) -> None:
    post(malaga, porto)
    dispute(pair, Q3, porto)
    post(malaga, porto, Q3.first)
    with pytest.raises(Refused):
        confirm(pair, Q3, malaga, now=timezone.now() - timedelta(days=365 * 40))
