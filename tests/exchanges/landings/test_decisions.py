"""What a decision does, before it is made, is what it did once it was made."""

from datetime import date

import pytest

from exchanges.agreements import actions as agreements
from exchanges.agreements.terms import Direction
from exchanges.landings import actions, decisions
from exchanges.landings.effects import Effect, effect_of
from exchanges.landings.facts import facts_of
from exchanges.landings.models import Landing
from exchanges.landings.records import standing_of
from exchanges.ledger.models import Pair
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at

pytestmark = pytest.mark.django_db
MARCH, TODAY = date(2027, 3, 1), NOW.date()


@pytest.fixture
def agreed(porto, malaga):
    """12 months and 2 places each way; Ana and Bob of Porto."""
    cast.agreed(porto, malaga, Direction(12, places=2, max_months=6), alert_at=4, limit_at=8)
    return [cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob")]


def left(effect: Effect) -> list[tuple[int, int, int]]:
    """(year, left in the first column, left in the second) of each exchange year."""
    return [(now.year, now.left, after.left) for now, after in effect.quotas]


def truth(home, host, year: int) -> tuple[int, int]:
    """Months left in a year and the projected balance, as the next offer would find them."""
    facts = facts_of(Landing(home=home, host=host), date(year, 6, 1), 1, cast.noon(TODAY))
    return facts.quota(year).left, facts.projected


def test_confirming_counts_the_offered_months_once(agreed, porto, malaga) -> None:
    cast.confirmed(agreed[1], malaga, MARCH, 2)
    landing = cast.offered(agreed[0], malaga, MARCH, 3)
    before = truth(porto, malaga, 2027)
    effect = decisions.confirming(landing, cast.noon(TODAY))
    assert left(effect) == [(2027, 10, 7)] and effect.heads == ("if you do not", "if you confirm")
    assert (effect.places_taken, effect.places_after, effect.places) == (1, 2, 2)
    assert (effect.lines, effect.pair_beam, effect.network, effect.refusal) == ([], None, [], ""), "not a company's"
    actions.confirm(landing, by=cast.lead_of(agreed[0]), now=NOW)
    assert truth(porto, malaga, 2027) == before == (7, -5)


def test_a_stay_across_two_years_takes_from_each_what_begins_in_it(agreed, porto, malaga) -> None:
    """One month begins in 2026 and three in 2027; Bob's two of 2026 are other figures already."""
    cast.confirmed(agreed[1], malaga, date(2026, 11, 24), 2)
    start = date(2026, 12, 5)
    landing = cast.nominated(agreed[0], malaga, start, 4)
    columns = [(2026, 10, 9), (2027, 12, 9)]
    assert left(effect_of(landing, start, 4, cast.noon(TODAY))) == columns
    landing = cast.offer(landing, start, 4)
    assert left(decisions.confirming(landing, cast.noon(TODAY))) == columns
    assert left(decisions.freeing(landing, cast.noon(TODAY), "host")) == [(year, b, a) for year, a, b in columns]
    assert (truth(porto, malaga, 2026)[0], truth(porto, malaga, 2027)[0]) == (9, 9)


@pytest.mark.parametrize(("start", "fits"), [(MARCH, False), (date(2027, 5, 31), False), (date(2027, 6, 1), True)])
def test_a_rival_fits_only_where_a_place_is_left_on_each_of_its_days(agreed, porto, malaga, start, fits) -> None:
    """Of two places Ana would take the second until 31 May; months and limit would do for both."""
    cast.confirmed(cast.company("Cid", porto, "Lead Cid"), malaga, MARCH, 4)
    ana, bob = cast.nominated(agreed[0], malaga, MARCH, 3), cast.nominated(agreed[1], malaga, start, 1)
    effect = effect_of(ana, MARCH, 3, cast.noon(TODAY))
    assert [(one.landing, one.fits) for one in effect.rivals] == [(bob, fits)]
    if fits:
        cast.offer(ana, MARCH, 3)
        assert cast.offer(bob, start, 1).state == "offered"


def test_without_a_confirmation_the_months_are_as_said(agreed, porto, malaga) -> None:
    landing = cast.offered(agreed[0], malaga, MARCH, 3)
    said = decisions.confirming(landing, cast.noon(TODAY))
    freed = decisions.freeing(landing, cast.noon(TODAY), "company")
    actions.withdraw(landing, by=cast.lead_of(agreed[0]), reason="No", now=NOW)
    assert truth(porto, malaga, 2027) == (12, 0)
    assert left(said) == [(2027, 12, 9)] and left(freed) == [(2027, 9, 12)]
    assert (freed.lines, freed.pair_beam, freed.network, freed.rivals) == ([], None, [], [])
    said = decisions.freeing(cast.confirmed(agreed[1], malaga, MARCH, 3), cast.noon(TODAY), "home")
    assert said.lines == [("Balance, all promised", "owes 3", "even")] and said.pair_beam.after == 0


def test_confirming_says_what_stands_in_its_way(agreed, malaga) -> None:
    landing = cast.offered(agreed[0], malaga, MARCH, 3)
    late = decisions.confirming(landing, cast.noon(date(2027, 3, 2)))
    assert "This offer ended on 1 March 2027" in late.refusal


def test_confirming_an_offer_of_a_suspended_agreement_still_shows_its_months(agreed, porto, malaga) -> None:
    landing = cast.offered(agreed[0], malaga, MARCH, 3)
    agreement = landing.agreement
    agreements.suspend(agreement, by=cast.manager_of(malaga), park=malaga, reason="Rebuilt", now=NOW)
    landing.refresh_from_db()
    assert left(decisions.confirming(landing, cast.noon(TODAY))) == [(2027, 12, 9)]


def test_declining_shows_what_stays_free_and_who_else_waits(agreed, porto, malaga) -> None:
    first, second = cast.nominated(agreed[0], malaga, MARCH, 6), cast.nominated(agreed[1], malaga, MARCH, 3)
    offered = effect_of(first, MARCH, 6, cast.noon(TODAY))
    assert [(one.landing, one.fits) for one in offered.rivals] == [(second, False)]
    effect = decisions.declining(first, cast.noon(TODAY), "host")
    assert [(one.landing, one.fits) for one in effect.rivals] == [(second, True)]
    assert left(effect) == [(2027, 12, 12)] and not effect.changes
    assert "counts as one refusal in the standing of Malaga" in effect.says[1]
    actions.decline(first, by=cast.manager_of(malaga), reason="No", now=NOW)
    assert standing_of(malaga, cast.noon(TODAY)).factors[3].says.startswith("1 of 1 answer refused")
    assert effect.network[0].after.factors[3].says == standing_of(malaga, cast.noon(TODAY)).factors[3].says


def test_the_home_park_sees_its_own_that_wait_for_it_as_well(agreed, malaga) -> None:
    first, second = cast.submitted(agreed[0], malaga, MARCH, 2), cast.submitted(agreed[1], malaga, MARCH, 2)
    assert [one.landing for one in decisions.declining(first, cast.noon(TODAY), "home").rivals] == [second]
    assert len(decisions.declining(first, cast.noon(TODAY), "home").says) == 1


def test_a_late_arrival_shows_the_months_it_moves(agreed, porto, malaga) -> None:
    """From 1 December for 3 months; ten days later the same three begin in the same years, a month later not."""
    landing = cast.confirmed(agreed[0], malaga, date(2026, 12, 1), 3)
    on_time = decisions.arriving(landing, date(2026, 12, 1), cast.noon(date(2026, 12, 1)))
    assert left(on_time) == [(2026, 11, 11), (2027, 10, 10)] and on_time.refusal == ""
    assert on_time.says[1] == "1 month is posted at once, 2 more as they begin."
    assert on_time.lines == [("Balance today", "even", "owes 1"), ("Balance, all promised", "owes 3", "owes 3")]
    assert on_time.pair_beam.after == -3 and [bar.sentence for bar in on_time.bars] == [
        "1 used, 1 left, 10 cannot begin, of 12 in 2026", "2 reserved, 5 left, 5 cannot begin, of 12 in 2027",
    ]  # fmt: skip
    arrived, now = date(2027, 1, 4), at(2027, 1, 4)
    late = decisions.arriving(landing, arrived, cast.noon(arrived))
    assert left(late) == [(2026, 11, 12), (2027, 10, 9)]
    assert "moves by 34 days: 4 January 2027 to 3 April 2027, 3 months as before" in late.says[0]
    actions.check_in(landing, by=cast.manager_of(malaga), arrived_on=arrived, now=now)
    facts = facts_of(Landing(home=porto, host=malaga), date(2027, 6, 1), 1, cast.noon(arrived))
    assert facts.quota(2027).left == 9 and facts.projected == late.pair_beam.after == -3
    assert late.lines[0] == ("Balance today", "even", "owes 1") and facts.balance == -1


def test_a_late_arrival_that_fits_no_more_says_so_before(agreed, malaga) -> None:
    landing = cast.confirmed(agreed[0], malaga, date(2026, 12, 1), 2)
    cast.confirmed(agreed[1], malaga, date(2027, 2, 1), 2)
    cast.confirmed(cast.company("Cid", landing.home, "Lead Cid"), malaga, date(2027, 2, 1), 2)
    effect = decisions.arriving(landing, date(2027, 1, 4), cast.noon(date(2027, 1, 4)))
    assert "2 are taken between 4 January 2027 and 3 March 2027" in effect.refusal
    assert (effect.places_taken, effect.places_after, effect.changes) == (1, 1, False), "nothing happens"


def test_a_no_show_keeps_its_first_month(agreed, porto, malaga) -> None:
    landing = cast.confirmed(agreed[0], malaga, date(2026, 12, 1), 3)
    effect = decisions.freeing(landing, cast.noon(date(2026, 12, 9)), "host", kept=1)
    assert left(effect) == [(2026, 11, 11), (2027, 10, 12)]
    assert [(bar.used, bar.reserved) for bar in effect.bars] == [(1, 0), (0, 0)], "used, and reserved no more"
    assert effect.lines == [("Balance, all promised", "owes 3", "owes 1")]
    actions.no_show(landing, by=cast.manager_of(malaga), reason="Nobody came", now=at(2026, 12, 9))
    facts = facts_of(Landing(home=porto, host=malaga), date(2027, 6, 1), 1, cast.noon(date(2026, 12, 9)))
    assert (facts.quota(2026).left, facts.quota(2027).left, facts.projected) == (11, 12, -1)
    assert Pair.objects.get().balance_of(porto) == -1


def test_nothing_promised_frees_nothing(agreed, malaga) -> None:
    assert decisions.freeing(cast.nominated(agreed[0], malaga, MARCH, 3), cast.noon(TODAY), "company") is None


def test_pages_show_each_side_its_own(agreed, porto, malaga) -> None:
    """A company reads of months, not of who else waits nor of what parks owe; links are for parks."""
    landing = cast.offered(agreed[0], malaga, MARCH, 3)
    cast.nominated(agreed[1], malaga, MARCH, 3)
    url = landing.get_absolute_url()
    page = people.browser_of(cast.lead_of(agreed[0])).get(f"{url}confirm/").content.decode()
    assert "if you confirm" in page and "Places taken of 2" in page
    assert "in the whole network" not in page and "Bob" not in page and "/quota/" not in page
    waits = cast.nominated(cast.company("Cid", porto, "Lead Cid"), malaga, MARCH, 6)
    host = people.browser_of(cast.manager_of(malaga)).get(f"{waits.get_absolute_url()}offer/").content.decode()
    assert "Porto may ask a network admin for an exception" in host and "/exceptions/ask/" not in host
    sent = cast.submitted(cast.company("Dan", porto, "Lead Dan"), malaga, MARCH, 6)
    home = people.browser_of(cast.manager_of(porto)).get(f"{sent.get_absolute_url()}nominate/").content.decode()
    assert f"/exceptions/ask/?landing={sent.pk}" in home and "/balances/PORT/MALA/quota/" in home


def test_the_check_in_page_answers_to_the_day_typed(agreed, malaga) -> None:
    landing = cast.confirmed(agreed[0], malaga, MARCH, 2)
    browser = people.browser_of(cast.manager_of(malaga))
    url = f"{landing.get_absolute_url()}check-in/"
    typed = browser.get(f"{url}?arrived_on=2027-03-11", HTTP_HX_REQUEST="true").content.decode()
    assert "What arriving on 11 March 2027 does" in typed and "has not come yet" in typed and "<form" not in typed
    for odd in ("", "x", "9999-99-99", "0001-01-01", "9999-12-31"):
        assert browser.get(f"{url}?arrived_on={odd}").status_code == 200, odd


def test_an_offered_landings_months_are_counted_once_where_an_exception_is_granted(agreed, porto, malaga) -> None:
    landing = cast.offered(agreed[0], malaga, MARCH, 3)
    effect = effect_of(landing, MARCH, 3, cast.noon(TODAY), side="network")
    assert left(effect) == [(2027, 12, 9)] and effect.heads == ("without it", "with it")
    assert (effect.pair_beam.after, effect.places_taken, effect.places_after) == (-3, 0, 1)
    assert [place.beam.after for place in effect.network] == [3, -3], "with everything promised, and once"
    page = people.browser_of(people.network_admin()).get(f"/exceptions/grant/?landing={landing.pk}").content.decode()
    assert "3 reserved, 5 left, 4 cannot begin, of 12 in 2027" in page and "6 reserved" not in page


def test_the_table_shows_what_can_begin_before_and_after(porto, malaga) -> None:
    """Six months are agreed for 2027, and the agreement ends in January: one of them can begin for each place."""
    cast.agreed(porto, malaga, Direction(6, places=2), valid=(date(2026, 1, 1), date(2027, 1, 31)))
    landing = cast.nominated(cast.company("Ana", porto, "Lead Ana"), malaga, date(2027, 1, 1), 1)
    effect = effect_of(landing, date(2027, 1, 1), 1, cast.noon(TODAY))
    assert [(now.months, after.months, now.until) for now, after in effect.remaining] == [(2, 1, date(2027, 1, 31))]
    (bar,) = effect.bars
    assert bar.sentence == "1 reserved, 1 left until 31 January 2027, 4 cannot begin, of 6 in 2027"
    page = people.browser_of(cast.manager_of(malaga)).get(f"{landing.get_absolute_url()}offer/").content.decode()
    assert "Can still begin in 2027, of 6" in page
