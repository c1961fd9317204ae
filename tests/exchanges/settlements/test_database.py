"""What PostgreSQL itself refuses, when something writes past the actions."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from exchanges.ledger.models import Pair, Posting
from exchanges.settlements.models import Settlement, SettlementSignature, SettlementStep
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.consent import without_consent
from tests.exchanges.settlements.making import book, content, late, propose, settle, sign, take_back, waiver

pytestmark = pytest.mark.django_db


def refused(match: str):
    return pytest.raises(DatabaseError, match=match)


@pytest.fixture
def proposed(pair, porto, malaga) -> Settlement:
    return propose(pair, waiver(porto, malaga, 2), malaga)


def add_signature(it: Settlement, park, by, **more) -> SettlementSignature:
    values = {"content_hash": it.content_hash, "signed_at": NOW, "signer_name": "x", **more}
    return SettlementSignature.objects.create(settlement=it, park=park, signer=by, **values)


def add_stand_in(it: Settlement, park, by, **more) -> SettlementSignature:
    """A network admin's signature in place of a park, on the first day that allows it."""
    return add_signature(it, None, by, **{"instead_of": park, "reason": "They left", "signed_at": late(), **more})


def posted(it: Settlement, months: int = 2) -> Posting:
    """A posting with the settlement's reference, written by hand."""
    return book(it.debtor, it.creditor, months, it.reference, day=(2026, 11, 23), because=it.kind, text=it.text)


def mark_signed(it: Settlement, posting: Posting | None) -> None:
    with transaction.atomic():
        Settlement.objects.filter(pk=it.pk).update(state="signed", posting=posting)


def test_signed_with_one_signature(proposed) -> None:
    with refused("the other park must have signed, or a network admin in its place"), transaction.atomic():
        mark_signed(proposed, posted(proposed))


def test_signed_without_its_posting(proposed, porto) -> None:
    add_signature(proposed, porto, cast.manager_of(porto))
    with refused("it is not posted as it was signed"):
        mark_signed(proposed, None)
    with refused("it is not posted as it was signed"):
        mark_signed(proposed, Posting.objects.get(reference="stay/1"))


def test_signed_with_a_posting_of_other_months(proposed, porto) -> None:
    add_signature(proposed, porto, cast.manager_of(porto))
    with refused("it is not posted as it was signed"), transaction.atomic():
        mark_signed(proposed, posted(proposed, months=3))
    Settlement.objects.get(state="proposed")


def test_forgiven_more_than_was_owed(proposed, pair, porto, malaga) -> None:
    add_signature(proposed, porto, cast.manager_of(porto))
    book(malaga, porto, 4, "meanwhile", day=(2026, 11, 1))  # Porto owes 1 month only
    with refused("more months than were owed"), transaction.atomic():
        mark_signed(proposed, posted(proposed))


def test_the_control_two_signatures_and_the_posting_are_enough(proposed, porto) -> None:
    add_signature(proposed, porto, cast.manager_of(porto))
    mark_signed(proposed, posted(proposed))
    assert Settlement.objects.get().state == "signed"


def test_one_side_never_signs_twice(proposed, porto, malaga, admin) -> None:
    colleague, second = cast.member(malaga, cast.person("Second Manager")), people.network_admin("Olga Ivanova")
    with refused("settlement_park_signs_once"), transaction.atomic():
        add_signature(proposed, malaga, colleague)
    add_stand_in(proposed, porto, admin)
    with refused("settlement_stood_in_once"), transaction.atomic():
        add_stand_in(proposed, porto, second)


def test_one_person_never_signs_for_two_sides(proposed, porto, malaga) -> None:
    cast.member(porto, cast.manager_of(malaga))
    with refused("settlement_person_signs_once"), transaction.atomic():
        add_signature(proposed, porto, cast.manager_of(malaga))


def test_signatures_that_do_not_fit(proposed, porto, malaga, admin) -> None:
    turin = cast.park("Turin", "Carla Conti")
    with refused("this signature does not fit it"), transaction.atomic():
        add_signature(proposed, turin, cast.manager_of(turin))
    with refused("this signature does not fit it"), transaction.atomic():
        add_signature(proposed, porto, cast.manager_of(porto), content_hash="0" * 64)
    with refused("this signature does not fit it"), transaction.atomic():
        add_signature(proposed, None, admin, reason="For nobody")
    with refused("who signs for a park belongs to it"), transaction.atomic():
        add_signature(proposed, porto, admin)
    Settlement.objects.update(state="refused")
    with refused("this signature does not fit it"), transaction.atomic():
        add_signature(proposed, porto, cast.manager_of(porto))


@pytest.mark.parametrize(
    "change", [{"months": 3}, {"day": date(2026, 1, 1)}, {"text": "Other"}, {"kind": "compensation"},
               {"content_hash": "0" * 64}, {"proposed_by": None}, {"answer_by": date(2026, 1, 1)}],
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
        "text": "x", "content_hash": "1" * 64, "created_at": NOW, "changed_at": NOW, "proposed_by": pair.low, "answer_by": date(2026, 12, 7),
        "proposer": cast.manager_of(pair.low),
    }  # fmt: skip
    facts = {**known, **facts}
    facts["answer_by"] = None if facts["proposed_by"] == facts["creditor"] else facts["answer_by"]
    with transaction.atomic():
        return Settlement.objects.create(pair=pair, **facts)


def test_rows_that_make_no_sense(pair, porto, malaga) -> None:
    turin = cast.park("Turin", "Carla Conti")
    stay = Posting.objects.get(reference="stay/1")
    elsewhere = book(turin, porto, 1, "elsewhere", day=(2026, 1, 1))
    with without_consent():
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
        ("the park that loses by it must have signed itself", {"state": "signed"}),
        ("settlement_signed_is_posted", {"posting": stay}),
    ]
    for match, facts in odd:
        with refused(match):
            make(pair, **facts)
    for answer_by in (None, date(2026, 12, 6)):
        with refused("settlement_other_park_has_days" if answer_by is None else "the other park has 14 days to answer"):
            make(pair, answer_by=answer_by)
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


# Rule 20, by raw SQL


def raw(it: Settlement, signer, **more) -> None:
    values = {
        "settlement_id": it.pk, "park_id": None, "instead_of_id": it.creditor_id, "signer_id": signer.pk,
        "signer_name": "x", "reason": "They left", "content_hash": it.content_hash, "signed_at": late(), **more,
    }  # fmt: skip
    places = ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO exchanges_settlementsignature ({', '.join(values)}) VALUES ({places})", list(values.values())
        )


def test_the_database_refuses_a_stand_in_that_rule_20_does_not_allow(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    asked = propose(pair, waiver(porto, malaga, 1), porto)
    network = propose(pair, content("adjustment", malaga, porto, 1), None, by=admin, reason="A pilot")
    other = people.network_admin("Olga Ivanova")
    odd = [
        ("signed or has days to answer for itself", it, other, {"signed_at": cast.at(2026, 12, 7, 23)}),
        ("signed or has days to answer for itself", asked, other, {"instead_of_id": porto.pk}),
        ("nobody stands in for the park that loses by it", it, other, {"instead_of_id": malaga.pk}),
        ("nobody stands in for the park that loses by it", asked, other, {"instead_of_id": malaga.pk}),
        ("who stands in says why", it, other, {"reason": " "}),
        ("who proposed it never stands in", it, cast.manager_of(malaga), {}),
        ("who stands in is a network admin", it, cast.manager_of(porto), {}),
        ("who stands in is a network admin", it, people.network_admin("Gone Away", is_active=False), {}),
        ("who proposed it never stands in", network, admin, {}),
        ("the park that loses by it signs first", network, other, {}),
        ("this signature does not fit it", it, other, {"instead_of_id": None}),
        ("who signs for a park belongs to it", asked, admin, {"park_id": malaga.pk, "instead_of_id": None}),
    ]
    for match, settlement, signer, more in odd:
        with refused(match):
            raw(settlement, signer, **more)
    raw(it, other)  # the control


def test_the_database_lets_nobody_stand_in_before_the_losing_park_though_the_other_signed(
    pair, porto, malaga, admin
) -> None:
    it = propose(pair, content("adjustment", malaga, porto, 1), None, by=admin, reason="A pilot")
    sign(it, porto)
    with refused("the park that loses by it signs first"):
        raw(it, people.network_admin("Olga Ivanova"))


def test_the_database_counts_the_days_by_the_clock_of_the_park_that_is_asked(pair, porto, malaga) -> None:
    porto.time_zone = "America/Los_Angeles"
    porto.save()
    it, other = propose(pair, waiver(porto, malaga, 2), malaga), people.network_admin("Olga Ivanova")
    with refused("has days to answer for itself"):
        raw(it, other, signed_at=cast.at(2026, 12, 8, 7))
    raw(it, other, signed_at=cast.at(2026, 12, 8, 8))


def test_the_database_posts_nothing_without_the_own_signature_of_the_losing_park(pair, porto, malaga, admin) -> None:
    it = propose(pair, content("adjustment", malaga, porto, 2), None, by=admin, reason="A pilot")
    sign(it, porto)
    signed = "UPDATE exchanges_settlement SET state = 'signed', posting_id = %s WHERE id = %s"
    with refused("must have signed itself"), transaction.atomic(), connection.cursor() as cursor:
        posting = book(malaga, porto, 2, it.reference, day=(2026, 11, 23), because=it.kind, text=it.text)
        cursor.execute(signed, [posting.pk, it.pk])
