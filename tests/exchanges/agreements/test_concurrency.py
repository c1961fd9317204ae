"""Two managers press at once: threads on real PostgreSQL connections."""

from collections import Counter
from datetime import date

import pytest

from exchanges.agreements import actions
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.landings.models import FreeRentMonth
from tests.exchanges import cast
from tests.exchanges.agreements.making import SIX, amend, changed, propose, sign, with_reason
from tests.exchanges.cast import NOW
from tests.exchanges.landings.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def names(outcomes: list[object]) -> Counter[str]:
    return Counter(type(one).__name__ for one in outcomes)


@pytest.fixture
def proposal(porto, malaga) -> Agreement:
    """Signed by Porto; Malaga is about to answer."""
    return sign(propose(porto, malaga, limit_at=6), porto)


def test_sign_and_counter_at_once_never_leave_a_version_half_signed_in_force(porto, malaga, proposal):
    bea, read = cast.manager_of(malaga), proposal.newest.content_hash
    terms = changed(proposal, limit_at=9)
    sign_it = lambda: actions.sign(proposal, by=bea, park=malaga, content_hash=read, now=NOW)  # noqa: E731
    counter_it = lambda: actions.counter(  # noqa: E731
        proposal, by=cast.manager_of(porto), park=porto, terms=terms, content_hash=read, now=NOW
    )
    outcomes = at_once([sign_it, counter_it] * 4)
    assert names(outcomes)["Agreement"] == 1
    agreement = Agreement.objects.get()
    if agreement.ruling:  # the signature came first: both signed version 1, and nothing is on the table
        assert (agreement.state, agreement.ruling.number, agreement.on_table) == ("signed", 1, None)
        assert agreement.versions.count() == 1
    else:  # the counter came first: version 2 is on the table without a signature
        assert (agreement.state, agreement.on_table.number) == ("proposed", 2)
        assert agreement.on_table.signatures.count() == 0
        assert agreement.versions.first().signatures.count() == 1


def test_both_counter_at_once_and_one_of_them_reads_the_other(porto, malaga, proposal):
    read = proposal.newest.content_hash
    jobs = [
        lambda park=park, limit=limit: actions.counter(
            proposal, by=cast.manager_of(park), park=park, terms=changed(proposal, limit_at=limit),
            content_hash=read, now=NOW,
        )
        for park, limit in ((porto, 8), (malaga, 9))
    ]  # fmt: skip
    outcomes = at_once(jobs)
    assert names(outcomes) == {"Agreement": 1, "Refused": 1}
    assert {str(one) for one in outcomes if isinstance(one, Exception)} <= {
        "Anna Lund at Porto countered a moment ago. Read it first, then counter that.",
        "Bea Ruiz at Malaga countered a moment ago. Read it first, then counter that.",
    }
    assert Agreement.objects.get().on_table.number == 2


def test_both_parties_sign_at_once(porto, malaga):
    proposal = propose(porto, malaga)
    read = proposal.newest.content_hash
    jobs = [
        lambda park=park: actions.sign(proposal, by=cast.manager_of(park), park=park, content_hash=read, now=NOW)
        for park in (porto, malaga)
    ]
    assert names(at_once(jobs)) == {"Agreement": 2}
    assert Agreement.objects.get().state == "signed"


def test_both_give_notice_at_once(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX, notice_months=3)
    outcomes = at_once([lambda park=park: with_reason("terminate", agreement, park) for park in (porto, malaga)])
    assert names(outcomes) == {"Agreement": 1, "Stale": 1}
    assert Agreement.objects.get().steps.filter(verb="terminate").count() == 1


def test_an_amendment_is_signed_while_months_are_offered(porto, malaga):
    """Whoever comes first: what is promised never exceeds the quota that rules."""
    agreement = cast.agreed(porto, malaga, SIX)
    agreement = sign(amend(agreement, malaga, directions={porto.pk: Direction(3, 2, 1, 3)}), malaga)
    start = date(2027, 3, 1)
    landings = [cast.nominated(cast.company(f"C {n}", porto, f"Lead {n}"), malaga, start, 2) for n in range(2)]
    jobs = [lambda one=one: cast.offer(one, start, 2) for one in landings]
    at_once([*jobs, lambda: sign(agreement, porto)])
    quota = Agreement.objects.get().ruling.direction(porto).months_per_year
    assert FreeRentMonth.objects.promised().count() <= quota
