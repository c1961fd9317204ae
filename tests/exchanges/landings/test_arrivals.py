"""A check-in up to 30 days late is written down with its true day: the months move, or the last day stays (rule 14)."""

from datetime import date, timedelta

import pytest
import time_machine

from companies.company.models import Residency
from exchanges.agreements.terms import Direction
from exchanges.exceptions import actions as exceptions
from exchanges.landings import actions, decisions
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.ledger.models import Pair
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import at

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1)


def begins(landing: Landing) -> list[date]:
    return list(landing.free_rent_months.promised().order_by("number").values_list("begins_on", flat=True))


def arrive(landing: Landing, day: date) -> tuple[Landing, list[str]]:
    """The stay after a check-in on the day, and what its page had said before."""
    effect = decisions.arriving(landing, day, cast.noon(day))
    assert effect.refusal == ""
    now = at(day.year, day.month, day.day)
    after = actions.check_in(landing, by=cast.manager_of(landing.host), arrived_on=day, now=now)
    assert effect.pair_beam.after == -FreeRentMonth.objects.promised().filter(pair=landing.pair).count()
    return after, effect.says


@pytest.fixture
def agreed(porto, malaga):
    """12 months and 1 place each way, until the end of 2028; Ana and Bob of Porto."""
    cast.agreed(porto, malaga, Direction(12, places=1, max_months=6), alert_at=4, limit_at=8)
    return [cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob")]


def test_nothing_in_the_way_moves_the_months(agreed, malaga) -> None:
    landing = cast.confirmed(agreed[0], malaga, DECEMBER, 2)
    landing, says = arrive(landing, date(2026, 12, 20))
    assert begins(landing) == [date(2026, 12, 20), date(2027, 1, 20)]
    assert (landing.starts_on, landing.last_day, landing.months) == (date(2026, 12, 20), date(2027, 2, 19), 2)
    assert says[0] == "The stay moves by 19 days: 20 December 2026 to 19 February 2027, 2 months as before."


def test_a_place_taken_after_it_keeps_the_last_day(agreed, malaga) -> None:
    landing = cast.confirmed(agreed[0], malaga, DECEMBER, 2)
    cast.confirmed(agreed[1], malaga, date(2027, 2, 1), 2)
    landing, says = arrive(landing, date(2026, 12, 20))
    assert (landing.last_day, landing.months) == (date(2027, 1, 31), 2)
    assert begins(landing) == [date(2026, 12, 20), date(2027, 1, 20)], "both begin by the last day"
    assert says[:2] == [
        "The months cannot move: Malaga has 1 place for companies of Porto, and 1 is taken between 20 December 2026 and "
        "19 February 2027. Choose other dates.",
        "The stay keeps its last day, 31 January 2027, and its 2 months.",
    ]


def test_a_month_that_would_begin_after_the_last_day_is_lost(agreed, malaga) -> None:
    """February has 28 days: 29 days late the second month would begin on the day after the last."""
    landing = cast.confirmed(agreed[0], malaga, date(2027, 1, 31), 2)  # until 30 March
    cast.confirmed(agreed[1], malaga, date(2027, 3, 31), 2)
    landing, says = arrive(landing, date(2027, 3, 1))
    assert (begins(landing), landing.last_day, landing.months) == ([date(2027, 3, 1)], date(2027, 3, 30), 1)
    assert says[1] == (
        "The stay keeps its last day, 30 March 2027: 1 month of 2 count, 1 no longer fits and is free again."
    )
    assert FreeRentMonth.objects.promised().filter(landing=landing).count() == 1


def test_a_year_without_months_keeps_the_last_day_and_loses_what_has_no_room(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(3, places=5))
    ana, bob = (cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob"))
    landing = cast.confirmed(ana, malaga, date(2026, 12, 20), 2)  # one month in each year
    cast.confirmed(bob, malaga, date(2027, 3, 1), 2)
    landing, says = arrive(landing, date(2027, 1, 4))
    assert begins(landing) == [date(2027, 1, 4)], "2027 has 3 months, and 2 are Bob's"
    assert landing.last_day == date(2027, 2, 19)
    assert "Porto has 1 of 3 months left for Malaga in 2027" in says[0] and "1 month of 2 count" in says[1]


def test_the_first_month_counts_where_it_was_promised_when_its_new_year_has_none(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(2, places=5))
    ana, bob = (cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob"))
    landing = cast.confirmed(ana, malaga, date(2026, 12, 20), 1)
    cast.confirmed(bob, malaga, date(2027, 3, 1), 2)
    landing, _ = arrive(landing, date(2027, 1, 4))
    assert (begins(landing), landing.last_day) == ([date(2026, 12, 20)], date(2027, 1, 19))
    assert cast.balance(malaga, porto) == 1


def test_the_companys_next_stay_keeps_the_last_day(agreed, malaga, porto) -> None:
    faro = cast.park("Faro", "Rui Pinto")
    cast.agreed(porto, faro, Direction(12))
    landing = cast.confirmed(agreed[0], malaga, DECEMBER, 2)
    cast.confirmed(agreed[0], faro, date(2027, 2, 1), 2)
    landing, says = arrive(landing, date(2026, 12, 10))
    assert landing.last_day == date(2027, 1, 31) and "Ana is promised to Faro" in says[0]


def test_neither_the_agreements_end_nor_residency_nor_shortest_stay_is_asked_again(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(6, min_months=2), valid=(date(2026, 1, 1), date(2027, 1, 31)))
    ana = cast.company("Ana", porto, "Lead Ana")
    landing = cast.confirmed(ana, malaga, DECEMBER, 2)
    Residency.objects.update(state="ended")
    landing, _ = arrive(landing, date(2026, 12, 20))
    assert landing.last_day == date(2027, 2, 19), "beyond the agreement, as it was promised for two months"


@pytest.mark.parametrize("late", [1, 7, 29, 30])
def test_it_can_be_written_down_on_every_day_up_to_thirty_late(agreed, malaga, late) -> None:
    landing = cast.confirmed(agreed[0], malaga, DECEMBER, 2)
    cast.confirmed(agreed[1], malaga, date(2027, 2, 1), 2)
    landing, _ = arrive(landing, DECEMBER + timedelta(days=late))
    assert landing.state == "landed" and landing.last_day == date(2027, 1, 31)


def test_later_than_thirty_days_it_asks_what_an_offer_asks(agreed, malaga) -> None:
    landing = cast.confirmed(agreed[0], malaga, DECEMBER, 2)
    cast.confirmed(agreed[1], malaga, date(2027, 2, 1), 2)
    day = DECEMBER + timedelta(days=31)
    with pytest.raises(Refused, match="1 is taken between 1 January 2027 and 28 February 2027"):
        actions.check_in(landing, by=cast.manager_of(malaga), arrived_on=day, now=at(2027, 1, 1))


def test_nothing_left_of_a_stay_says_what_to_do(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(12, places=1))
    ana, bob = (cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob"))
    landing = cast.confirmed(ana, malaga, date(2027, 2, 1), 1)
    cast.confirmed(bob, malaga, date(2027, 3, 1), 2)
    effect = decisions.arriving(landing, date(2027, 3, 2), cast.noon(date(2027, 3, 2)))
    assert effect.refusal.endswith("Record a no-show, or cancel it and offer new dates.")


def test_arriving_on_the_very_last_day_keeps_the_month_that_begins_then(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(12, places=1))
    ana, bob = (cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob"))
    landing = cast.confirmed(ana, malaga, date(2027, 2, 1), 1)
    cast.confirmed(bob, malaga, date(2027, 3, 1), 2)
    after = decisions.arriving(landing, date(2027, 3, 1), cast.noon(date(2027, 3, 1)))
    assert "so nothing of it is left to arrive for" in after.refusal
    landing, _ = arrive(landing, date(2027, 2, 28))
    assert (begins(landing), landing.last_day) == ([date(2027, 2, 28)], date(2027, 2, 28))


def test_an_exception_it_used_stays_used_when_it_keeps_its_last_day(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(12, places=1), alert_at=1, limit_at=1)
    ana, bob = (cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob"))
    landing = cast.nominated(ana, malaga, DECEMBER, 2)
    exceptions.grant(
        by=people.network_admin(), now=cast.NOW, home=porto, host=malaga, months=4, ends_on=date(2027, 6, 1),
        reason="A fair",
    )  # fmt: skip
    landing = cast.offer(landing, DECEMBER, 2)
    landing = actions.confirm(landing, by=cast.lead_of(ana), now=cast.NOW)
    cast.confirmed(bob, malaga, date(2027, 2, 1), 2)
    landing, _ = arrive(landing, date(2026, 12, 20))
    assert [(use.months, use.is_returned) for use in landing.exception_uses.all()] == [(1, False)]


def close_books(porto, malaga, until: date) -> None:
    Pair.objects.filter(pk=Pair.objects.between(porto, malaga).pk).update(closed_until=until)


def test_closed_books_are_said_before_it_is_pressed(porto, malaga) -> None:
    """The only day on which the month could count lies in books both parks confirmed."""
    cast.agreed(porto, malaga, Direction(2, places=5))
    ana, bob = (cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob"))
    landing = cast.confirmed(ana, malaga, date(2026, 12, 20), 1)
    cast.confirmed(bob, malaga, date(2027, 3, 1), 2)
    close_books(porto, malaga, date(2026, 12, 31))
    for day in (date(2026, 12, 28), date(2027, 1, 4)):
        landing.refresh_from_db()
        said = decisions.arriving(landing, day, cast.noon(day)).refusal
        with pytest.raises(Refused) as refused:
            actions.check_in(landing, by=cast.manager_of(malaga), arrived_on=day, now=at(day.year, day.month, day.day))
        assert said == refused.value.sentence and "31 December 2026" in said, (day, said)
    assert "cancel it" in said


def test_a_stay_whose_first_day_is_over_asks_the_host_for_its_word(lumen, malaga) -> None:
    """Before that it arrives soon; then the page of a check-in offers to say that the company did not come."""
    landing = cast.confirmed(lumen, malaga, date(2026, 12, 1), 2)
    url = f"{landing.get_absolute_url()}check-in/"
    for day, badge, asks in ((1, "confirmed, arrives soon", False), (2, "waits for your word: arrived or not", True)):
        with time_machine.travel(at(2026, 12, day), tick=False):
            host = people.browser_of(cast.manager_of(malaga)).get(url).content.decode()
            lead = people.browser_of(cast.lead_of(lumen)).get(landing.get_absolute_url()).content.decode()
        assert badge in host and (f"{landing.get_absolute_url()}no-show/" in host) is asks
        assert ("not checked in yet" in lead) is asks
