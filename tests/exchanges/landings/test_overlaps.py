"""Stays that overlap warn wherever somebody can still act; a check-in tells the other host (rule 15)."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.landings import actions, overlaps, queries
from exchanges.landings.models import Landing
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import at

pytestmark = pytest.mark.django_db
MARCH = date(2027, 3, 1)
WARNS = "These days overlap, and a company has one stay at a time."


@pytest.fixture
def faro(porto):
    """Another host of Porto's companies."""
    other = cast.park("Faro", "Rui Pinto")
    cast.agreed(porto, other, Direction(12))
    return other


def page(person, landing: Landing, verb: str = "") -> str:
    return people.browser_of(person).get(f"{landing.get_absolute_url()}{verb}").content.decode()


def test_every_page_where_one_can_act_warns(lumen, porto, malaga, faro) -> None:
    lead, home, host = cast.lead_of(lumen), cast.manager_of(porto), cast.manager_of(malaga)
    other = cast.offered(lumen, faro, date(2027, 4, 1), 2)
    landing = cast.submitted(lumen, malaga, MARCH, 2)
    says = f"Lumen Optics is offered a stay at Faro from 1 April 2027 to 31 May 2027. {WARNS}"
    assert says in page(lead, landing) and says in page(home, landing, "nominate/")
    landing = actions.nominate(landing, by=home, now=cast.NOW)
    assert says.replace("Faro", "another park") in page(host, landing, "offer/"), "not the host's to read where"
    assert "Faro" not in page(host, landing, "decline/")
    landing = cast.offer(landing, MARCH, 2)
    assert says in page(lead, landing, "confirm/")
    assert f"Lumen Optics is offered a stay at Malaga from 1 March 2027 to 30 April 2027. {WARNS}" in page(lead, other)
    actions.confirm(landing, by=lead, now=cast.NOW)
    both = page(cast.manager_of(faro), other)
    assert f"Lumen Optics has confirmed a stay at Malaga from 1 March 2027 to 30 April 2027. {WARNS}" in both


def test_a_draft_warns_its_company_before_it_applies(lumen, porto, malaga, faro) -> None:
    lead = cast.lead_of(lumen)
    cast.submitted(lumen, faro, MARCH, 2)
    wish = actions.Wish(date(2027, 4, 30), 1, 2, "Customers")
    draft = actions.draft(company=lumen, home=porto, host=malaga, wish=wish, by=lead, now=cast.NOW)
    for verb in ("edit/", "submit/"):
        assert "Lumen Optics has applied to Faro for 1 March 2027 to 30 April 2027." in page(lead, draft, verb)


def test_days_that_only_touch_do_not_warn(lumen, malaga, faro) -> None:
    cast.offered(lumen, faro, date(2027, 5, 1), 2)
    landing = cast.submitted(lumen, malaga, MARCH, 2)
    opened = queries.opened(landing.pk, cast.lead_of(lumen))
    assert overlaps.warnings_of(opened, {"company"}) == []


def test_a_check_in_releases_nothing_elsewhere_and_tells_the_other_host(lumen, malaga, faro) -> None:
    other = cast.offered(lumen, faro, date(2027, 4, 1), 2)
    landing = cast.confirmed(lumen, malaga, MARCH, 2)
    assert "Checking in releases nothing elsewhere" in page(cast.manager_of(malaga), landing, "check-in/")
    actions.check_in(landing, by=cast.manager_of(malaga), arrived_on=MARCH, now=at(2027, 3, 1))
    other.refresh_from_db()
    assert other.state == "offered" and other.free_rent_months.reserved().count() == 2
    told = Notice.objects.get(subject__contains="on days it asked of you")
    assert told.recipient == cast.manager_of(faro) and "stays there until 30 April 2027" in told.body
    assert "the months you offered stay reserved" in told.body and told.url == other.get_absolute_url()


def test_a_check_in_without_any_overlap_tells_nobody_else(lumen, malaga, faro) -> None:
    cast.offered(lumen, faro, date(2027, 6, 1), 2)
    cast.landed(lumen, malaga, MARCH, 2)
    assert not Notice.objects.filter(subject__contains="on days it asked of you").exists()
