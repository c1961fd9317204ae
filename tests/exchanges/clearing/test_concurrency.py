"""Many at once on a clearing: threads on real connections; whoever is second is told how it stands."""

from datetime import date

import pytest

from exchanges.agreements.terms import Direction
from exchanges.clearing import actions, schedule
from exchanges.clearing.models import Clearing, ClearingProposal
from exchanges.ledger.checking import check
from exchanges.ledger.models import Posting
from softlanding.kernel.refusals import Refused, Stale
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.clearing.making import agree, books, later, network, owe, propose, refuse
from tests.exchanges.landings.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TRIANGLE = [("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)]
CLEARED = {"Porto owes Turin": 2, "Turin owes Malaga": 1}


def cleared() -> int:
    return Posting.objects.filter(because="clearing").count()


def test_two_last_consents_at_once_post_once() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    agree(clearing, parks["Malaga"])
    outcomes = at_once([lambda name=name: agree(clearing, parks[name]) for name in ("Porto", "Turin")])
    assert sorted(one.state for one in outcomes if isinstance(one, Clearing)) == ["posted", "proposed"]
    assert (cleared(), books(), check().lie) == (3, CLEARED, None)


def test_the_same_consent_pressed_eight_times_at_once_is_given_once() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    for name in ("Malaga", "Turin"):
        agree(clearing, parks[name])
    outcomes = at_once([lambda: agree(clearing, parks["Porto"])] * 8)
    assert sum(isinstance(one, Clearing) for one in outcomes) == 1
    assert sum(isinstance(one, Stale) for one in outcomes) == 7
    assert (cleared(), books()) == (3, CLEARED)


def test_a_withdraw_and_the_last_yes_at_once_end_as_one_of_them() -> None:
    parks, nora = network(TRIANGLE), people.network_admin("Nora Vik")
    clearing = propose(by=nora)
    for name in ("Malaga", "Turin"):
        agree(clearing, parks[name])
    outcomes = at_once([
        lambda: agree(clearing, parks["Porto"]),
        lambda: actions.withdraw(clearing, reason="Wait", by=nora, now=NOW),
    ])  # fmt: skip
    clearing.refresh_from_db()
    assert sum(isinstance(one, Stale) for one in outcomes) == 1
    assert (clearing.state, cleared()) in (("posted", 3), ("withdrawn", 0))


def test_a_refusal_and_the_last_yes_at_once_never_post_what_was_refused() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    agree(clearing, parks["Malaga"])
    at_once([lambda: agree(clearing, parks["Porto"]), lambda: refuse(clearing, parks["Turin"])])
    clearing.refresh_from_db()
    assert (clearing.state, cleared()) == ("dropped", 0)


def test_two_proposals_at_once_leave_one() -> None:
    network(TRIANGLE)
    nora = people.network_admin("Nora Vik")
    outcomes = at_once([lambda: propose(by=nora)] * 4 + [lambda: schedule.yearly(cast.at(2026, 2, 1))] * 2)
    assert sum(isinstance(one, Clearing | ClearingProposal) for one in outcomes) == 1
    assert sum(isinstance(one, Refused) for one in outcomes) in (3, 4)
    assert Clearing.objects.get().state == "proposed"


def test_postings_and_offers_on_the_pairs_while_the_clearing_posts() -> None:
    """Whichever comes first: either the debt still fits and it is posted, or it is computed anew; nobody waits forever,
    and no debt turns because of it."""
    parks = network(TRIANGLE)
    cast.agreed(parks["Malaga"], cast.park("Oslo", "Oslo Manager"), Direction(9))
    lumen = cast.company("Lumen", parks["Malaga"], "Lea")
    landing = cast.nominated(lumen, parks["Porto"], date(2027, 3, 1), 2)
    clearing = propose()
    for name in ("Malaga", "Turin"):
        agree(clearing, parks[name])
    outcomes = at_once([
        lambda: agree(clearing, parks["Porto"]),
        lambda: cast.offer(landing, date(2027, 3, 1), 2),
        lambda: owe(parks["Turin"], parks["Porto"], 4),
        lambda: owe(parks["Turin"], parks["Malaga"], 1, date(2026, 6, 2)),
    ])  # fmt: skip
    assert [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Refused)] == []
    clearing.refresh_from_db()
    assert check().lie is None
    assert (clearing.state, cleared()) in (("posted", 3), ("replaced", 0))
    if clearing.state == "replaced":
        assert clearing.successors.get().total == 3


def test_two_workers_at_once_go_on_without_the_silent_once() -> None:
    parks = network([*TRIANGLE, ("Malaga", "Lyon", 2), ("Lyon", "Oslo", 2), ("Oslo", "Malaga", 2)])
    clearing = propose()
    for name in ("Malaga", "Lyon", "Oslo", "Porto"):
        agree(clearing, parks[name])
    assert at_once([lambda: schedule.daily(later(30))] * 4) == [None] * 4
    assert list(Clearing.objects.order_by("pk").values_list("state", "version")) == [("replaced", 1), ("proposed", 2)]
