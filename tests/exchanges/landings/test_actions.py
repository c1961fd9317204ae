"""What each verb of an application leaves behind, and each refusal's sentence."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import DateRange

from companies.company.models import Residency
from exchanges.agreements.terms import Direction
from exchanges.landings import actions, decisions
from exchanges.landings.models import Landing
from exchanges.landings.states import State
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at
from tests.exchanges.landings.conftest import SIX

pytestmark = pytest.mark.django_db
MARCH = date(2027, 3, 1)
CHANGING = ("INSERT", "UPDATE", "DELETE")


def states_of(landing: Landing) -> list[str]:
    return list(landing.free_rent_months.order_by("number").values_list("state", flat=True))


def test_edit_keeps_what_is_typed_and_records_no_step(lumen, malaga, porto):
    lead = cast.lead_of(lumen)
    draft = actions.draft(company=lumen, home=porto, host=malaga, wish=actions.Wish(), by=lead, now=NOW)
    actions.edit(draft, wish=actions.Wish(MARCH, None, 2, "First custo"), by=lead, now=NOW)
    draft.refresh_from_db()
    assert (draft.wished_start, draft.wished_months, draft.people, draft.purpose) == (MARCH, None, 2, "First custo")
    assert list(draft.steps.values_list("verb", flat=True)) == ["draft"]
    with pytest.raises(Stale):
        actions.edit(cast.submitted(lumen, malaga, MARCH, 1), wish=actions.Wish(), by=lead, now=NOW)


def test_submit_tells_the_home_park_and_sets_its_day(lumen, malaga, porto):
    landing = cast.submitted(lumen, malaga, MARCH, 3)
    assert (landing.state, landing.due_on) == (State.SUBMITTED, date(2026, 12, 7))
    notice = Notice.objects.get(key__contains=f"landing-{landing.pk}-submit")
    assert notice.recipient == cast.manager_of(porto)
    assert notice.subject == "Lumen Optics asks you to nominate it for Malaga"


def test_submit_needs_the_whole_wish(lumen, malaga, porto):
    lead = cast.lead_of(lumen)
    draft = actions.draft(company=lumen, home=porto, host=malaga, wish=actions.Wish(people=2), by=lead, now=NOW)
    with pytest.raises(Refused, match="still lacks the first day, how many months and why") as refused:
        actions.submit(draft, by=lead, now=NOW)
    assert refused.value.field == "wished_start"


def test_submit_refuses_a_day_that_has_passed(lumen, malaga):
    with pytest.raises(Refused, match="20 November 2026 has passed; today is 23 November 2026"):
        cast.submitted(lumen, malaga, date(2026, 11, 20), 3)


def test_submit_refuses_a_park_without_agreement(lumen):
    turin = cast.park("Turin", "Carla Neri", "IT")
    with pytest.raises(Refused, match="Porto and Turin have no agreement in force on 1 March 2027"):
        cast.submitted(lumen, turin, MARCH, 3)


def test_submit_refuses_a_stay_past_the_end_of_the_agreement(lumen, malaga):
    with pytest.raises(Refused, match="end on 28 February 2029, but the agreement ends on 31 December 2028"):
        cast.submitted(lumen, malaga, date(2028, 12, 1), 3)


def test_submit_refuses_a_stay_longer_than_agreed(lumen, malaga):
    with pytest.raises(Refused, match="1 to 4 months under the agreement; you asked for 5"):
        cast.submitted(lumen, malaga, MARCH, 5)


def test_draft_needs_a_verified_residency(lumen, malaga, porto):
    Residency.objects.update(state="ended")
    with pytest.raises(Refused, match="no verified residency at Porto"):
        actions.draft(company=lumen, home=porto, host=malaga, wish=actions.Wish(), by=cast.lead_of(lumen), now=NOW)


def test_offer_reserves_the_months(lumen, malaga, porto):
    landing = cast.offered(lumen, malaga, date(2026, 12, 31), 3)
    months = landing.free_rent_months.order_by("number").values_list("begins_on", "year", "square", "quota", "state")
    assert list(months) == [
        (date(2026, 12, 31), 2026, 1, 6, "reserved"),
        (date(2027, 1, 31), 2027, 1, 6, "reserved"),
        (date(2027, 2, 28), 2027, 2, 6, "reserved"),
    ]
    assert landing.last_day == date(2027, 3, 30)
    assert cast.balance(malaga, porto) == 0


def test_an_offer_asks_no_question_twice_and_writes_its_rows_at_once(lumen, malaga, settings):
    """Eight clients offer at the same time as fast as their SQL alone allows: each statement counts."""
    settings.PREPARED_STATEMENTS = False  # so that the text of each is seen
    landing = cast.nominated(lumen, malaga, date(2026, 12, 31), 3)
    with CaptureQueriesContext(connection) as asked:
        cast.offer(landing, date(2026, 12, 31), 3)
    said = [query["sql"] for query in asked.captured_queries]
    assert Counter(said).most_common(1)[0][1] == 1
    written = Counter(re.findall(r"^(INSERT INTO|UPDATE) \"(\w+)\"", sql)[0] for sql in said if sql[:6] in CHANGING)
    assert written == {
        ("INSERT INTO", "exchanges_freerentmonth"): 1, ("UPDATE", "exchanges_landing"): 1,
        ("INSERT INTO", "exchanges_landingstep"): 1, ("INSERT INTO", "notices_notice"): 1,
    }  # fmt: skip
    locks = [re.findall(r"FROM \"(\w+)\"", sql)[0] for sql in said if "FOR NO KEY UPDATE" in sql]
    assert locks == ["companies_company", "exchanges_pair", "exchanges_landing"]
    looked = next(n for n, sql in enumerate(said) if "exchanges_directionterms" in sql)
    assert "exchanges_landing" in said[looked - 2] and "FOR NO KEY UPDATE" in said[looked - 2]  # then its parks


def test_a_company_is_told_of_the_stay_that_is_in_its_way(lumen, malaga, porto):
    """Days touch from both sides without overlapping; one day in common is refused."""
    cast.confirmed(lumen, malaga, MARCH, 2)
    for start, months in ((date(2027, 2, 1), 1), (date(2027, 5, 1), 1)):
        assert cast.offered(lumen, malaga, start, months).state == State.OFFERED
    for start in (date(2027, 2, 2), date(2027, 4, 30)):
        with pytest.raises(Refused, match="is promised to Malaga from 1 March 2027 to 30 April 2027"):
            cast.submitted(lumen, malaga, start, 1)


def test_offer_refuses_more_months_than_are_left(lumen, malaga, porto):
    cast.offered(lumen, malaga, date(2027, 1, 1), 4)
    beta = cast.company("Beta", porto, "Dora Melo")
    landing = cast.nominated(beta, malaga, date(2027, 6, 1), 3)
    with pytest.raises(
        Refused, match="Porto has 2 of 6 months left for Malaga in 2027; you offered 3. Offer 2, or start in 2028"
    ):
        cast.offer(landing, date(2027, 6, 1), 3)
    assert not landing.free_rent_months.exists()
    assert cast.offer(landing, date(2027, 6, 1), 2).state == State.OFFERED


def test_offer_refuses_more_companies_than_places(porto, malaga):
    cast.agreed(porto, malaga, Direction(12, places=1, max_months=4))
    one, two = (cast.company(name, porto, f"Lead {name}") for name in ("One", "Two"))
    cast.offered(one, malaga, MARCH, 2)
    landing = cast.nominated(two, malaga, date(2027, 4, 15), 2)
    with pytest.raises(
        Refused, match="Malaga has 1 place for companies of Porto, and 1 is taken between 15 April 2027"
    ):
        cast.offer(landing, date(2027, 4, 15), 2)
    assert cast.offer(landing, date(2027, 5, 1), 2).state == State.OFFERED


def test_offer_refuses_what_takes_the_debt_past_the_limit(porto, malaga):
    cast.agreed(porto, malaga, Direction(12, places=3, max_months=6), limit_at=4, floor_months=0)
    one, two = (cast.company(name, porto, f"Lead {name}") for name in ("One", "Two"))
    cast.offered(one, malaga, MARCH, 3)
    landing = cast.nominated(two, malaga, MARCH, 3)
    with pytest.raises(
        Refused, match="Porto would owe Malaga 6 months with everything promised; the limit is 4. Offer 1"
    ):
        cast.offer(landing, MARCH, 3)


def test_offer_beyond_the_limit_is_possible_within_the_floor(porto, malaga):
    cast.agreed(porto, malaga, Direction(12, places=3, max_months=6), limit_at=0, alert_at=0, floor_months=2)
    one, two = (cast.company(name, porto, f"Lead {name}") for name in ("One", "Two"))
    assert cast.offered(one, malaga, MARCH, 2).state == State.OFFERED
    with pytest.raises(Refused, match="the limit is 0. Send a company the other way first"):
        cast.offered(two, malaga, MARCH, 1)


def test_a_months_hosted_the_other_way_make_room_below_the_limit(porto, malaga):
    cast.agreed(porto, malaga, Direction(12, places=3, max_months=6), limit_at=2)
    there, back = cast.company("There", porto, "Lead T"), cast.company("Back", malaga, "Lead B")
    cast.offered(back, porto, MARCH, 2)
    assert cast.offered(there, malaga, MARCH, 4).state == State.OFFERED


def test_offer_has_to_be_answered_before_the_stay(lumen, malaga):
    landing = cast.nominated(lumen, malaga, MARCH, 3)
    with pytest.raises(Refused, match="begins on 1 March 2027; the company has to answer by then"):
        actions.offer(
            landing, by=cast.manager_of(malaga), starts_on=MARCH, length=3, answer_by=date(2027, 3, 2), now=NOW
        )


def test_confirm_after_the_last_day_is_refused(lumen, malaga):
    landing = cast.offered(lumen, malaga, MARCH, 3)
    with pytest.raises(Refused, match="This offer ended on 1 March 2027"):
        actions.confirm(landing, by=cast.lead_of(lumen), now=at(2027, 3, 2))


@pytest.mark.parametrize("state", ["claimed", "ended", "refused"])
def test_confirm_needs_the_home_park_to_vouch_still(lumen, malaga, state):
    """And its page says so before."""
    landing = cast.offered(lumen, malaga, MARCH, 3)
    Residency.objects.update(state=state)
    sentence = "Lumen Optics has no verified residency at Porto. Ask Porto to verify it, then go on here."
    assert decisions.confirming(landing, NOW).refusal == sentence
    with pytest.raises(Refused) as refused:
        actions.confirm(landing, by=cast.lead_of(lumen), now=NOW)
    landing.refresh_from_db()
    assert (refused.value.sentence, landing.state) == (sentence, State.OFFERED)
    Residency.objects.update(state="verified")
    assert decisions.confirming(landing, NOW).refusal == ""
    assert actions.confirm(landing, by=cast.lead_of(lumen), now=NOW).state == State.CONFIRMED


def test_confirm_refuses_two_stays_that_overlap(lumen, malaga, porto):
    turin = cast.park("Turin", "Carla Neri", "IT")
    cast.agreed(porto, turin, SIX)
    both = cast.offered(lumen, malaga, MARCH, 3), cast.offered(lumen, turin, date(2027, 5, 31), 2)
    actions.confirm(both[0], by=cast.lead_of(lumen), now=NOW)
    with pytest.raises(Refused, match="Lumen Optics is promised to Malaga from 1 March 2027 to 31 May 2027"):
        actions.confirm(both[1], by=cast.lead_of(lumen), now=NOW)


def test_the_database_refuses_two_stays_that_overlap(lumen, malaga, porto):
    turin = cast.park("Turin", "Carla Neri", "IT")
    cast.agreed(porto, turin, SIX)
    cast.confirmed(lumen, malaga, MARCH, 3)
    other = cast.offered(lumen, turin, date(2027, 6, 1), 2)
    with pytest.raises(IntegrityError, match="landing_company_one_stay"), transaction.atomic():
        Landing.objects.filter(pk=other.pk).update(
            state="confirmed", starts_on=MARCH, period=DateRange(MARCH, date(2027, 4, 1))
        )


def test_the_database_refuses_a_month_twice(lumen, malaga):
    month = cast.offered(lumen, malaga, MARCH, 1).free_rent_months.get()
    month.pk, month.number = None, 2
    with pytest.raises(IntegrityError, match="month_square_once"), transaction.atomic():
        month.save(force_insert=True)


def test_the_database_refuses_more_companies_than_places(porto, malaga):
    cast.agreed(porto, malaga, Direction(12, places=1, max_months=4))
    one, two = (cast.company(name, porto, f"Lead {name}") for name in ("One", "Two"))
    cast.offered(one, malaga, MARCH, 2)
    other = cast.offered(two, malaga, date(2027, 5, 1), 2)
    with pytest.raises(IntegrityError, match="more companies at once than places"), transaction.atomic():
        Landing.objects.filter(pk=other.pk).update(starts_on=MARCH, period=DateRange(MARCH, date(2027, 4, 1)))


@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_an_application_ends_with_a_reason(lumen, malaga, verb):
    landing = cast.nominated(lumen, malaga, MARCH, 3)
    by = cast.manager_of(malaga) if verb == "decline" else cast.lead_of(lumen)
    landing = getattr(actions, verb)(landing, by=by, reason="No desk in spring", now=NOW)
    step = landing.steps.get(verb=verb)
    assert (step.reason, step.actor, landing.due_on) == ("No desk in spring", by, None)


def test_withdraw_gives_the_offered_months_back(lumen, malaga):
    landing = cast.offered(lumen, malaga, MARCH, 4)
    actions.withdraw(landing, by=cast.lead_of(lumen), reason="Plans changed", now=NOW)
    assert states_of(landing) == ["released"] * 4
    beta = cast.company("Beta", landing.home, "Dora Melo")
    assert cast.offered(beta, malaga, MARCH, 4).state == State.OFFERED


def test_a_stale_verb_is_refused_and_writes_nothing(lumen, malaga):
    landing = cast.nominated(lumen, malaga, MARCH, 3)
    actions.decline(landing, by=cast.manager_of(malaga), reason="No room", now=NOW)
    with pytest.raises(Stale, match="This is declined now"):
        cast.offer(landing, MARCH, 3)
    assert landing.steps.count() == 4


def test_nobody_hears_twice_of_one_step(lumen, malaga, porto):
    both = cast.manager_of(malaga)
    cast.member(porto, both)  # one person runs both parks
    cast.offered(lumen, malaga, MARCH, 3)
    told = Notice.objects.filter(recipient=both).values_list("key", flat=True)
    assert len(told) == len(set(told))


def test_a_company_that_is_not_nominated_is_unknown_to_the_host(lumen, malaga):
    landing = cast.submitted(lumen, malaga, MARCH, 3)
    actions.withdraw(landing, by=cast.lead_of(lumen), reason="Changed my mind", now=NOW)
    assert not Notice.objects.filter(recipient=cast.manager_of(malaga), url=landing.get_absolute_url()).exists()
    assert not Landing.objects.visible_to(cast.manager_of(malaga)).exists()
