"""What the pages of sign, counter and refuse show before anybody decides: quota, balance and standing, now and then."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from exchanges.agreements import actions, queries
from exchanges.agreements.models import Agreement
from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from exchanges.landings.facts import facts_of
from exchanges.landings.models import Landing
from exchanges.landings.signing import before_signing
from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from tests import cast as people
from tests.asking import get
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.consent import signed

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def pair(db):
    """Porto and Malaga, 6 months each way; Porto owes 3 and is promised 2 of 2027."""
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    agreement = cast.agreed(porto, malaga, Direction(6, places=3), alert_at=5, limit_at=8)
    cast.landed(cast.company("Ana", porto, "Lead Ana"), malaga, date(2026, 9, 1), 3, now=cast.at(2026, 8, 1))
    landings.daily(NOW)
    cast.confirmed(cast.company("Bob", porto, "Lead Bob"), malaga, date(2027, 3, 1), 2)
    return porto, malaga, agreement


def amended(pair, **changes) -> Agreement:
    """An amendment of Malaga's on the table."""
    _, malaga, agreement = pair
    months = changes.pop("months", None)
    terms = queries.terms_of(agreement.ruling)
    if months:
        terms = replace(terms, directions={k: replace(v, months_per_year=months) for k, v in terms.directions.items()})
    by = cast.manager_of(malaga)
    return actions.amend(agreement, by=by, park=malaga, terms=replace(terms, **changes), now=NOW)


def shown(agreement: Agreement, *mine: int):
    agreement = queries.whole(Agreement.objects.all()).get(pk=agreement.pk)
    return before_signing(agreement, agreement.tabled, TODAY, NOW, mine)


def test_quota_before_and_after_is_what_offers_will_find(pair) -> None:
    porto, malaga, _ = pair
    agreement = amended(pair, months=8)
    it = shown(agreement, porto.pk)
    table = {
        name: [(one.after.year, one.before.quota.left, one.after.quota.left) for one in years]
        for name, years in it.directions
    }
    assert table == {
        "Porto at Malaga": [(2026, 3, 5), (2027, 4, 6), (2028, 6, 8)],
        "Malaga at Porto": [(2026, 6, 8), (2027, 6, 8), (2028, 6, 8)],
    }  # fmt: skip
    for park in (porto, malaga):
        actions.sign(
            agreement, by=cast.manager_of(park), park=park, content_hash=agreement.newest.content_hash, now=NOW
        )
    facts = facts_of(Landing(home=porto, host=malaga), date(2027, 6, 1), 1, cast.noon(TODAY))
    assert [facts.quota(year).left for year in (2026, 2027)] == [5, 6]


@pytest.mark.parametrize(
    ("changes", "tone", "sentence"),
    [
        ({"months": 8}, "done", "lies within the warning at 5 and the limit of 8"),
        ({"alert_at": 4}, "wait", "Porto owes Malaga 5 months with everything promised, past the warning at 4"),
        ({"alert_at": 2}, "wait", "Porto owes Malaga 5 months with everything promised, past the warning at 2"),
        ({"alert_at": None, "limit_at": 4, "floor_months": 1}, "stop",
         "with everything promised, past the limit of 4 in these terms: Porto could be offered nothing new, beyond 1"),
        ({"alert_at": 1, "limit_at": 2}, "stop", "Porto owes Malaga 3 months today, past the limit of 2"),
        ({"alert_at": None, "limit_at": None}, "idle", "neither a warning nor a limit"),
    ],
)  # fmt: skip
def test_the_balance_against_the_new_tolerance_in_words(pair, changes, tone, sentence) -> None:
    it = shown(amended(pair, **changes))
    assert (it.tone, sentence in it.verdict) == (tone, True), it.verdict


def test_balances_from_the_readers_side(pair) -> None:
    porto, malaga, _ = pair
    agreement = amended(pair, months=8)
    ours, theirs = shown(agreement, porto.pk).position, shown(agreement, malaga.pk).position
    assert ours.beam.sentence == "You owe Malaga 3 months now, 5 with everything promised; the limit is 8"
    assert theirs.beam.now == 3 and theirs.beam.last == 5 and theirs.home == malaga
    assert [place.beam.last for place in ours.network] == [-5, 5]


def test_a_first_proposal_shows_months_balance_and_standing(db) -> None:
    """Two parks whose balance is older than any agreement of the portal."""
    porto, malaga = cast.park("Porto", "Anna Lund"), cast.park("Malaga", "Bea Ruiz")
    entry = ledger.Entry(day=TODAY, debtor=porto, creditor=malaga, months=9, because=Because.OPENING,
                         reference="opening/1", text="Before the portal")  # fmt: skip
    signed(entry)
    terms = cast.terms(porto, malaga, Direction(6), limit_at=8)
    made = actions.propose(by=cast.manager_of(porto), proposer=porto, partner=malaga, terms=terms, now=NOW)
    it = shown(made, malaga.pk)
    assert not it.is_amendment
    assert [(one.before.quota.agreed, one.after.quota.agreed) for one in it.directions[0][1]] == [(0, 6)] * 3
    assert it.verdict.startswith("Porto owes Malaga 9 months today, past the limit of 8 in these terms: Porto could be")


def test_months_are_shown_that_can_begin_before_and_after(pair) -> None:
    """Porto owes 3 and is promised 2: three months more until the limit of 8, however many a quota has left."""
    porto, _, _ = pair
    it = shown(amended(pair, months=8), porto.pk)
    table = {
        name: [(one.after.year, one.before.months, one.after.months) for one in years] for name, years in it.directions
    }
    assert table["Porto at Malaga"] == [(2026, 3, 3), (2027, 3, 3), (2028, 3, 3)]
    assert all(was <= one and one <= 8 for years in table.values() for _, was, one in years)
    for _, years in it.directions:
        for one in years:
            assert one.before.months <= one.before.quota.left and one.after.months <= one.after.quota.left


@pytest.mark.parametrize("verb", ["sign", "counter", "refuse"])
def test_pages_show_it_in_few_questions(pair, verb) -> None:
    porto, _, _ = pair
    with time_machine.travel(NOW, tick=False):
        agreement = amended(pair, months=8)
        client = people.browser_of(cast.manager_of(porto))
        client.get("/me/")
        page, asked = get(client, f"{agreement.get_absolute_url()}{verb}/")
    text = page.content.decode()
    assert "What the changed terms do" in text and "3 of 6 left" in text and "3 of 8 left" in text
    assert "Porto in the whole network" in text and "Malaga in the whole network" in text
    assert len(asked.statements) <= 10
