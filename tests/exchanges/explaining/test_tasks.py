"""The daily job writes each quarter's report once: to every park's people and to the network admins."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as sent

from exchanges.agreements.terms import Direction
from exchanges.explaining import written_reports
from exchanges.explaining.announcements import write_reports
from exchanges.explaining.models import QuarterReport
from exchanges.tasks import write_reports as task
from softlanding.celery import app
from softlanding.notices.actions import deliver_next
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.explaining.making import owe


def reports() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(key__startswith="report/").order_by("key", "address")
    return [(row.key.split("/")[1], row.recipient.name) for row in rows if row.recipient]


EVERYBODY = ["Carla Conti", "João Alves", "Kim Ji", "Marta Ruiz", "Nadia Novak"]


def test_both_are_told_once(network) -> None:
    people.network_admin()
    cast.member(network.malaga, cast.person("Dora Deputy"), "deputy")
    task()
    told = reports()
    assert {quarter for quarter, _ in told} == {"2026-Q3"}
    assert sorted(name for _, name in told) == sorted([*EVERYBODY, "Dora Deputy"])
    task()
    write_reports(cast.at(2026, 12, 31))
    assert reports() == told


def test_the_mail_says_it_in_words_and_figures(network) -> None:
    write_reports(cast.NOW)
    notice = Notice.objects.get(recipient__name="Marta Ruiz", key__startswith="report/")
    assert notice.subject == "Málaga in the third quarter of 2026"
    assert notice.url == "/network/M%C3%81LA/report/2026-Q3/"
    assert notice.body.startswith("It owed 10 months at its start and 8 at its end: it sent 4 and hosted 5 months;")
    for line in (
        "At the start of 1 July 2026: owes 10 months", "Hosted: +5", "Sent: −4", "Waived: +1",
        "At the end of 30 September 2026: owes 8 months", "- Porto: owes 9 months, at the start 10",
        "Written on 23 November 2026, and kept as it was written.",
        f"SHA-256 of the report: {QuarterReport.objects.get(park=network.malaga).hash}",
    ):  # fmt: skip
        assert line in notice.body, line
    assert "&" not in notice.body and "\n\n\n" not in notice.body
    browser = people.browser_of(cast.manager_of(network.malaga))
    assert browser.get(notice.url).status_code == 200
    while deliver_next(cast.NOW + timedelta(hours=1)):
        pass
    [letter] = [one for one in sent.outbox if one.to == ["marta.ruiz@example.org"] and "quarter" in one.subject]
    assert "/network/M%C3%81LA/report/2026-Q3/" in letter.body


def test_each_quarter_has_its_own_and_a_downtime_is_caught_up_with(network) -> None:
    write_reports(cast.NOW)
    first = len(reports())
    write_reports(cast.at(2027, 1, 1, 13))
    assert {quarter for quarter, _ in reports()} == {"2026-Q3", "2026-Q4"} and len(reports()) == 2 * first
    write_reports(cast.at(2027, 8, 1))
    assert sorted({quarter for quarter, _ in reports()}) == ["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"]
    assert len(reports()) == 4 * first


def test_nobody_is_told_before_the_quarter_is_over_everywhere(network) -> None:
    """Until then a month may still begin in it: 12 hours after midnight in UTC."""
    network.songdo.time_zone = "Asia/Seoul"
    network.songdo.save()
    write_reports(cast.at(2027, 1, 1, 11))
    assert "2026-Q4" not in {quarter for quarter, _ in reports()}
    write_reports(cast.at(2027, 1, 1, 12))
    assert {("2026-Q4", "Kim Ji"), ("2026-Q4", "Marta Ruiz")} <= set(reports())


def test_a_park_with_nothing_gets_no_mail_and_one_that_met_somebody_later_neither(network) -> None:
    lone = cast.park("Lone", "Lea Lone")
    late = cast.park("Tardy", "Tom Tardy")
    owe(late, network.turin, 2, day=date(2026, 10, 1))
    write_reports(cast.NOW)
    assert not [name for _, name in reports() if name in ("Lea Lone", "Tom Tardy")]
    cast.agreed(lone, network.turin, Direction(4))  # signed on 2 January: before the quarter's end
    write_reports(cast.NOW)
    assert ("2026-Q3", "Lea Lone") in reports() and ("2026-Q3", "Tom Tardy") not in reports()


def test_whoever_comes_later_is_not_told_of_what_was(network) -> None:
    write_reports(cast.NOW)
    cast.member(network.malaga, cast.person("Nils New"))
    write_reports(cast.at(2026, 12, 1))
    assert "Nils New" not in [name for _, name in reports()]
    write_reports(cast.at(2027, 1, 2))
    assert ("2026-Q4", "Nils New") in reports()


def test_a_network_without_anything_is_not_reported(db: None) -> None:
    people.network_admin()
    assert write_reports(cast.NOW) == 0 and not Notice.objects.exists()


def test_one_report_that_fails_keeps_nobody_from_the_others(network, monkeypatch: Any, caplog: Any) -> None:
    real = written_reports.park_report

    def fails_for_porto(park: Any, *rest: Any) -> Any:
        if park.pk == network.porto.pk:
            raise RuntimeError("odd")
        return real(park, *rest)

    monkeypatch.setattr(written_reports, "park_report", fails_for_porto)
    write_reports(cast.NOW)
    assert sorted(name for _, name in reports()) == ["Carla Conti", "Kim Ji", "Marta Ruiz"]
    assert "was not written" in caplog.text
    monkeypatch.setattr(written_reports, "park_report", real)
    write_reports(cast.NOW)
    assert "João Alves" in [name for _, name in reports()]


def test_the_beat_runs_it_daily() -> None:
    row = app.conf.beat_schedule["write-reports"]
    assert (row["task"], row["schedule"]) == ("exchanges.tasks.write_reports", 24 * 3600.0)
    assert row["task"] in app.tasks


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_writes_them(celery_worker_process: Any) -> None:
    import time

    one, other = cast.park("Málaga", "Marta Ruiz"), cast.park("Porto", "João Alves")
    owe(one, other, 3, day=date(2020, 1, 1))
    task.delay()
    until = time.monotonic() + 30
    while len(reports()) < 2 and time.monotonic() < until:
        time.sleep(0.2)
    assert sorted(name for _, name in reports()) == ["João Alves", "Marta Ruiz"]
