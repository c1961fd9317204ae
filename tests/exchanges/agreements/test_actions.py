"""What each verb leaves behind, and each refusal's sentence."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction

from exchanges.agreements import actions, queries
from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms, Signature
from exchanges.agreements.states import AgreementState, Phase
from exchanges.agreements.terms import Direction
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.cast import NOW

pytestmark = pytest.mark.django_db
SIX = Direction(6)


@pytest.fixture
def porto():
    return cast.park("Porto", "Anna Lund", "BR")


@pytest.fixture
def malaga():
    return cast.park("Malaga", "Bea Ruiz")


def propose(porto, malaga, there=SIX, back=SIX, **more) -> Agreement:
    terms = cast.terms(porto, malaga, there, back, **more)
    return actions.propose(by=cast.manager_of(porto), proposer=porto, partner=malaga, terms=terms, now=NOW)


def sign(agreement, park) -> Agreement:
    content = agreement.newest.content_hash
    return actions.sign(agreement, by=cast.manager_of(park), park=park, content_hash=content, now=NOW)


def test_propose_asks_the_partner_and_signs_nothing(porto, malaga):
    agreement = propose(porto, malaga)
    assert (agreement.state, agreement.ruling, Signature.objects.count()) == ("proposed", None, 0)
    told = Notice.objects.get(recipient=cast.manager_of(malaga))
    assert told.subject == "Porto proposes an agreement to you"
    assert list(queries.waiting_for(cast.manager_of(malaga))) == [agreement]
    assert queries.waits_for(agreement) == "Porto and Malaga"


def test_sign_by_one_leaves_it_proposed_by_both_puts_it_in_force(porto, malaga):
    agreement = sign(propose(porto, malaga), malaga)
    assert agreement.state == AgreementState.PROPOSED
    assert list(queries.waiting_for(cast.manager_of(malaga))) == []
    agreement = sign(agreement, porto)
    assert agreement.phase(date(2026, 11, 23)) == Phase.IN_FORCE
    assert agreement.phase(date(2025, 12, 31)) == Phase.SIGNED
    assert agreement.phase(date(2028, 12, 31)) == Phase.IN_FORCE
    assert agreement.phase(date(2029, 1, 1)) == Phase.EXPIRED
    assert agreement.ruling.number == 1


def test_a_signature_binds_to_the_content_that_was_read(porto, malaga):
    agreement = propose(porto, malaga)
    with pytest.raises(Refused, match="The terms changed since you opened this page"):
        actions.sign(agreement, by=cast.manager_of(porto), park=porto, content_hash="0" * 64, now=NOW)


def test_sign_twice_is_refused(porto, malaga):
    agreement = sign(propose(porto, malaga), porto)
    with pytest.raises(Refused, match="Porto has signed these terms already"):
        sign(agreement, porto)


def test_the_hash_changes_with_every_term(porto, malaga):
    turin = cast.park("Turin", "Carla Neri")
    seen = set()
    for change in ({}, {"limit_at": 7}, {"carry_over": True}, {"decision_days": 9}, {"clearing": {porto.pk: False}}):
        agreement = propose(porto, malaga, **change)
        seen.add(agreement.newest.content_hash)
        actions.withdraw(agreement, by=cast.manager_of(porto), park=porto, reason="Once more", now=NOW)
    seen |= {propose(porto, turin).newest.content_hash, propose(porto, malaga, Direction(7)).newest.content_hash}
    assert len(seen) == 7


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid": (date(2027, 5, 1), date(2027, 4, 30))}, "end on 30 April 2027, before it begins on 1 May 2027"),
        ({"valid": (date(2024, 1, 1), date(2025, 1, 1))}, "would have ended on 1 January 2025 already"),
        ({"alert_at": 7, "limit_at": 6}, "warning at 7 months would come after the limit of 6"),
        ({"there": Direction(0), "back": Direction(0)}, "Both directions have 0 months a year"),
        (
            {"there": Direction(6, min_months=5, max_months=4)},
            "shortest stay of 5 months is longer than the longest of 4",
        ),
        ({"there": Direction(6, places=0)}, "6 months a year need at least 1 place"),
        ({"there": Direction(2, min_months=3)}, "shortest stay of 3 months does not fit into 2 months a year"),
    ],
)
def test_propose_refuses_terms_that_do_not_fit(porto, malaga, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        propose(porto, malaga, **changes)
    assert not Agreement.objects.exists()


def test_propose_refuses_the_own_park_and_parks_outside(porto, malaga):
    with pytest.raises(Refused, match="two different parks"):
        actions.propose(
            by=cast.manager_of(porto), proposer=porto, partner=porto, terms=cast.terms(porto, malaga, SIX), now=NOW
        )
    malaga.state = "suspended"
    with pytest.raises(Refused, match="Malaga is suspended"):
        propose(porto, malaga)


def test_one_proposal_at_a_time(porto, malaga):
    propose(porto, malaga)
    with pytest.raises(Refused, match="on the table already"):
        propose(malaga, porto)


def test_one_agreement_in_force_on_any_day(porto, malaga):
    cast.agreed(porto, malaga, SIX, valid=(date(2026, 1, 1), date(2026, 12, 31)))
    with pytest.raises(Refused, match="have an agreement from 1 January 2026 to 31 December 2026"):
        propose(porto, malaga, valid=(date(2026, 12, 31), date(2027, 12, 31)))
    later = propose(porto, malaga, valid=(date(2027, 1, 1), date(2027, 12, 31)))
    assert later.code.endswith("-2")


def test_the_database_refuses_two_in_force(porto, malaga):
    cast.agreed(porto, malaga, SIX, valid=(date(2026, 1, 1), date(2026, 12, 31)))
    later = propose(porto, malaga, valid=(date(2027, 1, 1), date(2027, 12, 31)))
    for park in (porto, malaga):
        later = sign(later, park)
    with pytest.raises(IntegrityError, match="agreement_one_in_force"), transaction.atomic():
        Agreement.objects.filter(pk=later.pk).update(period=(date(2026, 6, 1), date(2027, 1, 1)))


def test_the_database_refuses_force_without_both_signatures(porto, malaga):
    agreement = sign(propose(porto, malaga), porto)
    version = agreement.newest
    with pytest.raises(IntegrityError, match="both parties must have signed"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(state="signed", ruling=version, period=version.date_range)


@pytest.mark.parametrize("model", [AgreementVersion, DirectionTerms, Signature])
def test_the_database_never_changes_what_was_put_on_the_table(porto, malaga, model):
    cast.agreed(porto, malaga, SIX)
    field = {AgreementVersion: "limit_at", DirectionTerms: "places", Signature: "signer_id"}[model]
    with pytest.raises(InternalError), transaction.atomic():
        model.objects.update(**{field: 1})
    with pytest.raises(InternalError), transaction.atomic():
        model.objects.all()._raw_delete("default")


@pytest.mark.parametrize(("verb", "state"), [("refuse", "refused"), ("withdraw", "withdrawn")])
def test_a_proposal_ends_with_a_reason_and_makes_room(porto, malaga, verb, state):
    agreement = propose(porto, malaga)
    park = malaga if verb == "refuse" else porto
    by = cast.manager_of(park)
    agreement = getattr(actions, verb)(agreement, by=by, park=park, reason="Too few months", now=NOW)
    assert agreement.state == state
    assert agreement.steps.get(verb=verb).reason == "Too few months"
    with pytest.raises(Stale):
        sign(agreement, malaga)
    assert propose(malaga, porto).state == "proposed"
