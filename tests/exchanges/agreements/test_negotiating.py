"""Counter-proposals and amendments: what is on the table, what rules, who may still sign what."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from exchanges.agreements import comparing, queries
from exchanges.agreements.models import Agreement, Signature
from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.agreements.making import SIX, amend, changed, counter, propose, sign, with_reason
from tests.exchanges.cast import NOW

pytestmark = pytest.mark.django_db


def test_counter_voids_the_other_signature_and_waits_for_both(porto, malaga):
    agreement = counter(sign(propose(porto, malaga), porto), malaga, limit_at=9)
    assert (agreement.state, agreement.on_table.number, agreement.ruling) == ("proposed", 2, None)
    assert queries.waits_for(agreement) == "Porto and Malaga"
    agreement = sign(agreement, malaga)
    assert agreement.state == "proposed"  # Porto signed version 1, which no longer counts
    agreement = sign(agreement, porto)
    assert (agreement.state, agreement.ruling.number, agreement.ruling.limit_at) == ("signed", 2, 9)
    assert agreement.on_table is None


def test_counter_tells_who_and_what(porto, malaga):
    counter(propose(porto, malaga), malaga, limit_at=9)
    mail = Notice.objects.filter(recipient=cast.manager_of(porto)).latest("pk")
    assert mail.subject == "Malaga answers with changed terms"
    assert "Bea Ruiz at Malaga put version 2 on the table" in mail.body


def test_counter_of_the_same_terms_changes_nothing(porto, malaga):
    agreement = propose(porto, malaga)
    with pytest.raises(Refused, match="the same terms as version 1"):
        counter(agreement, malaga)
    assert Agreement.objects.get().versions.count() == 1


def test_the_second_who_counters_at_once_reads_the_first(porto, malaga):
    agreement = propose(porto, malaga)
    read = agreement.newest.content_hash
    counter(agreement, malaga, limit_at=9, now=NOW + timedelta(minutes=1))
    with pytest.raises(Refused, match="Bea Ruiz at Malaga countered a moment ago. Read it first"):
        counter(agreement, porto, read=read, limit_at=7)
    assert Agreement.objects.get().on_table.limit_at == 9


def test_sign_of_a_version_that_was_countered_names_who_did(porto, malaga):
    from exchanges.agreements import actions

    agreement = propose(porto, malaga)
    read = agreement.newest.content_hash
    counter(agreement, malaga, limit_at=9, now=NOW + timedelta(minutes=1))
    with pytest.raises(Refused, match="Bea Ruiz at Malaga put version 2 on the table"):
        actions.sign(agreement, by=cast.manager_of(porto), park=porto, content_hash=read, now=NOW)
    assert not Signature.objects.exists()


def test_who_got_the_terms_refuses_and_who_put_them_withdraws(porto, malaga):
    agreement = counter(propose(porto, malaga), malaga, limit_at=9)
    anna, bea = cast.manager_of(porto), cast.manager_of(malaga)
    verbs = {person: {name for name, _ in queries.verbs_for(agreement, person, NOW.date())} for person in (anna, bea)}
    assert ("refuse" in verbs[anna], "withdraw" in verbs[anna]) == (True, False)
    assert ("refuse" in verbs[bea], "withdraw" in verbs[bea]) == (False, True)
    assert {"sign", "counter", "comment"} <= verbs[anna] & verbs[bea]


def test_side_by_side_compares_what_i_sent_with_what_came_back(porto, malaga):
    agreement = counter(propose(porto, malaga), malaga, limit_at=9, directions={porto.pk: Direction(8, 2, 1, 4)})
    agreement = counter(agreement, porto, limit_at=8)
    agreement = counter(agreement, porto, limit_at=7)
    tabled = agreement.tabled
    found = comparing.compared(agreement, comparing.answered_by(agreement, tabled), tabled)
    assert (found.old.number, found.new.number) == (2, 4)
    assert [(line.label, line.old, line.new) for line in found.changed] == [
        ("Limit", "sending stops at 9 months", "sending stops at 7 months")
    ]
    whole = comparing.compared(agreement, agreement.versions.first(), tabled)
    assert "Free-rent months a year: Porto at Malaga" in [line.label for line in whole.changed]


def test_an_amendment_leaves_the_signed_terms_until_both_sign(porto, malaga):
    agreement = amend(cast.agreed(porto, malaga, SIX, limit_at=6), malaga, limit_at=9)
    assert (agreement.state, agreement.ruling.limit_at, agreement.on_table.limit_at) == ("signed", 6, 9)
    agreement = sign(agreement, malaga)
    assert queries.direction_for(porto, malaga, NOW.date()).version.limit_at == 6
    agreement = sign(agreement, porto)
    assert queries.direction_for(porto, malaga, NOW.date()).version.limit_at == 9
    assert agreement.on_table is None


def test_an_amendment_may_be_countered_and_only_the_last_counts(porto, malaga):
    agreement = sign(amend(cast.agreed(porto, malaga, SIX, limit_at=6), malaga, limit_at=9), malaga)
    agreement = counter(agreement, porto, limit_at=8)
    agreement = sign(agreement, porto)
    assert agreement.ruling.limit_at == 6
    assert sign(agreement, malaga).ruling.limit_at == 8


@pytest.mark.parametrize(("verb", "who"), [("refuse", "porto"), ("withdraw", "malaga")])
def test_refuse_and_withdraw_of_an_amendment_leave_the_agreement_in_force(porto, malaga, verb, who):
    agreement = amend(cast.agreed(porto, malaga, SIX, limit_at=6), malaga, limit_at=9)
    agreement = with_reason(verb, agreement, {"porto": porto, "malaga": malaga}[who])
    assert (agreement.state, agreement.on_table, agreement.ruling.limit_at) == ("signed", None, 6)
    with pytest.raises(Stale, match="Nothing is on the table between"):
        sign(agreement, porto)
    assert "stays in force" in Notice.objects.latest("pk").body


def test_one_amendment_at_a_time_and_no_proposal_beside_it(porto, malaga):
    agreement = amend(cast.agreed(porto, malaga, SIX), malaga, limit_at=9)
    with pytest.raises(Stale, match="An amendment is on the table already"):
        amend(agreement, porto, limit_at=8)
    with pytest.raises(Refused, match="An amendment between .* is on the table already"):
        propose(porto, malaga, valid=(date(2029, 1, 1), date(2029, 12, 31)))


def test_an_amendment_that_changes_nothing_or_the_first_day_is_refused(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX)
    with pytest.raises(Refused, match="the same terms as those in force"):
        amend(agreement, porto)
    with pytest.raises(Refused, match="began on 1 January 2026; an amendment cannot change that") as refused:
        amend(agreement, porto, valid_from=date(2026, 2, 1))
    assert refused.value.field == "valid_from"


def promised_by_porto(porto, malaga):
    """3 months of 2027 offered, one company at once, and 2 in 2028."""
    agreement = cast.agreed(porto, malaga, SIX)
    cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 3, 1), 3)
    cast.offered(cast.company("Nova", porto, "Nils"), malaga, date(2027, 4, 1), 3)
    cast.offered(cast.company("Rio", porto, "Rita"), malaga, date(2028, 3, 1), 2)
    return agreement


@pytest.mark.parametrize(
    ("change", "sentence", "field"),
    [
        (Direction(5, 2, 1, 4), "6 months of Porto at Malaga are promised in 2027; 5 a year would be below that. Keep at least 6", "months_per_year"),
        (Direction(6, 1, 1, 4), "promised places to 2 companies of Porto at once; 1 would be too few. Keep at least 2", "places"),
    ],
)  # fmt: skip
def test_amend_below_what_is_promised_is_refused_with_numbers(porto, malaga, change, sentence, field):
    agreement = promised_by_porto(porto, malaga)
    with pytest.raises(Refused, match=sentence) as refused:
        amend(agreement, malaga, directions={porto.pk: change})
    assert refused.value.field == f"{porto.pk}_{field}"
    assert Agreement.objects.get().versions.count() == 1
    assert amend(agreement, malaga, directions={malaga.pk: Direction(1, 1, 1, 1)}).on_table.number == 2


def test_amend_to_end_before_promised_months_is_refused(porto, malaga):
    agreement = promised_by_porto(porto, malaga)
    says = (
        "2 months of Porto at Malaga are promised that begin from 1 March 2028 on, after 31 December 2027. Let it last "
        "until 30 April 2028, or give notice: then what is promised is honoured."
    )
    with pytest.raises(Refused, match=says) as no:
        amend(agreement, malaga, valid_until=date(2027, 12, 31))
    assert no.value.field == "valid_until"


def test_months_promised_while_an_amendment_waits_bar_its_signature(porto, malaga):
    agreement = sign(
        amend(cast.agreed(porto, malaga, SIX), malaga, directions={porto.pk: Direction(2, 1, 1, 2)}), malaga
    )
    cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 3, 1), 3)
    with pytest.raises(Refused, match="3 months of Porto at Malaga are promised in 2027; 2 a year"):
        sign(agreement, porto)
    assert Agreement.objects.get().ruling.number == 1


def test_an_amendment_that_overlaps_the_successor_is_refused(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX, valid=(date(2026, 1, 1), date(2026, 12, 31)))
    later = propose(porto, malaga, valid=(date(2027, 1, 1), date(2027, 12, 31)))
    sign(sign(later, porto), malaga)
    with pytest.raises(Refused, match="already have an agreement from 1 January 2027"):
        amend(agreement, porto, valid_until=date(2027, 1, 1))


def test_offers_follow_the_amended_quota_at_once(porto, malaga):
    agreement = cast.agreed(porto, malaga, Direction(2, 2, 1, 4))
    landing = cast.nominated(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 3, 1), 3)
    with pytest.raises(Refused, match="Porto has 2 of 2 months left for Malaga in 2027"):
        cast.offer(landing, date(2027, 3, 1), 3)
    agreement = amend(agreement, malaga, directions={porto.pk: Direction(3, 2, 1, 4)})
    sign(sign(agreement, porto), malaga)
    assert cast.offer(landing, date(2027, 3, 1), 3).state == "offered"
    assert landings.daily(NOW) == {"lapsed": 0, "begun": 0}


def test_the_database_keeps_the_table_in_order(porto, malaga):
    agreement = propose(porto, malaga)
    other = cast.agreed(porto, cast.park("Turin", "Carla Neri"), SIX)
    for change in ({"on_table": None}, {"on_table": other.ruling}, {"state": "refused"}):
        with pytest.raises(IntegrityError, match="on the table is not in order"), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(**change)
            connection.check_constraints()


def test_changed_terms_keep_the_partner_s_word_on_clearing(porto, malaga):
    agreement = propose(porto, malaga, clearing={porto.pk: False})
    assert changed(agreement).clearing == {porto.pk: False, malaga.pk: True}
