"""The report of a quarter: figures beside independent SQL, the same tomorrow, and what it says in words."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader

from exchanges.clearing.clearable import clearable_today
from exchanges.explaining import wording as say
from exchanges.explaining.models import QuarterReport
from exchanges.explaining.network_reports import NetworkReport, network_report
from exchanges.explaining.reports import ParkReport, for_report, park_report, ways_of
from exchanges.landings.late import late_today
from exchanges.ledger.models import Because
from parks.park.models import Park
from softlanding.kernel.quarters import Quarter
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.explaining.making import owe, sql, take_back

TODAY, THIRD = date(2026, 11, 23), Quarter(2026, 3)
UNTIL = """
    SELECT coalesce(sum(CASE WHEN creditor_id = %s THEN months ELSE -months END), 0) FROM exchanges_posting
    WHERE %s IN (creditor_id, debtor_id) AND day <= %s
"""
STAYS = """
    SELECT coalesce(sum(months), 0) FROM exchanges_posting p WHERE because = 'stay' AND {side}_id = %s
    AND day BETWEEN %s AND %s
    AND NOT EXISTS (SELECT 1 FROM exchanges_posting r WHERE r.reverses_id = p.id AND r.day <= %s)
"""
OWED = """
    SELECT coalesce(sum(abs(balance)), 0), count(*) FILTER (WHERE balance <> 0) FROM (
        SELECT sum(CASE WHEN p.creditor_id = pair.low_id THEN p.months ELSE -p.months END) AS balance
        FROM exchanges_posting p JOIN exchanges_pair pair ON pair.id = p.pair_id WHERE p.day <= %s GROUP BY pair.id
    ) AS pairs
"""


def report(park: Park, quarter: Quarter = THIRD, today: date = TODAY) -> ParkReport:
    it, _ = park_report(for_report(Park.objects.filter(pk=park.pk), quarter).get(), quarter)
    return replace(it, is_over=quarter.is_over(today))


def whole(quarter: Quarter = THIRD, today: date = TODAY) -> NetworkReport:
    return replace(network_report(quarter), is_over=quarter.is_over(today))


def ways(park: Park, today: date = TODAY) -> list[str]:
    row = for_report(Park.objects.filter(pk=park.pk), THIRD).get()
    return say.ways(ways_of(row, park_report(row, THIRD)[1], clearable_today(today), today))


def texts(it: ParkReport) -> tuple[Any, ...]:
    """What the report says of the quarter itself."""
    return say.sentence(it), [(one.label, one.value) for one in say.figures(it)], [one.says for one in say.far(it.far)]


QUARTERS = ["2023-Q2", "2024-Q4", "2025-Q1", "2025-Q3", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


def test_every_figure_is_what_sql_says(network) -> None:
    for year, number in (quarter.split("-Q") for quarter in QUARTERS):
        when = Quarter(int(year), int(number))
        for park in Park.objects.all():
            of_a_park_is_what_sql_says(park, when)
        of_the_network_is_what_sql_says(when)


def of_a_park_is_what_sql_says(park: Park, when: Quarter) -> None:
    it = report(park, when)
    assert it.start == sql(UNTIL, park.pk, park.pk, when.before.last)[0][0]
    assert it.end == sql(UNTIL, park.pk, park.pk, when.last)[0][0]
    assert it.start + sum(one.change for one in it.moved) == it.end
    for side, months in (("debtor", it.sums["sent"].lost), ("creditor", it.sums["hosted"].gained)):
        assert months == sql(STAYS.format(side=side), park.pk, when.first, when.last, when.last)[0][0]
    assert sum(one.end for one in it.partners) == it.end and sum(one.start for one in it.partners) == it.start


def of_the_network_is_what_sql_says(when: Quarter) -> None:
    it, parks = whole(when), list(Park.objects.all())
    assert (it.owed_start, it.pairs_start) == sql(OWED, when.before.last)[0]
    assert (it.owed_end, it.pairs_end) == sql(OWED, when.last)[0]
    ends = {
        one.code: tuple(sql(UNTIL, one.pk, one.pk, day)[0][0] for day in (when.before.last, when.last)) for one in parks
    }
    assert {one.park.code: (one.start, one.end) for one in it.far} == {
        code: both for code, both in ends.items() if both[1]
    }
    stays = STAYS.format(side="creditor")
    assert it.owed_start + sum(one.change for one in it.totals) == it.owed_end
    assert it.hosted == sum(sql(stays, one.pk, when.first, when.last, when.last)[0][0] for one in parks)


def test_the_third_quarter_of_a_park_that_owes(network) -> None:
    it = report(network.malaga)
    assert texts(it) == (
        "It owed 10 months at its start and 8 at its end: it sent 4 and hosted 5 months; 1 was waived.",
        [("At the start of 1 July 2026", "owes 10 months"), ("Hosted", "+5"), ("Sent", "−4"), ("Waived", "+1"),
         ("At the end of 30 September 2026", "owes 8 months")],
        ["Porto: owes 9 months, at the start 10", "Turin: is owed 5 months, at the start even",
         "Songdo: owes 4 months, at the start even"],
    )  # fmt: skip


def test_the_report_is_the_same_tomorrow_whatever_is_posted_after_the_quarter(network) -> None:
    before, of_all = texts(report(network.malaga)), say.network_sentence(whole())
    owe(network.malaga, network.porto, 9, day=date(2026, 10, 1))
    take_back(owe(network.songdo, network.malaga, 2, day=date(2026, 10, 5)), date(2026, 11, 1))
    assert texts(report(network.malaga, today=date(2027, 5, 5))) == before
    assert say.network_sentence(whole(today=date(2027, 5, 5))) == of_all


def test_a_stay_taken_back_later_stays_in_the_quarter_and_is_taken_back_in_the_other(network) -> None:
    second, fourth = report(network.malaga, Quarter(2026, 2)), report(network.malaga, Quarter(2026, 4))
    assert say.sentence(second) == "It owed 7 months at its start and 10 at its end: it sent 3 months."
    assert [(one.kind, one.says) for one in fourth.moved] == [("taken_back", "+3")]
    assert say.sentence(fourth) == (
        "It owed 8 months at its start and owes 5 months now: what was taken back of earlier postings moved +3."
    )
    posting = owe(network.songdo, network.malaga, 2, day=date(2026, 7, 5))
    with_it = texts(report(network.malaga))
    take_back(posting, date(2026, 9, 1))
    assert texts(report(network.malaga)) == texts(report(network.malaga, today=date(2027, 1, 1))) != with_it
    assert "Taken back" not in str(texts(report(network.malaga))), "within the quarter it cancels itself"


def test_late_decisions_wait(network) -> None:
    late = cast.at(2026, 12, 31)
    assert say.late(late_today(network.malaga, late), is_over=False) == [
        "2 decisions are past the agreed days: Lumen to Málaga (24 days late) and Daegu to Málaga (24 days late)."
    ]
    assert (
        "1 decision is past the agreed days: Ondas to Songdo"
        in say.late(late_today(network.songdo, late), is_over=0)[0]
    )
    assert late_today(network.porto, late).number == 0, "Lumen waits for Málaga, not for Porto"
    assert late_today(None, late).number == 3


def test_the_ways_back_are_those_of_the_day(network) -> None:
    assert ways(network.malaga) == [
        "Porto: host up to 5 months (6 left in 2026, 12 in 2027). With everything promised it owes 1 month then.",
        "Songdo: host up to 4 months (6 left in 2026, 12 in 2027). With everything promised it is even then.",
        "Daegu from Songdo, 3 months: with everything promised it owes 2 months then; 2 instead of 5 would be owed by "
        "it after a clearing.",
        "Lumen from Porto, 2 months: with everything promised it owes 3 months then; 4 instead of 5 would be owed by "
        "it after a clearing.",
        "A clearing of the whole network today would cancel 5 months of what it owes and as many of what it is owed.",
    ]
    assert say.network_ways(clearable_today(TODAY)) == [
        "Of 20 months owed today a clearing would cancel 15 and leave 5."
    ]
    alone = cast.park("Alone")
    assert ways(alone) == []
    owe(alone, network.turin, 2)
    assert ways(alone) == [
        "No partner has room now and no waiting application helps; a settlement or a new agreement may."
    ]


def test_settlements_of_the_network_are_told_by_kind(network) -> None:
    day = date(2026, 8, 1)
    for debtor, creditor in (
        (network.porto, network.malaga),
        (network.turin, network.porto),
        (network.malaga, network.turin),
    ):
        owe(debtor, creditor, 2, Because.CLEARING, day)
    owe(network.songdo, network.malaga, 1, Because.COMPENSATION, day)
    it = whole()
    assert [(one.label, one.months) for one in it.totals] == [
        ("Hosted", 9), ("Cleared in circles", 6), ("Waived", 1), ("Compensated", 1),
    ]  # fmt: skip
    assert it.settled == 8
    mine = report(network.malaga)
    assert ("Cleared in circles", "0 (+2 and −2)") in [(one.label, one.value) for one in say.figures(mine)]
    assert "2 were cleared in circles on both sides" in say.sentence(mine)


# Pages and paper


def test_the_page_and_the_pdf_say_the_same(network) -> None:
    browser = people.browser_of(cast.manager_of(network.malaga))
    page = browser.get("/network/MÁLA/report/2026-Q3/")
    assert page.status_code == 200
    text = page.content.decode()
    row = QuarterReport.objects.get(park=network.malaga)
    assert "<h1>Málaga in the third quarter of 2026</h1>" in text and say.sentence(report(network.malaga)) in text
    answer = browser.get("/network/MÁLA/report/2026-Q3/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    paper = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert reader.metadata and reader.metadata.title == "Málaga in the third quarter of 2026"
    assert "/MarkInfo" in reader.trailer["/Root"]
    for line in (say.sentence(report(network.malaga)), "owes 10 months", "Porto", row.hash, "Hosted +5"):
        assert " ".join(line.split()) in paper, line


def test_the_networks_report_is_its_admins(network) -> None:
    browser = people.browser_of(people.network_admin())
    page = browser.get("/network/report/2026-Q3/").content.decode()
    assert say.network_sentence(whole()) in page and "/network/M%C3%81LA/report/2026-Q3/" in page
    assert browser.get("/network/report/2026-Q3/report.pdf").content.startswith(b"%PDF")
    assert browser.get("/network/report/").url == "/network/report/2026-Q3/"
    assert browser.get("/network/MÁLA/report/").url == "/network/M%C3%81LA/report/2026-Q3/"
    assert people.browser_of(cast.manager_of(network.malaga)).get("/network/report/2026-Q3/").status_code == 404


@pytest.mark.parametrize(
    ("quarter", "status"),
    [("2026-Q4", 200), ("1900-Q1", 200), ("2027-Q1", 404), ("2999-Q4", 404), ("9999-Q4", 404), ("0001-Q1", 404),
     ("2026-Q0", 404), ("2026-Q5", 404), ("²026-Q1", 404), ("2026-q3", 404), ("x", 404), ("2026-Q33", 404)],
)  # fmt: skip
def test_odd_quarters(network, quarter: str, status: int) -> None:
    assert (
        people.browser_of(cast.manager_of(network.malaga)).get(f"/network/MÁLA/report/{quarter}/").status_code == status
    )
    assert people.browser_of(people.network_admin()).get(f"/network/report/{quarter}/").status_code == status


def test_a_quarter_begins_on_the_parks_own_day(network) -> None:
    Park.objects.filter(pk=network.songdo.pk).update(time_zone="Asia/Seoul")
    with time_machine.travel(cast.at(2026, 12, 31, 16), tick=False):
        assert (
            people.browser_of(cast.manager_of(network.songdo)).get("/network/SONG/report/2027-Q1/").status_code == 200
        )
        assert (
            people.browser_of(cast.manager_of(network.malaga)).get("/network/MÁLA/report/2027-Q1/").status_code == 404
        )
