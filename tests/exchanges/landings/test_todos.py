"""What waits of a landing, in the words of whoever must act, of whoever waits, and with what a decision does."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from exchanges.landings import todos
from exchanges.landings.availability import Available, Headroom
from exchanges.landings.quota import QuotaYear
from exchanges.landings.todos import Stay
from softlanding.kernel.todos import Asked, Awaited

FARO = Stay(7, "Faro", "Porto", "Málaga", 3, date(2027, 1, 4), 2, pair=1, home_id=2, host_id=3)
EMPTY = replace(FARO, months=None, starts_on=None, people=None)


@dataclass(frozen=True)
class Figures:
    projected: int = 0
    sent: tuple[Available, ...] = ()
    hosted: tuple[Available, ...] = ()
    rooms: dict[int, Headroom] = field(default_factory=dict)


def can(months: int, until: date | None = date(2027, 12, 31), total: int = 6) -> tuple[Available, Available]:
    return Available(QuotaYear(2026, 6), 1), Available(QuotaYear(2027, total), months, until)


def room(restriction: str = "", left: int = 6) -> dict[int, Headroom]:
    quotas = {2027: QuotaYear(2027, 6, used=6 - left)}
    first, last = date(2026, 11, 23), date(2028, 12, 31)
    return {FARO.home_id: Headroom(first, last, quotas, places=3, longest=6, restriction=restriction)}


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (todos.DRAFT, Asked("Finish your application to Málaga", "3 months from 4 January 2027. Neither park sees it"
                            " before you apply.", "/landings/7/edit/", "Go on")),
        (todos.SUBMITTED, Asked("Nominate Faro for Málaga", "Asks for 3 months from 4 January 2027 for two people.",
                                "/landings/7/nominate/", "Decide")),
        (todos.NOMINATED, Asked("Decide on Faro from Porto", "Asks for 3 months from 4 January 2027 for two people.",
                                "/landings/7/offer/", "Decide")),
        (todos.OFFERED, Asked("Answer the offer of Málaga", "3 months from 4 January 2027, free of rent. The months are"
                              " kept for Faro until you answer.", "/landings/7/", "Read the offer")),
        (todos.CONFIRMED, Asked("Check in Faro from Porto", "Comes for 3 months from 4 January 2027. Its months begin"
                                " when you check it in.", "/landings/7/check-in/", "Check in")),
        (todos.LANDED, Asked("Check out Faro from Porto", "Its 3 months from 4 January 2027 come to an end.",
                             "/landings/7/check-out/", "Check out")),
        (todos.LATE_SUBMITTED, Asked("Porto has not decided on Faro", "Faro waits longer than the agreement of Porto and"
                                     " Málaga allows.", "/landings/7/", "Look")),
        (todos.LATE_NOMINATED, Asked("Málaga has not decided on Faro", "Faro waits longer than the agreement of Porto"
                                     " and Málaga allows.", "/landings/7/", "Look")),
    ],
    ids=lambda one: getattr(one, "name", ""),
)  # fmt: skip
def test_each_step_says_what_to_do(kind, says) -> None:
    assert kind.says(FARO) == says


@pytest.mark.parametrize(
    ("kind", "waited"),
    [
        (todos.SUBMITTED, ("Porto to nominate Faro for Málaga, 3 months from 4 January 2027", "Porto")),
        (todos.NOMINATED, ("Málaga to decide on Faro, 3 months from 4 January 2027", "Málaga")),
        (todos.OFFERED, ("Faro to answer the offer of Málaga, 3 months from 4 January 2027", "Faro")),
    ],
)
def test_each_step_says_who_is_waited_for(kind, waited) -> None:
    headline, who = waited
    assert kind.waited(FARO) == Awaited(headline, "/landings/7/", who)


def test_a_draft_may_name_nothing_yet() -> None:
    assert todos.finish(EMPTY).text == "A stay. Neither park sees it before you apply."
    assert todos.finish(replace(EMPTY, starts_on=FARO.starts_on)).text.startswith("A stay from 4 January 2027.")
    assert todos.finish(replace(EMPTY, months=1)).text.startswith("1 month.")
    assert todos.nominate(replace(FARO, people=1)).text == "Asks for 3 months from 4 January 2027 for one person."


def test_a_stay_of_one_month_ends_with_it() -> None:
    assert todos.check_out(replace(FARO, months=1)).text == "Its month comes to an end."
    assert todos.check_out(EMPTY).text == "Its month comes to an end."


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (Figures(sent=can(4)), "Your park has 4 of 6 months left there in 2027."),
        (Figures(sent=can(4, date(2027, 6, 30))), "Your park has 4 of 6 months left there in 2027, until 30 June 2027."),
        (Figures(sent=can(0), rooms=room("It owes.")), "Your park has 0 of 6 months left there in 2027 without an exception."),
        (Figures(sent=can(2), rooms=room("It owes.")), "Your park has 2 of 6 months left there in 2027, under an exception."),
        (Figures(sent=can(0, total=1)), "Your park has 0 of 1 month left there in 2027."),
        (Figures(sent=can(0, total=0)), ""),
    ],
)  # fmt: skip
def test_a_home_park_reads_what_it_has_left_there(figures, says) -> None:
    assert todos.SUBMITTED.effect(FARO, figures) == says


def test_without_a_first_day_nothing_is_left_of_any_year() -> None:
    assert todos.left_there(EMPTY, Figures(sent=can(4))) == "" == todos.leaves(EMPTY, Figures(hosted=can(4)))


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (Figures(0, hosted=can(5), rooms=room()), "Leaves 3 of 6 in 2027; Porto owes you 3 months after."),
        (Figures(-3, hosted=can(5), rooms=room()), "Leaves 3 of 6 in 2027; you and Porto are even after."),
        (Figures(-5, hosted=can(5), rooms=room()), "Leaves 3 of 6 in 2027; Porto is owed 2 months by you after."),
        (Figures(-4, hosted=can(5, date(2027, 9, 30)), rooms=room()),
         "Leaves 3 of 6 in 2027, until 30 September 2027; Porto is owed 1 month by you after."),
        (Figures(0, hosted=can(2), rooms=room()), "Only 2 of 6 in 2027 left; Porto owes you 3 months after."),
        (Figures(0, hosted=can(0), rooms=room("It owes.")),
         "Only 0 of 6 in 2027 left without an exception; Porto owes you 3 months after."),
        (Figures(0, hosted=can(0, total=0), rooms=room()), "Porto owes you 3 months after."),
        (Figures(-3, hosted=can(5)), "You and Porto are even after."),
    ],
)  # fmt: skip
def test_a_host_reads_what_an_offer_leaves(figures, says) -> None:
    assert todos.NOMINATED.effect(FARO, figures) == says


def test_a_decision_is_seen_from_the_park_that_takes_it() -> None:
    assert (todos.SUBMITTED.park(FARO), todos.NOMINATED.park(FARO)) == (FARO.home_id, FARO.host_id)
