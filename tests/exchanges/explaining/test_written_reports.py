"""A closed quarter's report: its rows add up, it tells what happened until its last day, and it is written once."""

import hashlib
import io
import json
import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.queries import terms_of
from exchanges.explaining import wording as say
from exchanges.explaining import written_reports as written
from exchanges.explaining.models import QuarterReport
from exchanges.explaining.network_reports import network_report
from exchanges.explaining.reports import for_report, park_report
from exchanges.landings import actions as landings
from exchanges.ledger.models import Because, Pair, Posting
from parks.park.models import Park
from softlanding.kernel.quarters import Quarter
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at
from tests.exchanges.explaining.making import owe, take_back

CHECK = "/statements/check/"
THIRD, FOURTH = Quarter(2026, 3), Quarter(2026, 4)


# Sums


def rows_add_up(parks: list[Park], quarters: list[Quarter]) -> None:
    """What a reader adds up: the first line and all that follow make the last, in every report."""
    for quarter in quarters:
        tables = [say.network_figures(network_report(quarter))]
        tables += [say.figures(park_report(row, quarter)[0]) for row in for_report(Park.objects.all(), quarter)]
        for first, *rows, last in tables:
            assert first.n + sum(row.n for row in rows) == last.n, (quarter, [(one.label, one.n) for one in rows])
        balances = dict.fromkeys(Pair.objects.all(), 0)
        for posting in Posting.objects.filter(day__lte=quarter.last):
            pair = next(it for it in balances if it.pk == posting.pair_id)
            balances[pair] += posting.months * (1 if posting.creditor_id == pair.low_id else -1)
        assert tables[0][-1].n == sum(abs(n) for n in balances.values())


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_opening_and_rows_make_the_closing_in_any_history(seed: int) -> None:
    """Stays both ways, settlements of every kind, postings late and taken back, in any order of days."""
    chance, parks = random.Random(seed), [cast.park(name) for name in ("Porto", "Turin", "Songdo")]
    first, last = date(2026, 1, 1), date(2026, 9, 30)
    for _ in range(30):
        day = first + timedelta(days=chance.randrange((last - first).days))
        debtor, creditor = chance.sample(parks, 2)
        made = owe(debtor, creditor, chance.randint(1, 5), chance.choice([Because.STAY, *Because]), day)
        if chance.random() < 0.25:
            take_back(made, day + timedelta(days=chance.randrange(120)))
    rows_add_up(parks, [Quarter(2026, number) for number in (1, 2, 3, 4)])


def test_opening_and_rows_make_the_closing_in_the_known_network(network) -> None:
    rows_add_up(list(Park.objects.all()), [Quarter(2025, 4), *(Quarter(2026, number) for number in (1, 2, 3, 4))])


@pytest.mark.django_db
def test_months_that_pay_older_debt_back_have_a_row() -> None:
    """Porto owes Turin 6; four months the other way pay back, three of Songdo's are owed anew, and one is waived."""
    porto, turin, songdo = cast.park("Porto"), cast.park("Turin"), cast.park("Songdo")
    owe(porto, turin, 6, day=date(2026, 5, 1))
    owe(turin, porto, 4, day=date(2026, 7, 1))
    owe(songdo, porto, 3, day=date(2026, 8, 1))
    owe(turin, porto, 1, Because.WAIVER, date(2026, 9, 1))
    assert [(one.label, one.value) for one in say.network_figures(network_report(THIRD))] == [
        ("Owed at the start", "6 months, in 1 pair"), ("Hosted, and owed", "+3"),
        ("Hosted, and paid older months back", "−4"), ("Waived", "−1"), ("Owed so far", "4 months, in 2 pairs"),
    ]  # fmt: skip


# Written once


def test_it_is_written_once_and_what_is_posted_later_is_a_line_of_the_next(network) -> None:
    row = written.of_park(network.malaga, THIRD, NOW)
    of_all = written.of_network(THIRD, NOW)
    assert row and of_all and row.hash == hashlib.sha256(row.content.encode()).hexdigest()
    owe(network.malaga, network.porto, 2, day=date(2026, 8, 3))  # into the quarter, whose books nobody closed
    network.malaga.name = "Málaga renamed"
    network.malaga.save()
    later = at(2027, 1, 5)
    assert written.of_park(network.malaga, THIRD, later) == row and written.of_network(THIRD, later) == of_all
    assert QuarterReport.objects.filter(quarter="2026-Q3").count() == 2
    told = written.read_park(row)
    assert say.title(told) == "Málaga in the third quarter of 2026" and told.end == -8
    after = written.of_park(network.malaga, FOURTH, later)
    assert after
    first, since, *rows, last = say.figures(written.read_park(after))
    assert (first.value, since.label, since.value) == (
        "owes 8 months", "Posted into earlier quarters after their report", "−2"
    )  # fmt: skip
    assert (
        first.n + since.n + sum(one.n for one in rows)
        == last.n
        == sum(pair.balance_of(network.malaga) for pair in Pair.objects.of_park(network.malaga))
    )


@pytest.mark.django_db
def test_a_quarter_nobody_wrote_is_written_with_the_next() -> None:
    """No report was made of the second quarter; two months came into the first one after its report."""
    porto, turin = cast.park("Porto"), cast.park("Turin")
    owe(porto, turin, 6, day=date(2026, 2, 1))
    first = [written.of_park(porto, Quarter(2026, 1), at(2026, 4, 3)), written.of_network(Quarter(2026, 1), NOW)]
    assert all(first)
    owe(porto, turin, 2, day=date(2026, 3, 1))
    park, network = written.of_park(porto, THIRD, NOW), written.of_network(THIRD, NOW)
    assert park and network
    assert written.read_park(park).start == -8 and written.read_network(network).owed_start == 8
    rows = QuarterReport.objects.filter(quarter="2026-Q2").order_by("-park")
    second = {row.park_id: json.loads(row.content) for row in rows}
    assert (second[porto.pk]["start"], second[porto.pk]["end"]) == (-6, -8)
    assert (second[None]["owed_start"], second[None]["owed_end"]) == (6, 8)


def let_decide_in(days: int, network, now: datetime) -> None:
    """An amendment of Porto and Málaga that both sign on a day."""
    agreement = Agreement.objects.get(pair=Pair.objects.between(network.porto, network.malaga))
    by, new = cast.manager_of(network.porto), replace(terms_of(agreement.ruling), decision_days=days, rules_from=None)
    tabled = agreements.amend(agreement, by=by, park=network.porto, terms=new, now=now)
    for park in (network.porto, network.malaga):
        read = tabled.newest.content_hash
        tabled = agreements.sign(tabled, by=cast.manager_of(park), park=park, content_hash=read, now=now)


def test_it_holds_only_what_happened_until_its_last_day(network) -> None:
    """Lumen waited for Málaga past its day when the quarter ended; that it was answered in October changes nothing."""
    end, asked = date(2026, 9, 30), at(2026, 9, 1)
    company = cast.company("Early", network.porto, "Eva Early")
    landing = cast.nominated(company, network.malaga, date(2027, 3, 1), 1, now=asked)
    assert landing.due_on and landing.due_on < end
    landings.decline(landing, by=cast.manager_of(network.malaga), reason="No room", now=at(2026, 10, 9))
    let_decide_in(60, network, at(2026, 10, 10))
    row = written.of_park(network.malaga, THIRD, NOW)
    assert row
    late = (end + timedelta(days=1) - landing.due_on).days
    assert json.loads(row.content)["late"] == {
        "number": 1, "told": [{"company": "Early", "host": "Málaga", "days": late}],
    }  # fmt: skip
    browser = people.browser_of(cast.manager_of(network.malaga))
    page = browser.get("/network/MÁLA/report/2026-Q3/").content.decode()
    assert f"1 decision was past the agreed days: Early to Málaga ({late} days late)." in page
    assert "With everything promised" not in page and "would cancel" not in page
    running = browser.get("/network/MÁLA/report/2026-Q4/").content.decode()
    assert "With everything promised" in running and "The quarter is under way" in running
    assert not QuarterReport.objects.filter(quarter="2026-Q4").exists()


def test_reading_it_first_writes_it_and_nothing_is_written_of_nothing(network) -> None:
    browser = people.browser_of(cast.manager_of(network.malaga))
    browser.get("/network/MÁLA/report/2026-Q3/report.pdf")
    row = QuarterReport.objects.get()
    page = browser.get("/network/MÁLA/report/2026-Q3/").content.decode()
    assert row.hash in page and QuarterReport.objects.count() == 1
    assert "so no report of it was written" in browser.get("/network/MÁLA/report/1999-Q3/").content.decode()
    assert QuarterReport.objects.count() == 1


def test_page_pdf_table_and_check_page_are_of_one_text(network) -> None:
    browser = people.browser_of(cast.manager_of(network.malaga))
    reader = PdfReader(io.BytesIO(browser.get("/network/MÁLA/report/2026-Q3/report.pdf").content))
    row = QuarterReport.objects.get()
    [attached] = reader.attachments["report.json"]
    assert attached.decode() == row.content
    book = load_workbook(io.BytesIO(browser.get("/network/MÁLA/report/2026-Q3/report.xlsx").content))
    lines = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert ["Hosted", 5, "+5"] in lines and ["SHA-256 of the report", None, row.hash] in lines
    anybody = Client()
    answer = anybody.post(CHECK, {"hash": row.hash}).content.decode()
    for text in ("Report of Málaga, the third quarter of 2026", "as it was written", "Written on 23 November 2026"):
        assert text in answer, text
    given = anybody.post(CHECK, {"file": SimpleUploadedFile("report.json", attached)}).content.decode()
    assert "Report of Málaga, the third quarter of 2026" in given
    forged = attached.replace(b'"end":-8', b'"end":-7')
    assert forged != attached
    refused = anybody.post(CHECK, {"file": SimpleUploadedFile("report.json", forged)}).content.decode()
    assert "The portal knows no document with this hash" in refused


def test_the_database_changes_and_drops_none(network) -> None:
    row = written.of_park(network.malaga, THIRD, NOW)
    assert row
    rows = QuarterReport.objects.filter(pk=row.pk)
    wrong = {"quarter": "2026-Q2", "content": "{}", "hash": row.hash[::-1], "written_at": NOW}
    for change in (
        lambda: rows.update(content="{}"), lambda: rows.delete(), lambda: QuarterReport.objects.create(**wrong),
        lambda: QuarterReport.objects.create(park=network.malaga, quarter="2026-Q3", content="{}",
                                             hash=hashlib.sha256(b"{}").hexdigest(), written_at=NOW),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
