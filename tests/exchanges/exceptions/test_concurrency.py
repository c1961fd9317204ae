"""Two offers at the same moment spend the same exception's months: threads on real connections."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.exceptions import actions
from exchanges.landings.models import Landing
from exchanges.policy.models import ExceptionUse
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
