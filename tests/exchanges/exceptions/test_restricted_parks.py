"""A restricted park's companies under a policy that offers them months only under an exception (rule 9)."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.exceptions import actions
from exchanges.landings import actions as landings
from exchanges.landings.effects import effect_of
from exchanges.landings.states import State
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from exchanges.policy import actions as policy
from exchanges.policy.models import ExceptionUse
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW, at
from tests.exchanges.consent import signed

pytestmark = pytest.mark.django_db
MARCH, TODAY = date(2027, 3, 1), NOW.date()


@pytest.fixture
def owing(porto, malaga):
    """Porto and Malaga without a limit between them; Porto owes Turin 13 months from before the window."""
    cast.agreed(porto, malaga, Direction(12, places=9, max_months=4), limit_at=None, alert_at=None)
    turin = cast.park("Turin", "Carla Conti")
    cast.agreed(porto, turin, Direction(12), limit_at=None, alert_at=None)
    old = ledger.Entry(date(2022, 3, 1), porto, turin, 13, Because.STAY, "stay/1", "A class")
    ledger.post(old, now=at(2022, 3, 1))
    return [cast.company(name, porto, f"Lead {name}") for name in ("Ana", "Bob")]


def ask_exceptions() -> None:
    policy.change(
        values={"restricted_by_exception": True}, reason="Debts grew old",
        by=people.network_admin("Olga Other"), now=NOW,
    )  # fmt: skip


def test_by_default_a_standing_stops_no_offer(owing, malaga) -> None:
    assert cast.offered(owing[0], malaga, MARCH, 3).state == State.OFFERED


def test_offer_to_a_restricted_park_needs_an_exception_where_the_policy_says_so(owing, porto, malaga) -> None:
    ask_exceptions()
    landing = cast.nominated(owing[0], malaga, MARCH, 3)
    says = (
        "Porto is restricted in the network, and companies of a restricted park are offered months only under an "
        "exception. Owes 13 months today over all partners; alert above 6, restricted above 12. Sent 0 and hosted "
        "0 months in the last 24 months. Porto can ask the network for an exception for 3 months."
    )
    shown = effect_of(landing, MARCH, 3, cast.noon(TODAY))
    assert (shown.refusal, shown.needs_exception) == (says, True)  # before anybody presses
    with pytest.raises(Refused) as refused:
        cast.offer(landing, MARCH, 3)
    assert refused.value.sentence == says

    actions.grant(home=porto, host=malaga, months=2, ends_on=date(2026, 12, 31), reason="A fair",
                  by=people.network_admin("Nadia Novak"), now=NOW)  # fmt: skip
    with pytest.raises(Refused, match=r"covers 2 months of 3\. Offer 2 months; more takes an exception"):
        cast.offer(landing, MARCH, 3)
    assert effect_of(landing, MARCH, 2, cast.noon(TODAY)).refusal == ""
    offered = cast.offer(landing, MARCH, 2)  # every month of it is under the exception, though there is no limit
    assert list(ExceptionUse.objects.values_list("landing", "months")) == [(offered.pk, 2)]


def test_what_was_promised_before_is_kept(owing, malaga) -> None:
    offered = cast.offered(owing[0], malaga, date(2026, 12, 1), 2)
    ask_exceptions()
    confirmed = landings.confirm(offered, by=cast.lead_of(owing[0]), now=NOW)
    late = at(2026, 12, 4)
    landed = landings.check_in(confirmed, by=cast.manager_of(malaga), arrived_on=date(2026, 12, 3), now=late)
    assert landed.state == State.LANDED and not ExceptionUse.objects.exists()


def test_a_park_in_alert_needs_none(owing, porto, malaga) -> None:
    ask_exceptions()
    turin = porto.__class__.objects.get(name="Turin")
    signed(ledger.Entry(TODAY, turin, porto, 1, Because.WAIVER, "waiver/1", "One month less"))
    assert cast.offered(owing[0], malaga, MARCH, 3).state == State.OFFERED


def test_a_direction_without_a_limit_can_have_an_exception_then(owing, porto, malaga) -> None:
    values = {"home": porto, "host": malaga, "months": 2, "ends_on": date(2026, 12, 31), "reason": "A fair"}
    with pytest.raises(Refused, match="has no limit, so no exception is needed"):
        actions.grant(**values, by=people.network_admin("Nadia Novak"), now=NOW)
    ask_exceptions()
    assert actions.grant(**values, by=people.network_admin("Nora Novak"), now=NOW).months == 2
