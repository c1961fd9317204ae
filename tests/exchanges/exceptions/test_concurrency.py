"""Two offers at the same moment spend the same exception's months: threads on real connections."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.exceptions import actions
from exchanges.landings.models import Landing
from exchanges.policy.models import ExceptionUse, LimitException
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.landings.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = date(2027, 3, 1)


def test_offers_at_once_never_spend_more_than_an_exception_has():
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(48, places=40, max_months=4), limit_at=2)
    landings = [cast.nominated(cast.company(f"Company {n}", porto, f"Lead {n}"), malaga, MARCH, 2) for n in range(8)]
    actions.grant(home=porto, host=malaga, months=5, ends_on=MARCH, reason="A fair", by=people.network_admin(), now=NOW)
    outcomes = at_once([lambda one=one: cast.offer(one, MARCH, 2) for one in landings])
    assert {type(one) for one in outcomes} == {Landing, Refused}
    # 2 within the limit, 2 and 2 of the exception's 5; the month that is left is too few for two.
    assert sum(isinstance(one, Landing) for one in outcomes) == 3
    assert sorted(ExceptionUse.objects.values_list("months", flat=True)) == [2, 2]
    assert all("An exception covers 1 month of that" in str(one) for one in outcomes if isinstance(one, Refused))


def asked_for(months: int = 3) -> LimitException:
    """Porto, with a limit of 2 at Malaga, waits for an answer."""
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(12, places=9), limit_at=2)
    return actions.ask(
        home=porto, host=malaga, months=months, ends_on=MARCH, reason="A fair", by=cast.manager_of(porto), now=NOW
    )


def test_a_request_answered_by_many_admins_at_once_has_one_answer():
    asked = asked_for()
    admins = [people.network_admin(f"Admin {n}") for n in range(6)]
    answers = [
        lambda by=by, n=n: actions.turn_down(asked, reason="No", by=by, now=NOW)
        if n % 2
        else actions.grant(
            home=asked.home, host=asked.host, months=1 + n, ends_on=MARCH, reason="Yes", by=by, now=NOW, asked=asked
        )
        for n, by in enumerate(admins)
    ]  # fmt: skip
    outcomes = at_once([*answers, lambda: actions.withdraw(asked, by=cast.manager_of(asked.home), now=NOW)])
    (done,) = [one for one in outcomes if isinstance(one, LimitException)]
    assert all("no longer applies" in str(one) for one in outcomes if one is not done)
    asked.refresh_from_db()
    assert (asked.state, asked.months) == (done.state, done.months)
    assert [step.to_state for step in asked.steps.all()] == ["asked", done.state]


def test_the_same_request_pressed_at_once_is_made_once():
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    cast.agreed(porto, malaga, Direction(12, places=9), limit_at=2)
    by = cast.manager_of(porto)
    outcomes = at_once(
        [
            lambda n=n: actions.ask(home=porto, host=malaga, months=n, ends_on=MARCH, reason="A fair", by=by, now=NOW)
            for n in range(1, 9)
        ]
    )
    assert sum(isinstance(one, LimitException) for one in outcomes) == 1 == LimitException.objects.count()
    assert all("already, and it waits" in str(one) for one in outcomes if isinstance(one, Refused))
