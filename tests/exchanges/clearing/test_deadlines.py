"""The day a clearing is answered by is each park's own: Songdo in Seoul, Recife in Brazil, Malaga where it is UTC.

Seoul's 14 December has ended at 15 o'clock in Greenwich, Recife's at 3 o'clock of the 15th.
"""

from datetime import date
from typing import Any

import pytest
import time_machine

from exchanges.clearing import actions, schedule
from exchanges.clearing.models import Clearing
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at
from tests.exchanges.clearing.making import (
    ANSWER_BY,
    admin,
    agree,
    everybody_agrees,
    network,
    owe,
    propose,
    undo,
)

pytestmark = pytest.mark.django_db
ZONES = {"Songdo": "Asia/Seoul", "Recife": "America/Recife", "Malaga": "UTC"}
EACH = "(each in its own time zone)"
CIRCLE = [("Songdo", "Recife", 3), ("Recife", "Malaga", 5), ("Malaga", "Songdo", 4)]
LAST_HOURS = at(2026, 12, 14, 16)  # over in Seoul, not in Recife


@pytest.fixture
def parks() -> dict[str, Park]:
    found = network(CIRCLE)
    for name, park in found.items():
        park.time_zone = ZONES[name]
        park.save()
    return found


def read(user: Any, url: str, when: Any = LAST_HOURS) -> str:
    with time_machine.travel(when, tick=False):
        answer = people.browser_of(user).get(url, follow=True)
    assert answer.status_code == 200, url
    return " ".join(answer.content.decode().split())


def test_every_page_names_the_clock_of_the_park_that_must_answer(parks) -> None:
    clearing = propose()
    url, songdo, recife = (
        clearing.get_absolute_url(),
        cast.manager_of(parks["Songdo"]),
        cast.manager_of(parks["Recife"]),
    )
    for page in (url, f"{url}agree/", f"{url}refuse/"):
        assert "last day today</time> (Recife time)" in read(recife, page), page
        assert "14 December 2026</time> (Recife time)" in read(recife, page), page
        assert "1 day late</time> (Seoul time)" in read(songdo, page), page
    for page in (url, f"{url}withdraw/"):
        assert f"last day today</time> {EACH}" in read(admin(), page), "not over for everybody"
        assert f"14 December 2026</time> {EACH}" in read(admin(), page), page
    assert f"</time> {EACH}</span>; 0 of 3 parks agreed" in read(admin(), "/clearing/")
    assert f"</time> {EACH}</span>; 0 of 3 parks agreed" in read(recife, "/clearing/")
    assert f"last day today</time> {EACH}" in read(admin(), "/clearing/propose/")


def test_who_has_answered_reads_that_the_others_answer_by_their_own_clocks(parks) -> None:
    clearing = agree(propose(), parks["Songdo"])
    page = read(cast.manager_of(parks["Songdo"]), clearing.get_absolute_url())
    assert f"</time> {EACH}" in page and "Seoul time" not in page
    today = read(cast.manager_of(parks["Songdo"]), "/")
    assert f"</time> {EACH}" in today, "among what Songdo waits for"


def test_today_names_the_clock_of_each_park(parks) -> None:
    propose()
    for name in ("Songdo", "Recife"):
        clock = {"Songdo": "Seoul time", "Recife": "Recife time"}[name]
        page = read(cast.manager_of(parks[name]), "/", NOW)
        assert f"The day ends by {clock}." in page
        assert f"y 14 December ({clock}), in 21 days." in page
    assert f"until 14 December, 21 days left</time> {EACH}" in read(admin(), "/", NOW)


def test_the_page_of_a_proposal_names_the_clock() -> None:
    made = network([*CIRCLE, ("Lyon", "Oslo", 2), ("Oslo", "Rome", 2), ("Rome", "Lyon", 2)])
    Park.objects.filter(pk=made["Songdo"].pk).update(time_zone="Asia/Seoul")
    proposal = actions.propose(answer_by=ANSWER_BY, by=admin(), now=NOW)
    page = read(admin(), proposal.get_absolute_url(), NOW)
    assert "wait for answers, the first <span><time" in page
    assert f"until 14 December, 21 days left</time> {EACH}" in page


def test_every_page_of_an_undoing_names_the_clock(parks) -> None:
    clearing = undo(everybody_agrees(propose()))
    assert clearing.undo_by == date(2026, 12, 7)
    url, when = clearing.get_absolute_url(), at(2026, 12, 7, 16)
    recife = cast.manager_of(parks["Recife"])
    for page in (url, f"{url}sign/", f"{url}keep/"):
        assert "last day today</time> (Recife time)" in read(recife, page, when), page
        assert "7 December 2026</time> (Recife time)" in read(recife, page, when), page
        assert "1 day late</time> (Seoul time)" in read(cast.manager_of(parks["Songdo"]), page, when), page
    assert "signed, until <time" in read(recife, f"{url}sign/", when)
    assert f"7 December 2026</time> {EACH}" in read(admin(), url, when)
    assert "The day ends by Recife time." in read(recife, "/", when)


def test_whoever_asks_reads_whose_day_it_is(parks) -> None:
    with time_machine.travel(NOW, tick=False):
        client = people.browser_of(admin())
        first = client.get("/clearing/propose/")
        assert "Each until the day has ended where it is." in first.content.decode()
        typed = {"answer_by": "2026-12-14", "read": first.context["form"].initial["read"]}
        told = client.post("/clearing/propose/", typed, follow=True).content.decode()
        assert f"It answers by 14 December 2026 {EACH}." in told
        posted = everybody_agrees(Clearing.objects.get())
        typed = {"answer_by": "2026-12-14", "reason": "Entered twice"}
        told = client.post(f"{posted.get_absolute_url()}undo/", typed, follow=True).content.decode()
        assert f"has been asked to sign by 14 December 2026 {EACH}." in told


def test_what_tells_that_a_day_has_passed_names_the_clock_of_the_silent(parks) -> None:
    clearing = propose()
    agree(clearing, parks["Songdo"])
    agree(clearing, parks["Malaga"])
    schedule.daily(at(2026, 12, 15, 2))
    clearing.refresh_from_db()
    assert clearing.state == "proposed"
    schedule.daily(at(2026, 12, 15, 3))
    clearing.refresh_from_db()
    assert clearing.state == "dropped"
    reason = clearing.steps.get(verb="drop").reason
    assert reason == "Recife did not answer until 14 December 2026 (Recife time) and so takes no part."
    assert reason in Notice.objects.filter(recipient=cast.manager_of(parks["Malaga"])).latest("pk").body


def test_an_undoing_that_several_let_pass_says_each_in_its_own(parks) -> None:
    clearing = undo(everybody_agrees(propose()))
    schedule.daily(at(2026, 12, 8, 3))
    reason = clearing.steps.get(verb="expire").reason
    assert reason == f"Malaga, Recife and Songdo did not sign until 7 December 2026 {EACH}."


def test_refusals_name_the_clock(parks) -> None:
    with pytest.raises(Refused, match=r"23 November 2026 is not ahead; today is 23 November 2026 \(UTC time\)"):
        propose(answer_by=NOW.date())
    propose()
    with pytest.raises(Refused, match=r"for answers until 14 December 2026 \(each in its own time zone\), and beside"):
        propose()


def test_the_mail_of_who_keeps_its_yes_does_not_call_the_others_day_its_own(parks) -> None:
    clearing = propose()
    agree(clearing, parks["Songdo"])
    owe(parks["Malaga"], parks["Recife"], 3)  # 5 owed the other way are 2 now
    schedule.daily(NOW)
    bodies = Notice.objects.filter(key__contains="clearing-step", recipient=cast.manager_of(parks["Recife"]))
    asked = bodies.latest("pk").body
    assert "your answer is needed by 14 December 2026 (Recife time)." in asked


def test_parks_of_one_zone_read_no_clock() -> None:
    made = network(CIRCLE)
    Park.objects.update(time_zone="Asia/Seoul")
    clearing = propose()
    url, songdo = clearing.get_absolute_url(), cast.manager_of(made["Songdo"])
    pages = [read(songdo, page, NOW) for page in (url, f"{url}agree/", "/clearing/", "/")]
    pages += [read(admin(), page, NOW) for page in (url, "/clearing/", "/clearing/propose/", "/")]
    everybody_agrees(clearing)
    undone = undo(clearing)
    pages += [read(songdo, page, NOW) for page in (url, f"{url}sign/", "/")]
    schedule.daily(at(2026, 12, 9))
    bodies = [*Notice.objects.values_list("body", flat=True), undone.steps.get(verb="expire").reason]
    for text in (*pages, *bodies):
        assert "Seoul time" not in text and "own time zone" not in text
