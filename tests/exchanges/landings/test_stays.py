"""What each verb of a stay leaves behind in months and books, and each refusal's sentence."""

from datetime import date

import pytest

from exchanges.landings import actions
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.states import MonthState, State
from exchanges.ledger.models import Posting
from softlanding.kernel.refusals import Refused, Stale
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at

pytestmark = pytest.mark.django_db
MARCH = date(2027, 3, 1)


def states_of(landing: Landing) -> list[str]:
    return list(landing.free_rent_months.order_by("number").values_list("state", flat=True))


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
    landing = actions.check_in(landing, by=cast.manager_of(malaga), arrived_on=date(2027, 1, 4), now=at(2027, 1, 4))
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
    landing = actions.check_out(landing, by=cast.manager_of(malaga), left_on=date(2027, 5, 31), now=at(2027, 6, 2))
    assert (landing.state, landing.early_justified) == (State.COMPLETED, None)
    assert cast.balance(malaga, porto) == 3
    assert FreeRentMonth.objects.reserved().count() == 0


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


def test_lapse_of_an_answered_offer_is_stale(lumen, malaga):
    landing = cast.confirmed(lumen, malaga, MARCH, 3)
    with pytest.raises(Stale, match="This is confirmed now"):
        actions.lapse(landing, now=at(2027, 3, 2))
