"""Clearings from proposal to posting, and back: what each verb does to the answers and the books."""

from datetime import date, timedelta

import pytest

from exchanges.clearing import actions
from exchanges.clearing.models import Clearing, ClearingStep
from exchanges.ledger.checking import check
from exchanges.ledger.models import Posting
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.cast import NOW, positions
from tests.exchanges.clearing.making import (
    admin,
    agree,
    books,
    everybody_agrees,
    later,
    network,
    owe,
    propose,
    refuse,
    rejoin,
    undo,
)

pytestmark = pytest.mark.django_db
TRIANGLE = [("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)]
# Two circles that share Malaga: with Porto and Turin, and with Lyon and Oslo.
TWO = [*TRIANGLE, ("Malaga", "Lyon", 2), ("Lyon", "Oslo", 2), ("Oslo", "Malaga", 2)]


def answers(clearing: Clearing) -> dict[str, bool]:
    return dict(clearing.answers.values_list("park__name", "is_yes"))


def last_mail(park: str) -> Notice:
    found = Notice.objects.filter(recipient__name=f"{park} Manager").order_by("pk").last()
    assert found
    return found


def test_propose_freezes_the_largest_clearing_and_asks_every_affected_park() -> None:
    network([*TRIANGLE, ("Turin", "Oslo", 7)])
    clearing = propose()
    assert (clearing.state, clearing.total, clearing.gross, clearing.version) == ("proposed", 9, 19, 1)
    lines = {(str(it.debtor), str(it.creditor)): (it.owed, it.months) for it in clearing.lines.all()}
    assert lines == {("Malaga", "Porto"): (3, 3), ("Porto", "Turin"): (5, 3), ("Turin", "Malaga"): (4, 3)}
    assert [(it.months, it.legs.count()) for it in clearing.circles.all()] == [(3, 3)]
    assert dict(clearing.parts.values_list("park__name", "months")) == {"Malaga": 3, "Porto": 3, "Turin": 3}
    told = {notice.recipient.name: notice for notice in Notice.objects.filter(key__startswith="clearing-step")}
    assert set(told) == {"Malaga Manager", "Porto Manager", "Turin Manager"}  # Oslo has no part in it
    assert told["Porto Manager"].subject == "Agree to a clearing of 3 months by 14 December 2026"
    assert (
        "You owe Turin 5 months, Turin owes Malaga 4, Malaga owes you 3: all three fall by 3."
        in told["Porto Manager"].body
    )
    assert books() == {"Malaga owes Porto": 3, "Porto owes Turin": 5, "Turin owes Malaga": 4, "Turin owes Oslo": 7}


def test_propose_refuses_a_second_one_odd_days_and_nothing_to_clear() -> None:
    with pytest.raises(Refused, match="nothing to propose"):
        propose()
    network(TRIANGLE)
    for day, sentence in ((NOW.date(), "is not ahead; today is 23 November 2026"), (date(2030, 1, 1), "180 days")):
        with pytest.raises(Refused, match=sentence) as refused:
            propose(answer_by=day)
        assert refused.value.field == "answer_by"
    with pytest.raises(Refused, match="would cancel 9 months now"):
        propose(read="0" * 64)
    propose()
    with pytest.raises(Refused, match="A clearing of 9 months waits for answers until 14 December 2026"):
        propose()
    assert Clearing.objects.count() == 1


def test_agree_posts_with_the_last_yes_and_only_then() -> None:
    parks = network(TRIANGLE)
    before, clearing = positions(), propose()
    for name in ("Malaga", "Porto"):
        clearing = agree(clearing, parks[name])
        assert clearing.state == "proposed" and not Posting.objects.filter(because="clearing").exists()
    clearing = agree(clearing, parks["Turin"])
    assert (clearing.state, clearing.posted_on) == ("posted", NOW.date())
    assert books() == {"Porto owes Turin": 2, "Turin owes Malaga": 1}
    assert positions() == before and check().lie is None
    posting = Posting.objects.get(because="clearing", debtor=parks["Porto"], creditor=parks["Malaga"])
    assert posting.reference.startswith(f"clearing/{clearing.pk}/") and posting.months == 3
    assert posting.text == "Clearing of 9 months among 3 parks"


def test_agree_twice_or_to_another_part_is_refused() -> None:
    parks = network(TRIANGLE)
    clearing, by = propose(), cast.manager_of(parks["Porto"])
    with pytest.raises(Refused, match="is not what it would agree to"):
        actions.agree(clearing, park=parks["Porto"], part_hash="0" * 64, by=by, now=NOW)
    agree(clearing, parks["Porto"])
    with pytest.raises(Stale, match="Porto agreed to it already: Porto Manager, 23 November 2026"):
        agree(clearing, parks["Porto"])
    with pytest.raises(Stale, match="Porto agreed to it already"):
        refuse(clearing, parks["Porto"])
    oslo = cast.park("Oslo", "Oslo Manager")
    with pytest.raises(Refused, match="Nothing of Oslo vanishes"):
        actions.agree(clearing, park=oslo, part_hash="", by=cast.manager_of(oslo), now=NOW)
    assert answers(clearing) == {"Porto": True}


def test_refuse_computes_the_rest_anew_and_keeps_the_yes_of_unchanged_parts() -> None:
    parks = network(TWO)
    clearing = propose()
    assert clearing.total == 15
    for name in ("Lyon", "Malaga"):
        agree(clearing, parks[name])
    new = refuse(clearing, parks["Turin"], "We host soon")
    clearing.refresh_from_db()
    assert (clearing.state, new.state, new.version, new.total) == ("replaced", "proposed", 2, 6)
    assert answers(new) == {"Lyon": True}  # its part is the same; Malaga's is not
    assert new.answers.get().carried and new.answer_by == NOW.date() + timedelta(days=21)
    subjects = {
        it.recipient.name: it.subject for it in Notice.objects.filter(subject__contains="clearing").order_by("pk")
    }
    assert subjects["Turin Manager"] == "Nothing of Turin is in the clearing any more"
    assert subjects["Porto Manager"] == "Nothing of Porto is in the clearing any more"
    assert subjects["Lyon Manager"] == "The clearing was computed anew; your yes holds"
    assert subjects["Malaga Manager"] == "Agree to 2 months in the clearing, computed anew"
    assert "Turin does not take part: “We host soon”" in last_mail("Oslo").body
    assert everybody_agrees_but(new, "Lyon").state == "posted"


def everybody_agrees_but(clearing: Clearing, *names: str) -> Clearing:
    for part in clearing.parts.exclude(park__name__in=names).select_related("park"):
        clearing = agree(clearing, part.park)
    return clearing


def test_refuse_that_leaves_nothing_drops_it() -> None:
    parks = network(TRIANGLE)
    dropped = refuse(propose(), parks["Turin"])
    assert (dropped.state, Clearing.objects.count()) == ("dropped", 1)
    assert list(dropped.steps.values_list("verb", flat=True)) == ["propose", "refuse", "drop"]
    with pytest.raises(Refused, match="nothing to propose"):
        propose()  # Turin stays away until it says that it takes part again
    rejoin(dropped, parks["Turin"])
    assert propose().total == 9


def test_a_balance_that_moved_is_not_posted_but_computed_anew() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    for name in ("Malaga", "Porto"):
        agree(clearing, parks[name])
    owe(parks["Porto"], parks["Malaga"], 1)  # Malaga owes Porto 2 only
    new = agree(clearing, parks["Turin"])
    clearing.refresh_from_db()
    assert (clearing.state, new.version, new.total, new.state) == ("replaced", 2, 6, "proposed")
    assert answers(new) == {} and not Posting.objects.filter(because="clearing").exists()
    step = ClearingStep.objects.get(clearing=new, verb="recompute")
    assert step.reason == ("Malaga owed Porto 3 months when this was frozen, of which 3 were to vanish; now it owes 2.")
    assert everybody_agrees(new).state == "posted"
    assert books() == {"Porto owes Turin": 3, "Turin owes Malaga": 2} and check().lie is None


def test_a_debt_that_only_grew_still_fits_and_is_posted() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    owe(parks["Malaga"], parks["Porto"], 2)
    assert everybody_agrees(clearing).state == "posted"
    assert books() == {"Malaga owes Porto": 2, "Porto owes Turin": 2, "Turin owes Malaga": 1}


def test_a_debt_that_turned_is_never_posted() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    agree(clearing, parks["Porto"])
    owe(parks["Porto"], parks["Malaga"], 7)
    dropped = agree(clearing, parks["Turin"])
    assert dropped.state == "dropped" and answers(dropped) == {"Porto": True}
    assert books() == {"Porto owes Malaga": 4, "Porto owes Turin": 5, "Turin owes Malaga": 4}
    assert "now Porto owes Malaga 4 months" in last_mail("Turin").body


def test_withdraw_ends_it_and_tells_why() -> None:
    parks = network(TRIANGLE)
    clearing = propose()
    agree(clearing, parks["Porto"])
    actions.withdraw(clearing, reason="A park joins first", by=admin(), now=NOW)
    with pytest.raises(Stale, match="This is withdrawn now"):
        agree(clearing, parks["Turin"])
    assert "“A park joins first”" in last_mail("Malaga").body
    assert propose().version == 1


def test_lapse_goes_on_without_the_silent() -> None:
    parks = network(TWO)
    clearing = propose()
    for name in ("Malaga", "Lyon", "Oslo", "Porto"):
        agree(clearing, parks[name])
    (new,) = actions.lapse(clearing, now=later(23))
    assert (new.total, new.state) == (6, "proposed")  # Malaga's part changed, so it is asked again
    assert answers(new) == {"Lyon": True, "Oslo": True}
    assert list(new.absences.values_list("park__name", "why")) == [("Turin", "silent")]
    assert "Turin did not answer until 14 December 2026" in new.steps.get().reason
    assert agree(new, parks["Malaga"], later(23)).state == "posted"


def test_a_park_that_left_stays_out_of_the_next_versions_too() -> None:
    parks = network([*TWO, ("Lyon", "Porto", 2), ("Porto", "Oslo", 1)])
    new = refuse(propose(), parks["Turin"])
    again = refuse(new, parks["Oslo"])
    assert again.state == "dropped"
    assert dict(new.absences.values_list("park__name", "why")) == {"Turin": "refused"}


def test_undo_takes_every_posting_back_once_all_have_signed() -> None:
    parks = network(TRIANGLE)
    before, clearing = books(), everybody_agrees(propose())
    clearing = undo(clearing, "Frozen on wrong data", later(9))
    for name in ("Malaga", "Porto", "Turin"):
        assert clearing.state == "undoing" and books() != before
        clearing = actions.sign(clearing, park=parks[name], by=cast.manager_of(parks[name]), now=later(10))
    assert clearing.state == "undone" and books() == before
    assert Posting.objects.filter(reverses__because="clearing").count() == 3 and check().lie is None
    assert last_mail("Porto").subject == "The clearing of 23 November 2026 is undone"


def test_keep_leaves_it_as_it_was_posted_and_it_can_be_proposed_to_undo_it_again() -> None:
    parks = network(TRIANGLE)
    clearing = everybody_agrees(propose())
    by = cast.manager_of(parks["Porto"])
    for verb in ("first", "second"):
        clearing = undo(clearing, f"The {verb} time", later(9))
        actions.sign(clearing, park=parks["Turin"], by=cast.manager_of(parks["Turin"]), now=later(9))
        clearing = actions.keep(clearing, park=parks["Porto"], reason="We count on it", by=by, now=later(9))
    assert (clearing.state, clearing.undos) == ("posted", 2)
    clearing = undo(clearing, "Third", later(9))
    assert actions.keep(clearing, park=None, reason="Never mind", by=admin(), now=later(9)).state == "posted"
    assert books() == {"Porto owes Turin": 2, "Turin owes Malaga": 1}


def test_a_second_clearing_after_the_first_finds_nothing() -> None:
    network(TWO)
    everybody_agrees(propose())
    with pytest.raises(Refused, match="nothing to propose"):
        propose()
