"""A direction that is closed today and opens by what both parks have signed, and one that closes, as the directory says."""

import re
from dataclasses import replace
from datetime import date

import pytest
import time_machine

from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.directory.openness import openness, room_in_years
from exchanges.directory.queries import coming, open_to, openings
from exchanges.landings import actions
from exchanges.landings.start import choices
from exchanges.landings.wishing import WishRoom, wish_room
from parks.park.models import Park
from softlanding.accounts.models import User
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.agreements.making import amend, both_sign

pytestmark = pytest.mark.django_db
TODAY, NEW_YEAR = cast.NOW.date(), date(2027, 1, 1)
CLOSED, OPEN = Direction(0, places=0), Direction(6, places=2, min_months=2, max_months=4)
ONE = Direction(6, places=2, max_months=4)
SHORT = {"valid": (date(2026, 1, 1), date(2026, 12, 31))}
NEXT = {"valid": (NEW_YEAR, date(2027, 12, 31))}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto", "Anna Lund")


@pytest.fixture
def malaga() -> Park:
    return cast.park("Málaga", "Bea Ruiz")


def turned(home: Park, host: Park, first: Direction, then: Direction, by: str) -> Agreement:
    """By an amendment that rules from the new year on, or by the next agreement."""
    if by == "successor":
        cast.agreed(home, host, first, OPEN, **SHORT)
        return cast.agreed(home, host, then, OPEN, **NEXT)
    agreement = cast.agreed(home, host, first, OPEN)
    return both_sign(amend(agreement, home, directions={home.pk: then}, rules_from=NEW_YEAR))


def read(user: User, url: str) -> str:
    """What a page says, without its tags."""
    return re.sub("<[^>]+>", " ", people.browser_of(user).get(url).content.decode()).replace("  ", " ")


def said(home: Park, host: Park, today: date = TODAY) -> tuple[bool, str, list[str]]:
    found = openings(home, today, hosts=[host])
    it = openness(found[0] if found else None, home, host, today, sees_debts=True, coming=coming(home, host, today))
    return it.is_open, it.headline, it.reasons


@pytest.mark.parametrize(
    ("by", "last"), [("amendment", "31 December 2028"), ("successor", "31 December 2027")]
)  # fmt: skip
def test_a_direction_that_opens_says_from_when_and_with_how_many_months(porto, malaga, by, last) -> None:
    turned(porto, malaga, CLOSED, OPEN, by)
    assert said(porto, malaga) == (
        True,
        "Open to companies of Porto from 1 January 2027",
        [
            "Residents of Porto have no months at Málaga now; from 1 January 2027 on they have 6 months a year.",
            f"Porto has 6 of 6 months left at Málaga in 2027; the agreement lasts until {last}.",
            "From 1 January 2027 a place is free for a stay; there are 2 places.",
            "Companies stay 2 to 4 months; Málaga decides within 14 days.",
        ],
    )
    (opening,) = open_to(porto, TODAY)
    assert (opening.opens, opening.until) == (NEW_YEAR, date(2028 if by == "amendment" else 2027, 12, 31))
    assert room_in_years(opening).startswith("6 in 2027")
    page = read(cast.manager_of(porto), "/parks/")
    assert "from 1 January 2027 until 31 December" in page and "none now" not in page


@pytest.mark.parametrize("by", ["amendment", "successor"])
def test_a_company_can_apply_for_days_after_it_opens(porto, malaga, by) -> None:
    turned(porto, malaga, CLOSED, OPEN, by)
    ana = cast.company("Ana", porto, "Lead Ana")
    lead = cast.lead_of(ana)
    assert [(it.opening.park, it.opening.has_room) for it in choices(porto, TODAY)] == [(malaga, True)]
    assert "from 1 January 2027 on" in read(lead, "/landings/new/")
    wish = actions.Wish(date(2026, 12, 1), 2, 1, "Customers")
    draft = actions.draft(company=ana, home=porto, host=malaga, wish=wish, by=lead, now=cast.NOW)
    early = wish_room(draft, TODAY).says
    assert early[0].startswith("From 1 January 2027 on, 6 months in 2027")
    assert early[1] == "Your 2 months from 1 December 2026 do not fit as things stand."
    draft = actions.edit(draft, wish=replace(wish, wished_start=date(2027, 2, 1)), by=lead, now=cast.NOW)
    assert wish_room(draft, TODAY).says[1] == "Your 2 months from 1 February 2027 fit as things stand."
    assert actions.submit(draft, by=lead, now=cast.NOW).state == "submitted"


@pytest.mark.parametrize("by", ["amendment", "successor"])
def test_a_direction_that_closes_says_from_when(porto, malaga, by) -> None:
    turned(porto, malaga, ONE, CLOSED, by)
    is_open, headline, reasons = said(porto, malaga)
    assert (is_open, headline) == (True, "Open to companies of Porto")
    assert reasons[0] == "From 1 January 2027 on residents of Porto have no months at Málaga."
    (opening,) = openings(porto, TODAY)
    assert (opening.closes, opening.until, opening.opens) == (NEW_YEAR, date(2026, 12, 31), None)
    page = read(cast.manager_of(porto), "/parks/")
    assert "until 31 December 2026" in page


def test_a_wish_for_days_after_it_closes_is_told_so(porto, malaga) -> None:
    turned(porto, malaga, OPEN, CLOSED, "amendment")
    ana = cast.company("Ana", porto, "Lead Ana")
    wish = actions.Wish(date(2027, 2, 1), 2, 1, "Customers")
    draft = actions.draft(company=ana, home=porto, host=malaga, wish=wish, by=cast.lead_of(ana), now=cast.NOW)
    closed = WishRoom(["From 1 January 2027 on residents of Porto have no months at Málaga."], [])
    assert wish_room(draft, TODAY) == closed


def test_a_year_in_which_it_closes_has_no_month_left(porto, malaga) -> None:
    agreement = cast.agreed(porto, malaga, OPEN, OPEN)
    both_sign(amend(agreement, porto, directions={porto.pk: CLOSED}, rules_from=date(2026, 12, 15)))
    assert said(porto, malaga) == (
        False,
        "Closed to companies of Porto now",
        [
            "From 15 December 2026 on residents of Porto have no months at Málaga.",
            "So no month of 2026 is left: an exchange year gives no more than each of its days does.",
        ],
    )


def test_no_stay_is_short_enough_before_it_closes(porto, malaga) -> None:
    turned(porto, malaga, OPEN, CLOSED, "amendment")
    assert said(porto, malaga)[2][1] == (
        "A stay lasts 2 months or longer, and the direction closes on 1 January 2027."
    )  # fmt: skip


def test_one_that_is_closed_for_good_reads_so(porto, malaga) -> None:
    cast.agreed(porto, malaga, CLOSED, OPEN)
    assert said(porto, malaga)[2] == [
        "The agreement of Porto and Málaga gives residents of Porto no months at Málaga."
    ]  # fmt: skip
    assert choices(porto, TODAY) == []


def test_what_a_suspended_successor_gives_is_not_promised(porto, malaga) -> None:
    successor = turned(porto, malaga, CLOSED, OPEN, "successor")
    agreements.suspend(successor, by=cast.manager_of(porto), park=porto, reason="Rebuilt", now=cast.NOW)
    assert said(porto, malaga)[0] is False and openings(porto, TODAY)[0].is_closed


def test_an_agreement_that_has_not_begun_is_told_where_none_is_in_force(porto, malaga) -> None:
    cast.agreed(porto, malaga, OPEN, CLOSED, **NEXT)
    assert said(porto, malaga) == (
        False,
        "Closed to companies of Porto now",
        [
            "Porto and Málaga have no agreement in force.",
            "The one both have signed begins on 1 January 2027 and gives residents of Porto 6 months a year at Málaga.",
        ],
    )
    assert said(malaga, porto)[2][1].endswith("gives residents of Málaga no months a year at Porto.")


@pytest.mark.parametrize(
    ("first", "then", "turns_on"),
    [(CLOSED, OPEN, date(2028, 1, 1)), (ONE, CLOSED, NEW_YEAR)],
)  # fmt: skip
def test_a_year_of_which_a_part_is_closed_gives_nothing_so_it_turns_with_a_year(
    porto, malaga, first, then, turns_on
) -> None:
    agreement = cast.agreed(porto, malaga, first, OPEN)
    both_sign(amend(agreement, porto, directions={porto.pk: then}, rules_from=date(2027, 6, 1)))
    (opening,) = openings(porto, TODAY)
    assert (opening.opens or opening.closes) == turns_on
    assert {can.year for can in opening.years_with_room} == ({2028, 2029} if first is CLOSED else {2026}) - {2029}
    assert "1 January" in said(porto, malaga)[2][0] and str(turns_on.year) in said(porto, malaga)[2][0]
