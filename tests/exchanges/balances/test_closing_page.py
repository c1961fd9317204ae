"""The closing plan of two parks from their agreement, stays and books: what the page says, and whom it lets press."""

from datetime import date

import pytest

from exchanges.agreements import actions as agreements
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.balances.closing import Stay
from exchanges.balances.ending import closing_of
from exchanges.balances.queries import with_figures
from exchanges.ledger.models import Pair
from parks.park.models import Park
from tests import cast as people
from tests.asking import get
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.settlements.making import book, propose, waiver

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
URL = "/balances/PORT/MÁLA/closing/"


@pytest.fixture
def porto(now) -> Park:
    return cast.park("Porto", "Anna Lund", "BR")


@pytest.fixture
def malaga(now) -> Park:
    return cast.park("Málaga", "Bea Ruiz")


@pytest.fixture
def agreement(porto, malaga) -> Agreement:
    """Porto owes 5; each way a stay is promised. Málaga's residents get 4 months a year at Porto, one at once."""
    back = Direction(4, places=1, max_months=3)
    made = cast.agreed(porto, malaga, Direction(12, places=2, max_months=4), back, notice_months=6)
    for month in range(1, 6):
        book(porto, malaga, 1, f"stay/{month}", day=(2026, month, 1))
    cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 1, 1), 2)
    cast.confirmed(cast.company("Ondas", malaga, "Ana"), porto, date(2026, 12, 15), 1)
    return made


def end(agreement: Agreement, park: Park) -> Agreement:
    return agreements.terminate(agreement, by=cast.manager_of(park), park=park, reason="No room", now=NOW)


def closing(park: Park, today: date = TODAY):
    return closing_of(with_figures(Pair.objects.all(), today).get(), park, today)


PLAN = [
    # month from, hosted, sent, worked off, Porto's balance after it
    (date(2026, 11, 23), 1, 0, 0, -4),  # Ondas begins on 15 December
    (date(2026, 12, 23), 0, 1, 0, -5),  # Lumen begins on 1 January; Ondas has the place until 15 January
    (date(2027, 1, 23), 0, 1, 1, -5),  # Lumen's second month; a first company of three months
    (date(2027, 2, 23), 0, 0, 1, -4),
    (date(2027, 3, 23), 0, 0, 1, -3),
    (date(2027, 4, 23), 0, 0, 1, -2),  # the last of the 4 months a year; the agreement ends on 22 May
]


def test_a_plan_of_a_debt_under_notice_month_by_month(agreement, porto, malaga) -> None:
    end(agreement, malaga)
    it = closing(porto)
    rows = [(row.slot.begins, row.hosted, row.sent, row.in_kind, row.after) for row in it.plan.rows]
    assert (it.plan.balance, rows) == (-5, PLAN)
    assert it.plan.stays == [Stay(date(2027, 1, 23), 3), Stay(date(2027, 4, 23), 1)]
    assert (it.left, it.owed_now, it.debtor, it.creditor) == (2, 2, porto, malaga)
    assert it.says == [
        "Porto owes Málaga 5 months today.",
        "Stays that are promised still come: 1 month of Málaga at Porto and 2 months of Porto at Málaga. "
        "Porto owes Málaga 6 months after that.",
        "4 can be worked off by 22 May 2027, and 2 months are left.",
    ]
    assert it.why_not_more == (
        "From 21 December 2026, when an application of today can be decided on, until 22 May 2027 residents of Málaga "
        "can begin 4 months in 2027 at Porto: one company at once, for stays of 1 to 3 months."
    )
    mirrored = closing(malaga)
    assert [row.after for row in mirrored.plan.rows] == [-row.after for row in it.plan.rows]
    assert mirrored.says == [
        it.says[0],
        "Stays that are promised still come: 2 months of Porto at Málaga and 1 month of Málaga at Porto. "
        "Porto owes Málaga 6 months after that.",
        it.says[2],
    ]


def test_a_preview_says_what_a_notice_given_today_would_leave(agreement, porto, malaga) -> None:
    before = closing(porto)
    assert before.ending and before.ending.is_preview and before.ending.last_day == date(2027, 5, 22)
    end(agreement, porto)
    after = closing(porto)
    assert after.ending and not after.ending.is_preview and after.plan == before.plan


def test_where_a_notice_comes_too_late_it_runs_out(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(12), valid=(date(2026, 1, 1), date(2026, 12, 31)), notice_months=6)
    it = closing(porto)
    assert it.ending and it.ending.last_day == date(2026, 12, 31)


@pytest.mark.parametrize("verb", ["suspend", "close"])
def test_nothing_is_worked_off_where_no_stay_can_begin(agreement, porto, malaga, verb) -> None:
    if verb == "suspend":
        agreements.suspend(agreement, by=cast.manager_of(porto), park=porto, reason="Rebuilt", now=NOW)
        why = "The agreement is suspended; no new stay can begin until one park resumes it."
    else:
        Park.objects.filter(pk=malaga.pk).update(state="suspended")
        why = "Málaga is suspended and takes no part in exchanges now."
    it = closing(porto)
    assert (it.plan.laid, it.left, it.why_not_more) == (0, 6, why)
    assert it.says[-1] == "None of it can be worked off before the agreement ends; 6 months are left."


def test_a_closed_direction_is_named(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(12), Direction(0))
    book(porto, malaga, 2, "old", day=(2026, 1, 1))
    assert closing(porto).why_not_more == "The agreement gives residents of Málaga no months at Porto."


def test_after_the_end_the_page_says_what_is_open(agreement, porto, malaga) -> None:
    end(agreement, malaga)
    it = closing(porto, date(2027, 5, 23))
    assert it.ending and it.ending.says == "The agreement ended on 22 May 2027." and it.plan.stays == []
    assert it.why_not_more == "No agreement is in force, so no new stay can begin."
    assert it.says[-1] == "6 months are left to settle."
    assert it.settle_text == "Closing of the agreement that ended on 22 May 2027"


def test_months_not_owed_yet_cannot_be_waived_yet(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(12), Direction(0))
    book(porto, malaga, 1, "old", day=(2026, 1, 1))
    cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 1, 1), 2)
    it = closing(porto)
    assert (it.left, it.owed_now) == (3, 1)


def test_the_next_agreement_takes_the_balance_on(agreement, porto, malaga) -> None:
    end(agreement, malaga)
    cast.agreed(porto, malaga, Direction(12), valid=(date(2027, 6, 1), date(2029, 5, 31)))
    it = closing(porto)
    assert it.successor == date(2027, 6, 1) and it.ending and it.ending.last_day == date(2027, 5, 22)


def test_the_page_offers_three_ways_to_those_who_may_sign(agreement, porto, malaga) -> None:
    end(agreement, malaga)
    deputy = cast.member(malaga, cast.person("Dario Gil"), "deputy")
    text, asked = get(people.browser_of(cast.manager_of(malaga)), URL)
    page = text.content.decode()
    assert "Propose a waiver of 2 months" in page and "Propose a compensation for 2 months" in page
    assert "Both parks allow clearing in circles" in page and 'href="/clearing/"' in page
    assert len(asked.statements) <= 10
    assert "way=waiver&amp;months=2&amp;text=Closing%20of%20the%20agreement%20that%20ends%20on%2022%20May" in page
    seen = people.browser_of(deputy).get(URL).content.decode()
    assert "2 months are left: three ways to settle" in seen and "Propose a waiver" not in seen


def test_a_prefilled_waiver_is_proposed_as_it_stands(agreement, porto, malaga) -> None:
    end(agreement, malaga)
    browser = people.browser_of(cast.manager_of(malaga))
    url = browser.get(URL).content.decode().split('href="/settlements/new/')[1].split('"')[0].replace("&amp;", "&")
    form = browser.get(f"/settlements/new/{url}").context["form"]
    data = {name: form.initial.get(name) or form.fields[name].initial.pk for name in form.fields}
    response = browser.post(f"/settlements/new/{url}", data, follow=True)
    assert "Waiver of 2 months Porto owes Málaga" in response.content.decode()
    assert "Closing of the agreement that ends on 22 May 2027" in response.content.decode()
    assert "Waiver of 2 months Porto owes Málaga" in browser.get(URL).content.decode(), "and it is named on the plan"


def test_who_does_not_allow_clearing_is_named(porto, malaga) -> None:
    cast.agreed(porto, malaga, Direction(12), Direction(0), clearing={porto.pk: False})
    book(porto, malaga, 2, "old", day=(2026, 1, 1))
    page = people.browser_of(cast.manager_of(porto)).get(URL).content.decode()
    assert "Porto does not allow clearing in circles." in page and 'href="/clearing/"' not in page


def test_it_is_linked_where_one_looks_for_it(agreement, porto, malaga) -> None:
    browser = people.browser_of(cast.manager_of(porto))
    own = agreement.get_absolute_url()
    link = f"/balances/{agreement.pair.low.code}/{agreement.pair.high.code}/closing/"
    asked = browser.get(f"{own}terminate/").content.decode()
    assert browser.get(link).status_code == 200
    assert "closing/" in asked and "closing/" not in browser.get(own).content.decode()
    end(agreement, porto)
    assert "closing/" in browser.get(own).content.decode()


def test_parks_that_never_agreed_have_nothing_to_lay_months_over(porto, malaga) -> None:
    book(porto, malaga, 2, "old", day=(2026, 1, 1))
    pair = Pair.objects.select_related("low", "high").get()
    propose(pair, waiver(porto, malaga, 1), malaga)
    response, asked = get(people.browser_of(cast.manager_of(porto)), URL)
    page = response.content.decode()
    assert "No agreement of these two parks has begun." in page and "2 months are left to settle." in page
    assert "Waiver of 1 month Porto owes Málaga" in page and len(asked.statements) <= 10
