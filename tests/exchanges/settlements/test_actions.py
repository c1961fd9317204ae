"""Two consents and then the books: what each verb does, and what each kind may."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from exchanges.landings.models import FreeRentMonth
from exchanges.ledger.checking import check
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements import actions, queries
from exchanges.settlements.models import Settlement, SettlementSignature, SettlementStep
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.consent import without_consent
from tests.exchanges.settlements.making import (
    TODAY,
    book,
    content,
    propose,
    settle,
    sign,
    stand_in,
    take_back,
    waiver,
)

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str]]:
    return set(Notice.objects.values_list("recipient__name", "subject"))


def test_a_waiver_is_posted_with_the_second_consent_and_not_before(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    assert (it.state, cast.balance(malaga, porto), it.waits_for) == ("proposed", 5, "Porto")
    it = sign(it, porto)
    assert (it.state, cast.balance(malaga, porto), it.waits_for) == ("signed", 3, "")
    posting = Posting.objects.get(because=Because.WAIVER)
    assert (posting.reference, posting.debtor, posting.months, posting.day) == (f"settlement/{it.pk}", malaga, 2, TODAY)
    assert it.posting == posting and posting.text == "As talked over in May"
    steps = SettlementStep.objects.values_list("verb", "acted_for", "to_state")
    assert list(steps) == [("propose", "Málaga", "proposed"), ("sign", "Porto", "signed")]
    assert check().lie is None


@pytest.mark.parametrize("kind", ["compensation", "adjustment"])
def test_other_kinds_are_posted_as_what_they_are(pair, porto, malaga, kind) -> None:
    settle(pair, content(kind, malaga, porto, 4), porto, malaga)
    assert Posting.objects.get(because=kind).months == 4
    assert cast.balance(malaga, porto) == 1


def test_an_adjustment_may_turn_the_balance_round(pair, porto, malaga) -> None:
    settle(pair, content("adjustment", malaga, porto, 8), porto, malaga)
    assert cast.balance(malaga, porto) == -3


def test_stand_in_is_the_second_consent_and_both_parks_read_why(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    it = stand_in(it, admin, reason="Porto's manager left")
    assert (it.state, cast.balance(malaga, porto)) == ("signed", 3)
    signatures = SettlementSignature.objects.values_list("park__name", "instead_of__name", "signer__name", "reason")
    assert list(signatures) == [
        ("Málaga", None, "Bea Ruiz", ""), (None, "Porto", "Nadia Novak", "Porto's manager left"),
    ]  # fmt: skip
    stood_in = Notice.objects.filter(subject__startswith="The network signed in place of Porto")
    assert set(stood_in.values_list("recipient__name", flat=True)) == {"Anna Lund", "Bea Ruiz"}
    assert all("Porto's manager left" in notice.body for notice in stood_in)


def test_stand_in_needs_a_reason(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    with pytest.raises(Refused, match="A network admin signs with a reason"):
        stand_in(it, admin, reason="  ")
    with pytest.raises(Refused, match="A network admin signs with a reason"):
        propose(pair, waiver(porto, malaga, 1), None, by=admin)


def test_what_the_network_proposes_waits_for_both_parks(pair, porto, malaga, admin) -> None:
    """The network's word is no signature: a network admin alone never moves a month."""
    it = propose(pair, waiver(porto, malaga, 2), None, by=admin, reason="Left over from 2020")
    assert (it.waits_for, it.maker, it.signatures.count()) == ("Málaga and Porto", "The network", 0)
    it = sign(it, porto)
    assert (it.state, it.waits_for, cast.balance(malaga, porto)) == ("proposed", "Málaga", 5)
    assert ("Bea Ruiz", "Porto signed: Waiver of 2 months Porto owes Málaga") in told()
    with pytest.raises(Refused, match="Porto signed this already. It waits for Málaga."):
        sign(it, porto)
    assert sign(it, malaga).state == "signed"
    assert cast.balance(malaga, porto) == 3


def test_refuse_and_withdraw_post_nothing_and_say_why(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    it = actions.refuse(it, by=cast.manager_of(porto), park=porto, reason="We will host instead", now=NOW)
    assert (it.state, cast.balance(malaga, porto)) == ("refused", 5)
    assert ("Bea Ruiz", "Porto refused a settlement: Waiver of 2 months Porto owes Málaga") in told()
    other = propose(pair, waiver(porto, malaga, 1), porto)
    other = actions.withdraw(other, by=cast.manager_of(porto), reason="A slip", now=NOW)
    assert other.state == "withdrawn"
    assert ("Bea Ruiz", "Porto withdrew a settlement: Waiver of 1 month Porto owes Málaga") in told()
    for ended in (it, other):
        with pytest.raises(Stale, match=f"This is {ended.state} now"):
            sign(ended, malaga)
    assert Posting.objects.count() == 5


def test_propose_tells_both_parks_but_not_the_one_who_did_it(pair, porto, malaga) -> None:
    cast.member(malaga, cast.person("Dario Gil"), "deputy")
    propose(pair, waiver(porto, malaga, 2), malaga)
    assert told() == {
        ("Anna Lund", "Málaga proposes a settlement: Waiver of 2 months Porto owes Málaga"),
        ("Dario Gil", "Your park proposed a settlement: Waiver of 2 months Porto owes Málaga"),
    }


def test_the_same_proposal_pressed_twice_is_one(pair, porto, malaga) -> None:
    first, second = (propose(pair, waiver(porto, malaga, 2), malaga) for _ in range(2))
    assert first == second and Settlement.objects.count() == 1 and SettlementStep.objects.count() == 1
    with pytest.raises(Refused, match="Málaga proposed exactly this on 23 November 2026. Read that proposal and sign"):
        propose(pair, waiver(porto, malaga, 2), porto)
    sign(first, porto)
    assert propose(pair, waiver(porto, malaga, 2), malaga) != first, "once it is signed, the next one is another"


def test_taking_back_a_posting_reverses_that_one(pair, porto, malaga) -> None:
    wrong = Posting.objects.get(reference="stay/3")
    it = settle(pair, take_back(wrong, text="The company had left"), porto, malaga)
    assert str(it) == "Taking back “stay/3”"
    reversal = Posting.objects.get(reverses=wrong)
    assert (reversal.reference, reversal.text) == (f"settlement/{it.pk}", "The company had left")
    assert cast.balance(malaga, porto) == 4


def test_a_month_of_a_stay_that_is_taken_back_is_free_again(porto, malaga) -> None:
    """The quota's square is given back with the posting, so that another company can be offered it."""
    cast.agreed(porto, malaga, Direction(2, places=2))
    cast.landed(cast.company("Lumen", porto, "Cleo"), malaga, date(2026, 10, 1), 2, now=cast.at(2026, 9, 1))

    landings.daily(NOW)
    month = FreeRentMonth.objects.get(number=2)
    posting = Posting.objects.get(text="Lumen, month 2 of 2")
    settle(Pair.objects.select_related("low", "high").get(), take_back(posting), porto, malaga)
    month.refresh_from_db()
    assert month.state == "released"
    cast.offered(cast.company("Ondas", porto, "Ana"), malaga, date(2026, 12, 1), 1)


def test_an_opening_balance_comes_before_the_books_and_once(pair, porto, malaga) -> None:
    opening = content("opening", malaga, porto, 3, day=date(2025, 12, 31))
    it = settle(pair, opening, porto, malaga)
    assert cast.balance(malaga, porto) == 2
    with pytest.raises(
        Refused, match="opening balance already: Málaga owed Porto 3 months on 31 December 2025. If it is wrong"
    ):
        propose(pair, content("opening", malaga, porto, 4, day=date(2025, 12, 31)), porto)
    assert it.posting
    settle(pair, take_back(it.posting), porto, malaga)
    settle(pair, content("opening", malaga, porto, 4, day=date(2025, 12, 31)), porto, malaga)
    assert cast.balance(malaga, porto) == 1


def test_signed_when_the_period_was_closed_meanwhile_is_refused(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2, day=date(2026, 9, 30)), malaga)
    Pair.objects.filter(pk=pair.pk).update(closed_until=date(2026, 9, 30))
    with pytest.raises(Refused, match="goes into the open period: propose it again for 1 October 2026 or later"):
        sign(it, porto)
    it.refresh_from_db()
    assert (it.state, it.signatures.count(), Posting.objects.count()) == ("proposed", 1, 5)


def test_what_is_owed_is_asked_again_at_the_second_consent(pair, porto, malaga) -> None:
    first, second = (propose(pair, waiver(porto, malaga, n), malaga) for n in (3, 4))
    sign(first, porto)
    with pytest.raises(Refused, match="Porto owes Málaga 2 months now; 4 cannot be waived. Waive 2 or fewer."):
        sign(second, porto)
    assert cast.balance(malaga, porto) == 2


def test_a_content_other_than_the_one_read_is_not_signed(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    with pytest.raises(Refused, match="What you read is not what is proposed"):
        sign(it, porto, read="0" * 64)


def test_two_consents_are_two_peoples(pair, porto, malaga) -> None:
    both = cast.manager_of(malaga)
    cast.member(porto, both)
    it = propose(pair, waiver(porto, malaga, 2), malaga, by=both)
    with pytest.raises(
        Refused, match="You signed it for Málaga on 23 November 2026. The second consent has to be some"
    ):
        sign(it, porto, by=cast.manager_of(malaga))
    with pytest.raises(Refused, match="Málaga signed this already. It waits for Porto"):
        sign(it, malaga)


CLOSED = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"months": 6}, "months", "Porto owes Málaga 5 months now; 6 cannot be waived. Waive 5 or fewer."),
        ({"kind": Because.COMPENSATION, "months": 6}, "months", "6 cannot be compensated. Compensate 5 or fewer."),
        ({"months": 0}, "months", "whole months, from 1 to 999; this one says 0."),
        ({"months": -2}, "months", "this one says -2"),
        ({"months": 1000}, "months", "this one says 1000"),
        ({"months": 1.5}, "months", "this one says 1.5"),
        ({"day": TODAY + timedelta(days=1)}, "day", "24 November 2026 has not come yet; today is 23 November 2026"),
        ({"day": date(1, 1, 1)}, "day", "more than 50 years ago"),
        ({"day": CLOSED}, "day", "confirmed the books of Porto and Málaga up to 30 June 2026; nothing more is posted on "
         "30 June 2026. A correction goes into the open period: enter 1 July 2026 or a later day."),
        ({"text": "  "}, "text", "Say in a sentence what this is"),
        ({"text": "x" * 301}, "text", "has 301 characters; a statement's line has room for 300"),
    ],
)  # fmt: skip
def test_propose_refuses_with_the_numbers(pair, porto, malaga, change, field, sentence) -> None:
    Pair.objects.filter(pk=pair.pk).update(closed_until=CLOSED)
    what = content(**{"kind": "waiver", "debtor": malaga, "creditor": porto, "months": 2, **change})
    with pytest.raises(Refused) as refused:
        propose(pair, what, malaga)
    assert sentence in refused.value.sentence and refused.value.field == field
    assert not Settlement.objects.exists()


def test_nothing_owed_is_nothing_to_waive(pair, porto, malaga) -> None:
    with pytest.raises(Refused, match="Málaga owes Porto nothing now, so nothing can be waived."):
        propose(pair, waiver(malaga, porto, 1), porto)


def test_what_cannot_be_taken_back(pair, porto, malaga) -> None:
    wrong = Posting.objects.get(reference="stay/3")
    with pytest.raises(Refused, match="is of 1 March 2026; it cannot be taken back on 28 February 2026. Enter 1 March"):
        propose(pair, take_back(wrong, day=date(2026, 2, 28)), porto)
    open_one = propose(pair, take_back(wrong), porto)
    with pytest.raises(Refused, match="posting of 1 March 2026 is proposed already. Sign, refuse or withdraw"):
        propose(pair, take_back(wrong, text="Other words"), porto)
    reversal = sign(open_one, malaga).posting
    assert reversal
    with pytest.raises(Refused, match="taken back on 23 November 2026 already"):
        propose(pair, take_back(wrong), porto)
    with pytest.raises(Refused, match="cannot be taken back itself. Propose an adjustment of 1 month"):
        propose(pair, take_back(reversal), porto)


def test_a_part_of_a_clearing_is_not_taken_back_by_two_parks(pair, porto, malaga) -> None:
    with without_consent():
        cleared = book(malaga, porto, 2, "clearing/1", day=(2026, 11, 1), because=Because.CLEARING)
    with pytest.raises(Refused, match="is part of a clearing, and other parks took part in it"):
        propose(pair, take_back(cleared), porto)
    assert cleared not in queries.to_take_back(pair)


@pytest.mark.parametrize(
    ("day", "fits"), [(date(2026, 1, 4), False), (date(2026, 1, 5), True), (date(2026, 1, 6), True)]
)
def test_a_posting_is_taken_back_on_its_own_day_at_the_earliest(pair, porto, malaga, day, fits) -> None:
    stay = book(malaga, porto, 2, "stay/9", day=(2026, 1, 5))
    back = replace(take_back(stay), day=day)
    if fits:
        assert propose(pair, back, porto).state == "proposed"
    else:
        with pytest.raises(Refused, match="it cannot be taken back on 4 January 2026. Enter 5 January 2026 or a later"):
            propose(pair, back, porto)


def test_an_opening_balance_after_the_books_began(pair, porto, malaga) -> None:
    with pytest.raises(Refused, match="begin on 1 January 2026, and an opening balance is what was owed before"):
        propose(pair, content("opening", malaga, porto, 3), porto)
    propose(pair, content("opening", malaga, porto, 3, day=date(2026, 1, 1)), porto)
    with pytest.raises(Refused, match="An opening balance of Porto and Málaga is proposed already"):
        propose(pair, content("opening", malaga, porto, 4, day=date(2026, 1, 1)), malaga)


def test_a_stranger_of_the_pair_moves_nothing(pair, porto, malaga) -> None:
    turin = cast.park("Turin", "Carla Conti")
    with pytest.raises(Refused, match="moves months between these two parks"):
        propose(pair, content("adjustment", turin, porto), porto)
    book(turin, porto, 1, "elsewhere", day=(2026, 1, 1))
    other = Posting.objects.get(reference="elsewhere")
    with pytest.raises(Refused, match="moves months between these two parks"):
        propose(pair, take_back(other), porto)
