"""What PostgreSQL itself refuses, when something writes past the actions."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from exchanges.ledger.models import Pair, Posting
from exchanges.settlements.models import Settlement, SettlementSignature, SettlementStep
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.settlements.making import book, propose, settle, take_back, waiver

pytestmark = pytest.mark.django_db


def refused(match: str):
    return pytest.raises(DatabaseError, match=match)


@pytest.fixture
def proposed(pair, porto, malaga) -> Settlement:
    return propose(pair, waiver(porto, malaga, 2), malaga)


def add_signature(it: Settlement, park, by, **more) -> SettlementSignature:
    values = {"content_hash": it.content_hash, "signed_at": NOW, "signer_name": "x", **more}
    return SettlementSignature.objects.create(settlement=it, park=park, signer=by, **values)


def posted(it: Settlement, months: int = 2) -> Posting:
    """A posting with the settlement's reference, written by hand."""
    return book(it.debtor, it.creditor, months, it.reference, day=(2026, 11, 23), because=it.kind, text=it.text)


def mark_signed(it: Settlement, posting: Posting | None) -> None:
    with transaction.atomic():
        Settlement.objects.filter(pk=it.pk).update(state="signed", posting=posting)


def test_signed_with_one_signature(proposed) -> None:
    with refused("two sides must have signed"):
        mark_signed(proposed, posted(proposed))


def test_signed_without_its_posting(proposed, porto) -> None:
    add_signature(proposed, porto, cast.manager_of(porto))
    with refused("it is not posted as it was signed"):
        mark_signed(proposed, None)
    with refused("it is not posted as it was signed"):
        mark_signed(proposed, Posting.objects.get(reference="stay/1"))


def test_signed_with_a_posting_of_other_months(proposed, porto) -> None:
    add_signature(proposed, porto, cast.manager_of(porto))
    with refused("it is not posted as it was signed"):
        mark_signed(proposed, posted(proposed, months=3))
    Settlement.objects.get(state="proposed")


def test_forgiven_more_than_was_owed(proposed, pair, porto, malaga) -> None:
    add_signature(proposed, porto, cast.manager_of(porto))
    book(malaga, porto, 4, "meanwhile", day=(2026, 11, 1))  # Porto owes 1 month only
    with refused("more months than were owed"):
        mark_signed(proposed, posted(proposed))


def test_the_control_two_signatures_and_the_posting_are_enough(proposed, porto) -> None:
    add_signature(proposed, porto, cast.manager_of(porto))
    mark_signed(proposed, posted(proposed))
    assert Settlement.objects.get().state == "signed"


def test_one_side_never_signs_twice(proposed, malaga, admin) -> None:
    colleague = cast.member(malaga, cast.person("Second Manager"))
    with refused("settlement_park_signs_once"), transaction.atomic():
        add_signature(proposed, malaga, colleague)
    add_signature(proposed, None, admin, reason="They left")
    with refused("settlement_network_signs_once"), transaction.atomic():
        add_signature(proposed, None, colleague, reason="Again")


def test_one_person_never_signs_for_two_sides(proposed, porto, malaga) -> None:
    with refused("settlement_person_signs_once"), transaction.atomic():
        add_signature(proposed, porto, cast.manager_of(malaga))


def test_signatures_that_do_not_fit(proposed, porto, admin) -> None:
    turin = cast.park("Turin", "Carla Conti")
    with refused("this signature does not fit it"), transaction.atomic():
        add_signature(proposed, turin, cast.manager_of(turin))
    with refused("this signature does not fit it"), transaction.atomic():
        add_signature(proposed, porto, cast.manager_of(porto), content_hash="0" * 64)
    with refused("settlement_network_says_why"), transaction.atomic():
        add_signature(proposed, None, admin)
    Settlement.objects.update(state="refused")
    with refused("this signature does not fit it"), transaction.atomic():
        add_signature(proposed, porto, cast.manager_of(porto))


@pytest.mark.parametrize(
    "change", [{"months": 3}, {"day": date(2026, 1, 1)}, {"text": "Other"}, {"kind": "compensation"},
               {"content_hash": "0" * 64}, {"proposed_by": None}],
)  # fmt: skip
def test_content_never_changes(proposed, change) -> None:
    with refused("its content never changes"), transaction.atomic():
        Settlement.objects.update(**change)


@pytest.mark.parametrize("state", ["proposed", "withdrawn", "refused"])
def test_what_is_signed_stays_so(pair, porto, malaga, state) -> None:
    settle(pair, waiver(porto, malaga, 2), malaga, porto)
    with refused("it is signed and stays so"), transaction.atomic():
        Settlement.objects.update(state=state, posting=None)
    with refused("Cannot delete rows"), transaction.atomic():
        Settlement.objects.all()._raw_delete("default")


def test_history_and_signatures_are_append_only(proposed) -> None:
    for rows in (SettlementSignature.objects.all(), SettlementStep.objects.all()):
        with refused("Cannot update or delete rows"), transaction.atomic():
            rows._raw_delete("default")
    with refused("Cannot update or delete rows"), transaction.atomic():
        SettlementSignature.objects.update(signer_name="Somebody else")


def make(pair: Pair, **facts) -> Settlement:
    known = {
        "kind": "adjustment", "debtor": pair.low, "creditor": pair.high, "months": 1, "day": date(2026, 11, 1),
        "text": "x", "content_hash": "1" * 64, "created_at": NOW, "changed_at": NOW, "proposed_by": pair.low,
    }  # fmt: skip
    with transaction.atomic():
        return Settlement.objects.create(pair=pair, **{**known, **facts})


def test_rows_that_make_no_sense(pair, porto, malaga) -> None:
    turin = cast.park("Turin", "Carla Conti")
    stay = Posting.objects.get(reference="stay/1")
    elsewhere = book(turin, porto, 1, "elsewhere", day=(2026, 1, 1))
    cleared = book(malaga, porto, 2, "clearing/1", day=(2026, 11, 1), because="clearing")
    odd = [
        ("does not mirror the posting", {"reverses": cleared, "debtor": porto, "creditor": malaga, "months": 2}),
        ("its parks are not those of its pair", {"debtor": turin}),
        ("its parks are not those of its pair", {"proposed_by": turin}),
        ("settlement_moves_something", {"months": 0}),
        ("settlement_kind", {"kind": "stay"}),
        ("settlement_state_known", {"state": "lost"}),
        ("does not mirror the posting", {"reverses": elsewhere}),
        ("does not mirror the posting", {"reverses": stay, "debtor": porto, "creditor": malaga}),
        ("settlement_reverses_to_adjust", {"reverses": stay, "debtor": malaga, "creditor": porto, "kind": "waiver"}),
        ("two sides must have signed", {"state": "signed"}),
        ("settlement_signed_is_posted", {"posting": stay}),
    ]
    for match, facts in odd:
        with refused(match):
            make(pair, **facts)
    make(pair)
    with refused("settlement_open_once"):
        make(pair)
    make(pair, kind="opening", content_hash="2" * 64)
    with refused("settlement_opens_once"):
        make(pair, kind="opening", content_hash="3" * 64)


def test_one_posting_is_never_proposed_to_be_taken_back_twice(pair, porto) -> None:
    stay = Posting.objects.get(reference="stay/1")
    propose(pair, take_back(stay), porto)
    with refused("settlement_takes_back_once"):
        make(pair, reverses=stay, debtor=stay.creditor, creditor=stay.debtor, content_hash="4" * 64)
