"""What the clock does: the silent, what no longer fits, and the yearly proposal by the real task."""

from datetime import date, datetime

import pytest
import time_machine

from exchanges.agreements.terms import Direction
from exchanges.clearing import schedule
from exchanges.clearing.models import Clearing, ClearingYear
from exchanges.ledger.models import Pair
from exchanges.tasks import daily, yearly_clearing
from parks.park.models import Park
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.clearing.making import agree, books, everybody_agrees, network, owe, propose, undo

pytestmark = pytest.mark.django_db
TRIANGLE = [("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)]


def on(when: str) -> datetime:
    return datetime.fromisoformat(f"{when}+00:00")


def run(task: object, when: str) -> None:
    with time_machine.travel(on(when), tick=False):
        task()  # type: ignore[operator]


def test_an_answer_is_in_time_while_it_is_that_day_where_the_silent_park_lies() -> None:
    parks = network(TRIANGLE)
    for name, zone in (("Malaga", "Pacific/Auckland"), ("Porto", "America/Recife"), ("Turin", "Europe/Rome")):
        Park.objects.filter(pk=parks[name].pk).update(time_zone=zone)
    clearing = propose(answer_by=date(2026, 12, 14))
    run(daily, "2026-12-15T02:59")  # 23:59 in Recife
    clearing.refresh_from_db()
    assert clearing.state == "proposed"
    run(daily, "2026-12-15T03:00")
    clearing.refresh_from_db()
    assert clearing.state == "dropped"  # nobody answered, so nobody takes part
    said = clearing.steps.filter(verb="lapse").values_list("acted_for", flat=True)
    assert sorted(said) == ["Malaga", "Porto", "Turin"]
    told = Notice.objects.filter(recipient__name="Porto Manager").order_by("pk").last()
    assert told and "did not answer until 14 December 2026" in told.body


def test_mails_name_the_clock_of_the_park_that_answers_where_the_days_end_apart() -> None:
    parks = network(TRIANGLE)
    Park.objects.filter(pk=parks["Malaga"].pk).update(time_zone="Pacific/Auckland")
    Park.objects.filter(pk=parks["Porto"].pk).update(time_zone="America/Recife")
    clearing = propose(answer_by=date(2026, 12, 14))
    undo(everybody_agrees(clearing))

    def told(mail: str) -> dict[str, str]:
        return dict(Notice.objects.filter(subject__startswith=mail).values_list("recipient__name", "body"))

    asked, undoing = told("Agree to"), told("Sign by")
    assert "answer by 14 December 2026 (Auckland time), your park takes no part" in asked["Malaga Manager"]
    assert "signed by 7 December 2026 (Recife time); else" in undoing["Porto Manager"]


def test_what_no_longer_fits_is_computed_anew_the_same_hour() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    agree(clearing, parks["Turin"])
    run(daily, "2026-11-23T13:00")
    assert Clearing.objects.count() == 1
    owe(parks["Porto"], parks["Malaga"], 1)
    run(daily, "2026-11-23T14:00")
    run(daily, "2026-11-23T15:00")
    assert list(Clearing.objects.order_by("pk").values_list("state", "total")) == [("replaced", 9), ("proposed", 6)]


def test_the_schedule_proposes_once_a_year_on_its_day(settings) -> None:
    settings.CLEARING_DAY, settings.CLEARING_ANSWER_DAYS = "02-01", 10
    network(TRIANGLE)
    for when in ("2027-01-31T23:00", "2027-02-01T00:30", "2027-02-01T06:00", "2027-02-02T06:00"):
        run(yearly_clearing, when)
    clearing = Clearing.objects.get()
    assert (clearing.frozen_on, clearing.answer_by) == (date(2027, 2, 1), date(2027, 2, 11))
    assert clearing.proposal.proposed_by is None and clearing.steps.get().acted_for == "The yearly schedule"
    run(daily, "2027-02-13T00:00")
    run(yearly_clearing, "2027-02-14T00:00")
    assert Clearing.objects.count() == 1 and ClearingYear.objects.get().proposal == clearing.proposal
    run(yearly_clearing, "2028-02-05T00:00")  # nothing ran on the day itself
    assert list(ClearingYear.objects.order_by("year").values_list("year", flat=True)) == [2027, 2028]
    assert Clearing.objects.count() == 2


def test_the_schedule_proposes_nothing_where_nothing_can_be_cleared_and_looks_once() -> None:
    parks = network([("Malaga", "Porto", 3), ("Porto", "Turin", 5)])
    run(yearly_clearing, "2027-02-01T06:00")
    assert ClearingYear.objects.get().proposal is None and not Clearing.objects.exists()
    cast.agreed(parks["Turin"], parks["Malaga"], Direction(6))
    owe(parks["Turin"], parks["Malaga"], 2)
    run(yearly_clearing, "2027-02-02T06:00")
    assert not Clearing.objects.exists()


def test_the_schedule_waits_for_an_open_clearing_and_not_longer_than_a_month() -> None:
    network(TRIANGLE)
    with time_machine.travel(on("2027-01-20T06:00"), tick=False):
        clearing = propose(answer_by=date(2027, 2, 20), now=on("2027-01-20T06:00"))
    assert schedule.yearly(on("2027-02-01T06:00")) is None and not ClearingYear.objects.exists()
    run(daily, "2027-02-22T00:00")
    clearing.refresh_from_db()
    assert clearing.state == "dropped"
    assert schedule.yearly(on("2027-03-05T06:00")) is None  # its day is over a month ago
    assert schedule.yearly(on("2027-03-04T06:00")) is not None


def test_without_a_day_the_schedule_never_proposes(settings) -> None:
    settings.CLEARING_DAY = ""
    network(TRIANGLE)
    assert schedule.yearly(on("2027-02-01T06:00")) is None and NOW.year == 2026


def test_closed_books_keep_a_clearing_waiting_until_a_later_day() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    Pair.objects.filter(low=parks["Malaga"], high=parks["Porto"]).update(closed_until=date(2026, 11, 23))
    assert everybody_agrees(clearing).state == "proposed"
    run(daily, "2026-11-23T20:00")
    clearing.refresh_from_db()
    assert clearing.state == "proposed"
    run(daily, "2026-11-24T00:30")
    clearing.refresh_from_db()
    assert (clearing.state, clearing.posted_on) == ("posted", date(2026, 11, 24))
    assert books() == {"Porto owes Turin": 2, "Turin owes Malaga": 1}
