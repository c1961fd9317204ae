"""What is shown as left for a restricted park's companies, where the policy lets them go only under an exception."""

from datetime import date
from typing import Any

import pytest
import time_machine

from exchanges.agreements.terms import Direction
from exchanges.balances.ending import closing_of
from exchanges.balances.park_summary import park_summary, summary_and_rows
from exchanges.balances.queries import standing, with_figures
from exchanges.balances.quota import pair_quota
from exchanges.directory.openness import cell_without_room, openness
from exchanges.exceptions import actions
from exchanges.explaining.explaining import Partner
from exchanges.explaining.partner_ways import partner_ways
from exchanges.landings import actions as landings
from exchanges.landings.decisions import confirming
from exchanges.landings.effects import effect_of
from exchanges.landings.openings import openings, openings_at
from exchanges.landings.start import choices
from exchanges.landings.wishing import wish_room
from exchanges.ledger.models import Pair
from exchanges.policy.models import ExceptionUse
from parks.park.models import Park
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.agreements.making import amend
from tests.exchanges.cast import NOW, at
from tests.exchanges.exceptions.test_restricted_parks import MARCH, TODAY, ask_exceptions, owing
from tests.exchanges.settlements.making import book

__all__ = ["owing"]
pytestmark = pytest.mark.django_db
RESTRICTED = (
    "Porto is restricted in the network, and companies of a restricted park are offered months only under an exception."
)
WHY = (
    "Owes 13 months today over all partners; alert above 6, restricted above 12. Sent 0 and hosted 0 months in the last "
    "24 months."
)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def grant(home: Park, host: Park, months: int, name: str = "Nadia Novak") -> None:
    actions.grant(home=home, host=host, months=months, ends_on=date(2026, 12, 31), reason="A fair",
                  by=people.network_admin(name), now=NOW)  # fmt: skip


def pair_of(home: Park, host: Park) -> Any:
    return with_figures(Pair.objects.filter(pk=Pair.objects.between(home, host).pk), TODAY).get()


def shown(home: Park, host: Park, year: int = 2027) -> dict[str, int]:
    """Months of residents of `home` at `host` that can still begin in a year, by where they are shown."""
    pair, (opening,) = pair_of(home, host), openings(home, TODAY, [host])
    (mirrored,) = [one for one in openings_at(host, TODAY, [home]) if one.terms.home_id == home.pk]
    row = standing(pair, home, TODAY)
    listed = summary_and_rows(home, [Pair.objects.select_related("low", "high").get(pk=pair.pk)], TODAY)[1][0]
    quota = pair_quota(pair, home, {home.pk: TODAY, host.pk: TODAY}, year).directions[0]
    at_year = year - TODAY.year
    return {
        "directory": opening.years[at_year].months, "host's side": mirrored.years[at_year].months,
        "pair": row.sent[at_year].months, "list": listed.sent[at_year].months, "quota page": quota.chosen.can.months,
    }  # fmt: skip


def test_nothing_is_left_but_what_exceptions_give_wherever_it_is_shown(owing, porto, malaga) -> None:
    before = shown(porto, malaga)
    assert set(before.values()) == {12}
    ask_exceptions()
    assert set(shown(porto, malaga).values()) == {0} == set(shown(porto, malaga, 2026).values())
    assert set(shown(malaga, porto).values()) == {12}, "Málaga is not restricted"
    grant(porto, malaga, 2)
    assert set(shown(porto, malaga).values()) == {2}
    (opening,) = openings(porto, TODAY, [malaga])
    assert opening.months_left == 2, "both years together"
    cast.offered(owing[0], malaga, MARCH, 2)
    assert set(shown(porto, malaga).values()) == {0}


def test_a_floor_opens_nothing_for_a_restricted_park(porto) -> None:
    songdo, turin = cast.park("Songdo", "Kim Ji"), cast.park("Turin", "Carla Conti")
    cast.agreed(porto, songdo, Direction(12), limit_at=6, floor_months=3)
    book(porto, turin, 13, "old", day=(2025, 3, 1))
    ask_exceptions()
    assert set(shown(porto, songdo).values()) == {0}


def test_the_total_of_a_park_counts_the_same(owing, porto, malaga) -> None:
    full = park_summary(porto, TODAY).sent.can_begin
    ask_exceptions()
    assert full and park_summary(porto, TODAY).sent.can_begin == 0
    grant(porto, malaga, 2)
    assert park_summary(porto, TODAY).sent.can_begin == 2
    assert park_summary(malaga, TODAY).hosted.can_begin == 2


def test_the_directory_says_why_and_to_a_company_without_the_debts(owing, porto, malaga) -> None:
    ask_exceptions()
    (opening,) = openings(porto, TODAY, [malaga])
    to_park = openness(opening, porto, malaga, TODAY, sees_debts=True)
    assert (to_park.is_open, to_park.reasons) == (False, [f"{RESTRICTED} {WHY} None is granted now."])
    to_company = openness(opening, porto, malaga, TODAY, sees_debts=False)
    assert to_company.reasons == [f"{RESTRICTED} None is granted now."]
    assert cell_without_room(opening) == "none without an exception"
    grant(porto, malaga, 2)
    (opening,) = openings(porto, TODAY, [malaga])
    found = openness(opening, porto, malaga, TODAY, sees_debts=False)
    assert found.is_open and found.reasons[:2] == [
        f"{RESTRICTED} Exceptions leave 2 months now.",
        "Porto has 2 of 12 months left at Malaga in 2026 and 2 of 12 months in 2027, 2 together; the agreement lasts "
        "until 31 December 2028.",
    ]


def test_a_company_reads_it_where_it_applies(owing, porto, malaga) -> None:
    ask_exceptions()
    lead = cast.lead_of(owing[0])
    (choice,) = [one for one in choices(porto, TODAY) if one.opening.park == malaga]
    assert (choice.opening.has_room, choice.excepted) == (False, f"{RESTRICTED} None is granted now.")
    page = people.browser_of(lead).get("/landings/new/").content.decode()
    assert f"{RESTRICTED} None is granted now." in page and "Malaga will probably decline" not in page
    wish = landings.Wish(MARCH, 3, 1, "Customers")
    draft = landings.draft(company=owing[0], home=porto, host=malaga, wish=wish, by=lead, now=NOW)
    assert wish_room(draft, TODAY).says == [
        "From 1 March 2027 on, no month in 2027 and no month in 2028 can still begin, until 31 December 2028.",
        "Your 3 months from 1 March 2027 do not fit as things stand.",
        f"{RESTRICTED} None is granted now.",
    ]
    grant(porto, malaga, 3)
    assert wish_room(draft, TODAY).says[1] == "Your 3 months from 1 March 2027 fit as things stand."


def test_a_decision_shows_what_exceptions_leave_before_and_after(owing, porto, malaga) -> None:
    ask_exceptions()
    grant(porto, malaga, 3)
    landing = cast.nominated(owing[0], malaga, MARCH, 2)
    effect = effect_of(landing, MARCH, 2, NOW)
    assert [(now.months, after.months) for now, after in effect.remaining] == [(3, 1)]
    assert (effect.refusal, effect.restriction) == ("", f"{RESTRICTED} {WHY} Exceptions leave 3 months now.")
    page = people.browser_of(cast.manager_of(malaga)).get(f"/landings/{landing.pk}/offer/").content.decode()
    assert effect.restriction in page
    asked = cast.nominated(owing[1], malaga, MARCH, 4)
    assert effect_of(asked, MARCH, 4, NOW).restriction == "", "the refusal says it"


def test_a_promise_that_stands_under_an_exception_keeps_it_and_leaves_it_once(owing, porto, malaga) -> None:
    ask_exceptions()
    grant(porto, malaga, 2)
    offered = cast.offered(owing[0], malaga, date(2026, 12, 1), 2)
    effect = confirming(offered, NOW)
    assert [(kept.months, after.months) for kept, after in effect.remaining] == [(2, 0), (2, 0)]
    assert effect.restriction == f"{RESTRICTED} Exceptions leave 2 months now.", "no debts to a company"
    waits = cast.nominated(owing[1], malaga, date(2027, 2, 1), 1)
    assert [(one.landing, one.fits) for one in effect_of(offered, offered.starts_on, 2, NOW).rivals] == [(waits, False)]
    confirmed = landings.confirm(offered, by=cast.lead_of(owing[0]), now=NOW)
    arrived = landings.check_in(
        confirmed, by=cast.manager_of(malaga), arrived_on=date(2026, 12, 3), now=at(2026, 12, 4)
    )
    held = ExceptionUse.objects.filter(is_returned=False).values_list("landing", "months")
    assert list(held) == [(arrived.pk, 2)], "a stay that moves does not give the exception to others"


def test_todays_list_says_that_an_exception_is_needed(owing, porto, malaga) -> None:
    ask_exceptions()
    cast.nominated(owing[0], malaga, MARCH, 3)
    cast.submitted(owing[1], malaga, MARCH, 3)
    host = people.browser_of(cast.manager_of(malaga)).get("/").content.decode()
    assert "Only 0 of 12 in 2027 left without an exception" in host
    home = people.browser_of(cast.manager_of(porto)).get("/").content.decode()
    assert "Your park has 0 of 12 months left there in 2027 without an exception." in home
    balances = people.browser_of(cast.manager_of(porto)).get("/balances/").content.decode()
    assert "none left of 12 without an exception" in balances


def test_the_quota_page_says_why_and_lets_one_ask(owing, porto, malaga) -> None:
    browser, url = people.browser_of(cast.manager_of(porto)), f"/balances/{porto.code}/{malaga.code}/quota/"
    assert "Ask for an exception" not in browser.get(url).content.decode(), "without a limit none is needed"
    ask_exceptions()
    page = browser.get(url).content.decode()
    assert f"{RESTRICTED} {WHY} None is granted now." in page and "Ask for an exception" in page


def test_the_closing_plan_lays_no_stay_that_needs_an_exception(owing, porto, malaga) -> None:
    """Málaga owes Porto 3 months: Porto's companies would work them off, and Porto is restricted."""
    book(malaga, porto, 3, "stays", day=(2026, 2, 1))
    book(porto, cast.park("Lisbon"), 3, "more", day=(2025, 2, 1))
    full = closing_of(pair_of(porto, malaga), porto, TODAY)
    ask_exceptions()
    none = closing_of(pair_of(porto, malaga), porto, TODAY)
    assert (full.plan.laid, none.plan.laid, none.left) == (3, 0, 3)
    assert RESTRICTED in none.why_not_more and none.why_not_more.endswith("None is granted now.")
    grant(porto, malaga, 2)
    some = closing_of(pair_of(porto, malaga), porto, TODAY)
    assert (some.plan.laid, some.left) == (2, 1) and some.why_not_more.endswith("Exceptions leave 2 months now.")


def test_a_way_back_through_companies_of_a_restricted_park_is_none(owing, porto, malaga) -> None:
    book(malaga, porto, 3, "stays", day=(2026, 2, 1))
    book(porto, cast.park("Lisbon"), 3, "more", day=(2025, 2, 1))
    ask_exceptions()
    row = Partner(Pair.objects.select_related("low", "high").get(pk=pair_of(porto, malaga).pk), malaga, -3, 0, 3)
    found = partner_ways(malaga, [row], 1, -3, TODAY)
    assert found.ways == []
    assert [one.reason for one in found.without_room] == ["its companies go only under an exception"]


def test_before_signing_it_says_whose_companies_go_only_under_an_exception(owing, porto, malaga) -> None:
    ask_exceptions()
    agreement = Pair.objects.between(porto, malaga).agreements.get()
    tabled = amend(agreement, porto, limit_at=9)
    page = people.browser_of(cast.manager_of(malaga)).get(f"{tabled.get_absolute_url()}sign/").content.decode()
    assert f"{RESTRICTED} {WHY} None is granted now." in page
