"""Two people press at once: threads on real PostgreSQL connections; a settlement is posted once or not at all."""

from collections import Counter

import pytest

from exchanges.ledger.checking import check
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements import actions
from exchanges.settlements.models import Settlement, SettlementStep
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.landings.test_concurrency import at_once
from tests.exchanges.settlements.making import propose, sign, stand_in, take_back, waiver

pytestmark = pytest.mark.django_db(transaction=True)


def names(outcomes: list[object]) -> Counter[str]:
    return Counter(type(one).__name__ for one in outcomes)


def posted() -> int:
    return Posting.objects.filter(because=Because.WAIVER).count()


def test_the_park_signs_and_the_network_stands_in_at_once(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    anna = cast.manager_of(porto)
    jobs = [
        lambda: sign(it, porto, by=anna),
        lambda: stand_in(it, admin),
    ]
    assert names(at_once(jobs * 3)) == {"Settlement": 1, "Stale": 5}
    assert (posted(), cast.balance(malaga, porto)) == (1, 3)
    assert Settlement.objects.get().signatures.count() == 2
    assert check().lie is None


def test_two_colleagues_sign_at_once(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    signers = [cast.manager_of(porto), cast.member(porto, cast.person("Second Manager"))]
    outcomes = at_once([lambda by=by: sign(it, porto, by=by) for by in signers * 3])
    assert names(outcomes) == {"Settlement": 1, "Stale": 5}
    assert (posted(), cast.balance(malaga, porto)) == (1, 3)


@pytest.mark.parametrize("verb", ["withdraw", "refuse"])
def test_signed_and_taken_back_or_refused_at_once(pair, porto, malaga, verb) -> None:
    """Whoever comes first: it is signed and posted, or neither."""
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    anna, bea = cast.manager_of(porto), cast.manager_of(malaga)
    others = {
        "withdraw": lambda: actions.withdraw(it, by=bea, reason="A slip", now=NOW),
        "refuse": lambda: actions.refuse(it, by=anna, park=porto, reason="No", now=NOW),
    }
    outcomes = at_once([lambda: sign(it, porto, by=anna), others[verb]] * 3)
    assert names(outcomes) == {"Settlement": 1, "Stale": 5}
    it.refresh_from_db()
    assert posted() == (it.state == "signed") and SettlementStep.objects.count() == 2
    assert cast.balance(malaga, porto) == (3 if it.state == "signed" else 5)


def test_waivers_signed_at_once_never_forgive_more_than_is_owed(pair, porto, malaga) -> None:
    made = [propose(pair, waiver(porto, malaga, n, text=f"Part {n}"), malaga) for n in (2, 3, 4)]
    anna = cast.manager_of(porto)
    at_once([lambda one=one: sign(one, porto, by=anna) for one in made])
    assert 0 <= cast.balance(malaga, porto) < 5
    signed = Settlement.objects.filter(state="signed").values_list("months", flat=True)
    assert sum(signed) == 5 - cast.balance(malaga, porto) <= 5


def test_the_same_proposal_pressed_at_once_is_one(pair, porto, malaga) -> None:
    bea = cast.manager_of(malaga)
    outcomes = at_once([lambda: propose(pair, waiver(porto, malaga, 2), malaga, by=bea)] * 6)
    assert names(outcomes) == {"Settlement": 6} and Settlement.objects.count() == 1


def test_both_parks_propose_the_same_at_once(pair, porto, malaga) -> None:
    jobs = [
        lambda park=park, by=by: propose(pair, waiver(porto, malaga, 2), park, by=by)
        for park, by in ((porto, cast.manager_of(porto)), (malaga, cast.manager_of(malaga)))
    ]
    assert names(at_once(jobs)) == {"Settlement": 1, "Refused": 1}


def test_a_posting_is_taken_back_once_by_two_ways_at_once(pair, porto, malaga) -> None:
    stay = Posting.objects.get(reference="stay/1")
    it = propose(pair, take_back(stay), malaga)
    anna, admin = cast.manager_of(porto), people.network_admin()
    jobs = [
        lambda: sign(it, porto, by=anna),
        lambda: stand_in(it, admin),
    ]
    assert names(at_once(jobs)) == {"Settlement": 1, "Stale": 1}
    assert (Posting.objects.filter(reverses=stay).count(), Pair.objects.get().balance_of(malaga)) == (1, 4)
