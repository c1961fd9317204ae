"""A day for an answer ends when it has ended for whoever must answer: a company of Los Angeles, a host in Auckland.

Auckland's 8 December begins at 11 o'clock of the 7th in Greenwich, that of Los Angeles at 8 o'clock of the 8th.
"""

from datetime import date

import pytest
import time_machine

from exchanges.agreements import actions as agreements
from exchanges.agreements.terms import Direction
from exchanges.exceptions import actions as exceptions
from exchanges.landings import actions
from exchanges.landings.models import LandingStep
from exchanges.today.waiting import waiting
from parks.park.models import Park
from softlanding.kernel.calendar import answer_day, clock_said, day_ends, has_ended
from softlanding.kernel.refusals import Refused
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at

pytestmark = pytest.mark.django_db
AUCKLAND, ANGELES = "Pacific/Auckland", "America/Los_Angeles"
START = date(2027, 3, 1)


def moved(name: str, manager: str, zone: str):
    park = cast.park(name, manager)
    park.time_zone = zone
    park.save()
    return park


@pytest.fixture
def home():
    return moved("Venice Beach", "Anna Lund", ANGELES)


@pytest.fixture
def host():
    return moved("Waitemata", "Bea Ruiz", AUCKLAND)


@pytest.fixture
def lumen(home, host):
    cast.agreed(home, host, Direction(6, places=2), limit_at=6)
    return cast.company("Lumen", home, "Cleo Dias")


def test_the_end_of_a_day_is_reckoned_where_the_answer_is_given() -> None:
    day = date(2026, 12, 7)
    assert day_ends(day, AUCKLAND) == at(2026, 12, 7, 11) and day_ends(day, ANGELES) == at(2026, 12, 8, 8)
    for zone, last_hour, first_after in ((AUCKLAND, at(2026, 12, 7, 10), at(2026, 12, 7, 11)),
                                         (ANGELES, at(2026, 12, 8, 7), at(2026, 12, 8, 8))):  # fmt: skip
        assert not has_ended(day, last_hour, zone) and has_ended(day, first_after, zone)
    assert answer_day(NOW, 14, AUCKLAND) == date(2026, 12, 8), "it is the 24th there already"
    assert answer_day(NOW, 14, ANGELES) == day
    assert clock_said(day, ANGELES, [AUCKLAND]) == "Los Angeles time"
    assert clock_said(day, "Europe/Madrid", ["Europe/Paris"]) == "" == clock_said(day, ANGELES, [ANGELES])


def offered(lumen, host):
    landing = cast.nominated(lumen, host, START, 2)
    return actions.offer(
        landing, by=cast.manager_of(host), starts_on=START, length=2, answer_by=date(2026, 12, 7), now=NOW
    )


def test_an_offer_lapses_when_the_day_has_ended_for_the_company(lumen, home, host) -> None:
    """By the host's clock it would be 21 hours earlier."""
    landing = offered(lumen, host)
    assert actions.daily(at(2026, 12, 8, 7))["lapsed"] == 0
    assert actions.daily(at(2026, 12, 8, 8))["lapsed"] == 1
    landing.refresh_from_db()
    assert landing.state == "lapsed"


def test_an_offer_is_confirmed_until_the_day_has_ended_for_the_company(lumen, home, host) -> None:
    landing = offered(lumen, host)
    with pytest.raises(
        Refused, match=r"This offer ended on 7 December 2026 \(Los Angeles time\). Ask Waitemata for a new one."
    ):
        actions.confirm(landing, by=cast.lead_of(lumen), now=at(2026, 12, 8, 8))
    assert actions.confirm(landing, by=cast.lead_of(lumen), now=at(2026, 12, 8, 7)).state == "confirmed"


def test_a_day_that_is_over_for_the_company_is_not_given_to_it(lumen, home, host) -> None:
    """The host's 24 November has begun, the company's 23rd has not ended; the other way round the 23rd is over."""
    landing = cast.nominated(lumen, host, START, 2)
    facts = {"by": cast.manager_of(host), "starts_on": START, "length": 2}
    with pytest.raises(Refused, match=r"22 November 2026 \(Los Angeles time\) has passed"):
        actions.offer(landing, answer_by=date(2026, 11, 22), now=NOW, **facts)
    assert actions.offer(landing, answer_by=date(2026, 11, 23), now=NOW, **facts).state == "offered"


@pytest.mark.parametrize(
    ("hour", "is_late"), [(at(2026, 12, 8, 7), False), (at(2026, 12, 8, 8), True)]
)  # fmt: skip
def test_a_home_park_decides_in_time_by_its_own_clock(lumen, home, host, hour, is_late) -> None:
    landing = cast.submitted(lumen, host, START, 2)
    assert landing.due_on == date(2026, 12, 7)
    actions.nominate(landing, by=cast.manager_of(home), now=hour)
    assert LandingStep.objects.get(verb="nominate").is_late is is_late


@pytest.mark.parametrize(
    ("hour", "is_late"), [(at(2026, 12, 8, 10), False), (at(2026, 12, 8, 11), True)]
)  # fmt: skip
def test_a_host_decides_in_time_by_its_own_clock(lumen, home, host, hour, is_late) -> None:
    landing = cast.nominated(lumen, host, START, 2)
    assert landing.due_on == date(2026, 12, 8)
    actions.decline(landing, by=cast.manager_of(host), reason="No", now=hour)
    assert LandingStep.objects.get(verb="decline").is_late is is_late


def test_the_network_is_told_of_a_late_park_when_its_day_has_ended(lumen, home, host) -> None:
    cast.submitted(lumen, host, START, 2)
    admin = people.network_admin()

    def late(now) -> list[str]:
        found = waiting(admin, now.date(), now, 10)
        return [row.kind.name for row in found if row.kind.name.startswith("late_")]

    assert late(at(2026, 12, 8, 7)) == [] and late(at(2026, 12, 8, 8)) == ["late_submitted"]


def test_mails_and_pages_name_the_clock_where_the_sides_differ(lumen, home, host) -> None:
    landing = offered(lumen, host)
    bodies = "\n".join(Notice.objects.values_list("body", flat=True))
    assert "You decide until 7 December 2026 (Los Angeles time) whether" in bodies
    assert "You decide until 8 December 2026 (Auckland time)." in bodies
    assert "Confirm until 7 December 2026 (Los Angeles time);" in "".join(
        Notice.objects.filter(recipient=cast.lead_of(lumen)).values_list("body", flat=True)
    )
    with time_machine.travel(at(2026, 12, 8, 7), tick=False):
        page = people.browser_of(cast.lead_of(lumen)).get(landing.get_absolute_url()).content.decode()
        listed = people.browser_of(cast.lead_of(lumen)).get("/landings/").content.decode()
    assert "last day today</time> (Los Angeles time)" in page
    assert listed.count("last day today</time> (Los Angeles time)") == 2, "among what waits, and among all"


def test_today_counts_the_days_where_the_answer_is_given_and_names_the_clock(lumen, home, host) -> None:
    offered(lumen, host)
    with time_machine.travel(at(2026, 12, 8, 7), tick=False):
        lead, manager = (people.browser_of(one).get("/").content.decode()
                         for one in (cast.lead_of(lumen), cast.manager_of(host)))  # fmt: skip
    assert "<b>today</b>" in lead and "The day ends by Los Angeles time." in lead
    assert "last day today</time> (Los Angeles time)" in manager, "though it is the 8th in Auckland"


def test_the_mail_of_a_lapsed_offer_names_the_clock_it_ended_by(lumen, home, host) -> None:
    offered(lumen, host)
    actions.daily(at(2026, 12, 8, 8))
    told = Notice.objects.filter(recipient=cast.manager_of(host)).order_by("pk").last()
    assert told and "until 7 December 2026 (Los Angeles time), so it lapsed." in told.body


def test_no_clock_is_named_where_both_days_end_at_once(lumen, home, host) -> None:
    home.time_zone = host.time_zone = AUCKLAND
    home.save()
    host.save()
    landing = offered(lumen, host)
    assert landing.due_said == "7 December 2026"


def shown_to(user, url: str, when) -> str:
    with time_machine.travel(when, tick=False):
        return people.browser_of(user).get(url).content.decode()


def test_refusals_that_a_day_passed_name_the_clock(lumen, home, host) -> None:
    """On the page, before anybody presses, as well."""
    landing = offered(lumen, host)
    page = shown_to(cast.lead_of(lumen), f"{landing.get_absolute_url()}confirm/", at(2026, 12, 8, 9))
    assert "This offer ended on 7 December 2026 (Los Angeles time). Ask Waitemata for a new one." in page
    other = cast.company("Other", home, "Dora Diaz")
    with pytest.raises(Refused, match=r"23 November 2026 has passed; today is 24 November 2026 \(Auckland time\)"):
        cast.submitted(other, host, date(2026, 11, 23), 2)
    with pytest.raises(Refused, match=r"22 November 2026 has passed; today is 24 November 2026 \(Auckland time\)"):
        exceptions.grant(home=home, host=host, months=2, ends_on=date(2026, 11, 22), reason="A fair",
                         by=people.network_admin(), now=NOW)  # fmt: skip


def test_terms_that_are_over_for_one_party_say_by_whose_clock(home, host) -> None:
    made = cast.terms(home, host, Direction(6, places=2), valid=(date(2026, 1, 1), date(2026, 12, 7)))
    proposed = agreements.propose(by=cast.manager_of(home), proposer=home, partner=host, terms=made, now=NOW)
    with pytest.raises(Refused, match=r"These terms end on 7 December 2026 \(Auckland time\), which has passed"):
        agreements.sign(
            proposed, by=cast.manager_of(home), park=home, content_hash=proposed.newest.content_hash,
            now=at(2026, 12, 7, 12),
        )  # fmt: skip


def test_a_host_that_offers_reads_by_whose_clock_the_company_answers(lumen, home, host) -> None:
    landing = cast.nominated(lumen, host, START, 2)
    url = f"{landing.get_absolute_url()}offer/"
    assert "The day ends by Los Angeles time." in shown_to(cast.manager_of(host), url, NOW)
    Park.objects.update(time_zone=AUCKLAND)
    assert "The day ends by" not in shown_to(cast.manager_of(host), url, NOW)


def test_a_file_of_landings_says_the_time_zone_of_each_day(lumen, home, host) -> None:
    offered(lumen, host)
    with time_machine.travel(NOW, tick=False):
        file = people.browser_of(cast.manager_of(host)).get(f"/network/{host.code}/landings.csv")
    head, line = file.content.decode("utf-8-sig").splitlines()
    told = dict(zip(head.split(","), line.split(","), strict=True))
    assert (told["act by"], told["in time zone"]) == ("2026-12-07", ANGELES)
