"""Independent groups: what is proposed at once is answered, posted, refused, closed and undone apart."""

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given, settings

from exchanges.clearing import actions, schedule, versions
from exchanges.clearing.models import Clearing
from exchanges.clearing.netting import check as check_netting
from exchanges.clearing.planning import Plan
from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair
from softlanding.kernel.refusals import Refused
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.agreements import making as agreements
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
    propose_groups,
    refuse,
    refuse_into,
    rejoin,
    undo,
)
from tests.exchanges.clearing.test_planning import networks
from tests.exchanges.landings.test_concurrency import at_once

SOUTH = [("Malaga", "Porto", 3), ("Porto", "Turin", 5), ("Turin", "Malaga", 4)]
NORTH = [("Lyon", "Oslo", 2), ("Oslo", "Rome", 2), ("Rome", "Lyon", 2)]
BOTH = [*SOUTH, *NORTH]


def mails(park: str) -> list[str]:
    found = Notice.objects.filter(recipient__name=f"{park} Manager").order_by("pk")
    return list(found.values_list("subject", flat=True))


@pytest.mark.django_db
def test_a_silent_park_holds_up_only_its_own_group() -> None:
    parks = network(BOTH)
    before = positions()
    south, north = propose_groups()
    assert (south.total, north.total, south.proposal.total, south.proposal.groups) == (9, 6, 15, 2)
    for name in ("Malaga", "Porto"):
        agree(south, parks[name])
    assert everybody_agrees(north).state == "posted"
    south.refresh_from_db()
    assert south.state == "proposed"  # Turin is silent
    assert books() == {"Malaga owes Porto": 3, "Porto owes Turin": 5, "Turin owes Malaga": 4}
    schedule.daily(later(30))
    south.refresh_from_db()
    north.refresh_from_db()
    assert (south.state, north.state) == ("dropped", "posted")
    assert positions() == before and check().lie is None
    assert "Turin" not in str(mails("Oslo")) and "3 months" not in str(mails("Oslo"))
    told = Notice.objects.filter(recipient=admin(), subject__contains="posed").values_list("subject", flat=True)
    assert list(told) == []  # she proposed it herself


@pytest.mark.django_db
def test_a_refusal_leaves_the_other_groups_as_they_are_and_may_split_its_own() -> None:
    """Malaga holds two circles with Porto and Turin, and a third one further out, together."""
    parks = network([
        *NORTH, ("Malaga", "Porto", 3), ("Porto", "Turin", 3), ("Turin", "Malaga", 3), ("Porto", "Bari", 1),
        ("Bari", "Nice", 1), ("Nice", "Porto", 1), ("Turin", "Graz", 1), ("Graz", "Linz", 1), ("Linz", "Turin", 1),
    ])  # fmt: skip
    south, north = propose_groups()
    assert (south.total, north.total) == (15, 6)
    for name in ("Graz", "Linz"):
        agree(south, parks[name])
    first, second = refuse_into(south, parks["Malaga"])
    assert {first.number, second.number} == {1} and first.predecessor_id == second.predecessor_id == south.pk
    assert {it.total for it in (first, second)} == {3}
    assert not set(first.parts.values_list("park")) & set(second.parts.values_list("park"))
    north.refresh_from_db()
    assert (north.state, north.version) == ("proposed", 1)
    graz = next(it for it in (first, second) if it.parts.filter(park=parks["Graz"]).exists())
    assert agree(graz, parks["Turin"]).state == "posted"  # Graz and Linz had said yes to the same part
    assert everybody_agrees(next(it for it in (first, second) if it != graz)).state == "posted"
    assert positions() and check().lie is None


@pytest.mark.django_db
def test_a_proposal_beside_an_open_one_leaves_its_parks_out() -> None:
    parks = network(SOUTH)
    propose()
    parks |= {name: cast.park(name, f"{name} Manager") for name in ("Lyon", "Oslo", "Rome")}
    for debtor, creditor, months in [*NORTH, ("Oslo", "Malaga", 2), ("Malaga", "Lyon", 2)]:
        cast.agreed(parks[debtor], parks[creditor], cast.Direction(48, places=9), limit_at=None)
        owe(parks[debtor], parks[creditor], months)
    north = propose()
    assert north.total == 6 and not north.parts.filter(park=parks["Malaga"]).exists()
    with pytest.raises(Refused, match="2 clearings of 15 months wait for answers until 14 December 2026"):
        propose()


@given(networks())
@settings(max_examples=150, deadline=None)
def test_posting_group_by_group_in_any_order_is_posting_the_whole(debts) -> None:
    plan = Plan(debts)
    seen: set[int] = set()
    left = {it.pair: it.debt.months for it in debts}
    for group in reversed(plan.groups):
        assert not group.parks & seen
        seen |= set(group.parks)
        net: dict[int, int] = defaultdict(int)
        for line in group.lines:
            left[line.pair] -= line.months
            net[line.debtor] += line.months
            net[line.creditor] -= line.months
        assert not any(net.values())  # each group alone leaves every position as it is
        rebuilt: dict[int, int] = defaultdict(int)
        for ring in group.rings:
            for line in ring.lines:
                rebuilt[line.pair] += ring.months
        assert rebuilt == {line.pair: line.months for line in group.lines}
    check_netting(plan.asked, plan.cleared)
    assert left == {it.pair: it.debt.months - gone for it, gone in zip(debts, plan.cleared, strict=True)}
    assert sum(group.total for group in plan.groups) == plan.total
    assert {park: months for group in plan.groups for park, months in group.parts.items()} == plan.parts


@pytest.mark.django_db
def test_a_group_whose_debt_is_gone_is_closed_and_nobody_is_asked() -> None:
    parks = network([*SOUTH, ("Turin", "Lyon", 4), ("Lyon", "Porto", 4)])
    clearing = propose()
    agree(clearing, parks["Malaga"])
    # Every circle of it is gone; another one has come into being meanwhile, through some of its parks.
    owe(parks["Turin"], parks["Porto"], 5)
    cast.agreed(parks["Porto"], parks["Malaga"], cast.Direction(9), valid=(date(2029, 1, 1), date(2029, 12, 31)))
    owe(parks["Porto"], parks["Malaga"], 4)
    schedule.daily(later(1))
    clearing.refresh_from_db()
    assert clearing.state == "dropped" and Clearing.objects.count() == 1
    assert clearing.steps.get(verb="drop").reason.endswith("now Porto owes Malaga 1 month.")
    told = Notice.objects.filter(recipient__name="Malaga Manager").latest("pk")
    assert told.subject == "Your yes is not needed: the clearing of 23 November 2026 is closed"
    assert "that yes holds for nothing else" in told.body
    assert mails("Turin")[-1] == "The clearing of 23 November 2026 is closed"


@pytest.mark.django_db
@pytest.mark.parametrize("last", ["Malaga", "Turin"])
def test_a_consent_withdrawn_by_amendment_is_met_kindly_by_the_last_yes(last: str) -> None:
    """Malaga takes no part with Porto any more; the other circle through Malaga goes on without Porto and Turin."""
    parks = network([*SOUTH, ("Malaga", "Lyon", 2), ("Lyon", "Oslo", 2), ("Oslo", "Malaga", 2)])
    clearing = propose()
    for name in set(parks) - {last}:
        agree(clearing, parks[name])
    malaga, porto = parks["Malaga"], parks["Porto"]
    amended = agreements.amend(
        Pair.objects.between(malaga, porto).agreements.get(), malaga, clearing={malaga.pk: False, porto.pk: True}
    )
    agreements.sign(agreements.sign(amended, malaga), porto)
    client, url = people.browser_of(cast.manager_of(parks[last])), f"{clearing.get_absolute_url()}agree/"
    it = client.get(url).context["it"]
    answer = client.post(url, {"park": it.park.pk, "part_hash": it.part_hash}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    sentence = "Nothing of yours is in it any more" if last == "Turin" else "This is the new version"
    assert "it was" in page and sentence in page
    new = Clearing.objects.get(version=2)
    assert (new.total, new.state) == (6, "proposed") and not new.parts.filter(park=porto).exists()
    assert "the agreement of the two does not let it be cleared any more" in new.steps.get(verb="recompute").reason


@pytest.mark.django_db
def test_a_yes_holds_when_what_moved_lies_elsewhere_in_its_group() -> None:
    parks = network([*SOUTH, ("Malaga", "Lyon", 2), ("Lyon", "Oslo", 2), ("Oslo", "Malaga", 2)])
    clearing = propose()
    owe(parks["Porto"], parks["Malaga"], 1)
    new = agree(clearing, parks["Lyon"])  # its part is the same in the version that is computed first
    assert (new.version, new.total) == (2, 12)
    assert dict(new.answers.values_list("park__name", "is_yes")) == {"Lyon": True}


@pytest.mark.django_db
def test_rejoin_counts_the_park_again_and_tells_the_network() -> None:
    parks = network(BOTH)
    south, _ = propose_groups()
    dropped = refuse(south, parks["Turin"])
    actions.withdraw(Clearing.objects.open().get(), reason="Again", by=admin(), now=NOW)
    assert versions.proposable(NOW.date()).total == 6
    assert schedule.yearly(cast.at(2027, 2, 1)).total == 6  # type: ignore[union-attr]
    assert rejoin(dropped, parks["Turin"], later(2)).steps.last().verb == "rejoin"  # type: ignore[union-attr]
    assert versions.proposable(NOW.date()).total == 9
    told = Notice.objects.filter(recipient=admin()).latest("pk")
    assert told.subject == "Turin takes part in clearings again"
    with pytest.raises(Refused, match="Turin is counted in the next clearing already"):
        rejoin(dropped, parks["Turin"])


@pytest.mark.django_db
def test_expire_lets_an_undoing_lapse_when_its_day_is_over() -> None:
    parks = network(BOTH)
    south, _ = (everybody_agrees(it) for it in propose_groups())
    after = books()
    south = undo(south, now=later(1))
    assert south.undo_by == date(2026, 12, 8)
    assert mails("Porto")[-1] == "Sign by 8 December 2026 or keep: the clearing of 23 November 2026 may be undone"
    assert "undone" not in mails("Oslo")[-1]
    actions.sign(south, park=parks["Porto"], by=cast.manager_of(parks["Porto"]), now=later(2))
    schedule.daily(cast.at(2026, 12, 8, 23))
    south.refresh_from_db()
    assert south.state == "undoing"
    schedule.daily(cast.at(2026, 12, 9, 0))
    south.refresh_from_db()
    assert (south.state, books()) == ("posted", after)
    assert south.steps.last().verb == "expire"  # type: ignore[union-attr]
    assert south.steps.last().reason == "Malaga and Turin did not sign until 8 December 2026."  # type: ignore[union-attr]
    assert mails("Porto")[-1] == "The clearing of 23 November 2026 stays as it was posted"
    with pytest.raises(Refused, match="is not ahead"):
        actions.undo(south, answer_by=date(2026, 12, 9), reason="x", by=admin(), now=cast.at(2026, 12, 9))


@pytest.mark.django_db
def test_the_pages_say_in_how_many_parts_and_who_is_left_out() -> None:
    parks = network(BOTH)
    client = people.browser_of(admin())
    assert "in 2 parts that are answered and posted apart" in client.get("/clearing/").content.decode()
    page = client.get("/clearing/propose/")
    day = {"answer_by": "2099-01-01", "read": page.context["form"].initial["read"]}
    assert "Balances do not stay still that long" in client.post("/clearing/propose/", day).content.decode()
    south, north = propose_groups()
    everybody_agrees(north)
    page = client.get(south.proposal.get_absolute_url()).content.decode()
    assert "Clearing of 15 months in 2 parts" in page and "6 posted, 9 wait for answers" in page
    assert south.get_absolute_url() in page and north.get_absolute_url() in page
    assert "1 of 2 proposed at once" in client.get(south.get_absolute_url()).content.decode()
    refuse(south, parks["Turin"], "We host in spring")
    page = client.get("/clearing/").content.decode()
    assert "1 park refused last time and is left out: Turin. 9 months more could be cancelled with it." in page
    assert "“We host in spring”" in page


@pytest.mark.django_db(transaction=True)
def test_the_last_yes_of_two_groups_at_once_posts_both() -> None:
    parks = network(BOTH)
    before = positions()
    south, north = propose_groups()
    for clearing, last in ((south, "Turin"), (north, "Rome")):
        for part in clearing.parts.exclude(park__name=last).select_related("park"):
            agree(clearing, part.park)
    outcomes = at_once([lambda: agree(south, parks["Turin"]), lambda: agree(north, parks["Rome"])])
    assert [it.state for it in outcomes if isinstance(it, Clearing)] == ["posted", "posted"]
    assert (positions(), books(), check().lie) == (before, {"Porto owes Turin": 2, "Turin owes Malaga": 1}, None)


@pytest.mark.django_db(transaction=True)
def test_it_is_computed_anew_while_a_yes_comes() -> None:
    parks = network(BOTH)
    south, north = propose_groups()
    for name in ("Malaga", "Porto"):
        agree(south, parks[name])
    owe(parks["Porto"], parks["Malaga"], 1)
    outcomes = at_once([lambda: schedule.daily(later(1)), lambda: agree(south, parks["Turin"])] * 2)
    assert [it for it in outcomes if isinstance(it, Exception) and not isinstance(it, Refused)] == []
    assert list(Clearing.objects.filter(number=1).order_by("pk").values_list("state", "total")) == [
        ("replaced", 9), ("proposed", 6),
    ]  # fmt: skip
    north.refresh_from_db()
    assert (north.state, check().lie) == ("proposed", None)
