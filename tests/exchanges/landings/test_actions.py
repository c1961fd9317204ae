"""What each verb leaves behind, and each refusal's sentence."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from psycopg2.extras import DateRange

from companies.models import Residency
from exchanges.agreements.terms import Direction
from exchanges.landings import actions
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.states import MonthState, State
from exchanges.ledger.models import Posting
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at

pytestmark = pytest.mark.django_db
MARCH = date(2027, 3, 1)
SIX = Direction(6, places=2, max_months=4)


@pytest.fixture
def porto():
    return cast.park("Porto", "Anna Lund", "BR")


@pytest.fixture
def malaga():
    return cast.park("Malaga", "Bea Ruiz")


@pytest.fixture
def lumen(porto, malaga):
    cast.agreed(porto, malaga, SIX, alert_at=4, limit_at=6)
    return cast.company("Lumen Optics", porto, "Cleo Dias")


def states_of(landing: Landing) -> list[str]:
    return list(landing.free_rent_months.order_by("number").values_list("state", flat=True))


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


def test_offer_refuses_more_months_than_are_left(lumen, malaga, porto):
    cast.offered(lumen, malaga, date(2027, 1, 1), 4)
    beta = cast.company("Beta", porto, "Dora Melo")
    landing = cast.nominated(beta, malaga, date(2027, 6, 1), 3)
    with pytest.raises(Refused, match="Porto has 2 of 6 months left for Malaga in 2027; you offered 3. Offer 2, start"):
        cast.offer(landing, date(2027, 6, 1), 3)
    assert not landing.free_rent_months.exists()
    assert cast.offer(landing, date(2027, 6, 1), 2).state == State.OFFERED


def test_offer_refuses_more_companies_than_places(porto, malaga):
    cast.agreed(porto, malaga, Direction(12, places=1, max_months=4))
    one, two = (cast.company(name, porto, f"Lead {name}") for name in ("One", "Two"))
    cast.offered(one, malaga, MARCH, 2)
    landing = cast.nominated(two, malaga, date(2027, 4, 15), 2)
    with pytest.raises(Refused, match="Malaga has 1 place for companies of Porto, and 1 is taken between 15 April 2027"):
        cast.offer(landing, date(2027, 4, 15), 2)
    assert cast.offer(landing, date(2027, 5, 1), 2).state == State.OFFERED


def test_offer_refuses_what_takes_the_debt_past_the_limit(porto, malaga):
    cast.agreed(porto, malaga, Direction(12, places=3, max_months=6), limit_at=4, floor_months=0)
    one, two = (cast.company(name, porto, f"Lead {name}") for name in ("One", "Two"))
    cast.offered(one, malaga, MARCH, 3)
    landing = cast.nominated(two, malaga, MARCH, 3)
    with pytest.raises(Refused, match="Porto would owe Malaga 6 months with everything promised; the limit is 4. Offer 1"):
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


def test_check_in_uses_the_first_month_and_the_daily_job_the_others(lumen, malaga, porto):
    landing = cast.landed(lumen, malaga, MARCH, 3)
    assert states_of(landing) == ["used", "reserved", "reserved"]
    assert cast.balance(malaga, porto) == 1
    assert actions.daily(at(2027, 5, 20))["begun"] == 2  # after seven weeks of downtime
    assert actions.daily(at(2027, 5, 20))["begun"] == 0
    assert cast.balance(malaga, porto) == 3
    days = Posting.objects.order_by("number").values_list("day", "debtor", "text")
    assert list(days) == [
        (date(2027, 3, 1), porto.pk, "Lumen Optics, month 1 of 3"),
        (date(2027, 4, 1), porto.pk, "Lumen Optics, month 2 of 3"),
        (date(2027, 5, 1), porto.pk, "Lumen Optics, month 3 of 3"),
    ]


def test_a_month_begins_when_the_day_begins_at_the_host(lumen, malaga, porto):
    malaga.time_zone = "Pacific/Kiritimati"  # 14 hours ahead
    malaga.save()
    landing = cast.confirmed(lumen, malaga, MARCH, 3)
    actions.check_in(landing, by=cast.manager_of(malaga), arrived_on=MARCH, now=at(2027, 2, 28, 10))
    assert cast.balance(malaga, porto) == 1


def test_late_arrival_moves_the_months(lumen, malaga):
    landing = cast.confirmed(lumen, malaga, date(2026, 12, 20), 2)
    landing = actions.check_in(
        landing, by=cast.manager_of(malaga), arrived_on=date(2027, 1, 4), now=at(2027, 1, 4)
    )
    promised = landing.free_rent_months.promised().order_by("number").values_list("begins_on", "year")
    assert list(promised) == [(date(2027, 1, 4), 2027), (date(2027, 2, 4), 2027)]
    assert landing.last_day == date(2027, 3, 3)


def test_check_in_refuses_a_day_before_the_stay_and_a_day_to_come(lumen, malaga):
    landing = cast.confirmed(lumen, malaga, MARCH, 3)
    with pytest.raises(Refused, match="The stay begins on 1 March 2027"):
        actions.check_in(landing, by=cast.manager_of(malaga), arrived_on=date(2027, 2, 20), now=at(2027, 2, 20))
    with pytest.raises(Refused, match="3 March 2027 has not come yet"):
        actions.check_in(landing, by=cast.manager_of(malaga), arrived_on=date(2027, 3, 3), now=at(2027, 3, 1))


def test_early_check_out_releases_what_has_not_begun(lumen, malaga, porto):
    landing = cast.landed(lumen, malaga, MARCH, 4)
    with pytest.raises(Refused, match="Say why"):
        actions.check_out(landing, by=cast.manager_of(malaga), left_on=date(2027, 4, 10), now=at(2027, 4, 10))
    landing = actions.check_out(
        landing, by=cast.manager_of(malaga), left_on=date(2027, 4, 10), now=at(2027, 4, 10),
        justified=True, reason="Their investor pulled out",
    )  # fmt: skip
    assert (landing.state, landing.early_justified) == (State.COMPLETED, True)
    assert states_of(landing) == ["used", "used", "released", "released"]
    assert cast.balance(malaga, porto) == 2
    assert landing.last_day == date(2027, 4, 10)


def test_check_out_recorded_late_reverses_what_was_posted_since(lumen, malaga, porto):
    landing = cast.landed(lumen, malaga, MARCH, 4)
    actions.daily(at(2027, 5, 20))
    assert cast.balance(malaga, porto) == 3
    actions.check_out(
        landing, by=cast.manager_of(malaga), left_on=date(2027, 4, 10), now=at(2027, 5, 20), reason="Left quietly"
    )
    assert cast.balance(malaga, porto) == 2
    reversal = Posting.objects.get(reverses__isnull=False)
    assert reversal.reverses.text == "Lumen Optics, month 3 of 4"


def test_check_out_at_the_end_completes(lumen, malaga, porto):
    landing = cast.landed(lumen, malaga, MARCH, 3)
    landing = actions.check_out(
        landing, by=cast.manager_of(malaga), left_on=date(2027, 5, 31), now=at(2027, 6, 2)
    )
    assert (landing.state, landing.early_justified) == (State.COMPLETED, None)
    assert cast.balance(malaga, porto) == 3
    assert FreeRentMonth.objects.reserved().count() == 0


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


def test_lapse_gives_the_months_back_on_the_day_after(lumen, malaga):
    landing = cast.offered(lumen, malaga, MARCH, 3)
    assert actions.daily(at(2027, 3, 1))["lapsed"] == 0
    assert actions.daily(at(2027, 3, 2))["lapsed"] == 1
    landing.refresh_from_db()
    assert (landing.state, states_of(landing)) == (State.LAPSED, [MonthState.RELEASED] * 3)


def test_cancel_gives_all_months_back(lumen, malaga, porto):
    landing = cast.confirmed(lumen, malaga, MARCH, 3)
    actions.cancel(landing, by=cast.manager_of(malaga), side="host", reason="A flood", now=NOW)
    assert states_of(landing) == ["released"] * 3
    assert cast.balance(malaga, porto) == 0


def test_no_show_uses_the_first_month_only(lumen, malaga, porto):
    landing = cast.confirmed(lumen, malaga, MARCH, 3)
    with pytest.raises(Refused, match="from the day after"):
        actions.no_show(landing, by=cast.manager_of(malaga), reason="Nobody came", now=at(2027, 3, 1))
    actions.no_show(landing, by=cast.manager_of(malaga), reason="Nobody came", now=at(2027, 3, 9))
    assert states_of(landing) == ["used", "released", "released"]
    assert cast.balance(malaga, porto) == 1


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
