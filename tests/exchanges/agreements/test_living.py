"""Suspension, notice and renewal: what stops, what is honoured, what goes on."""

from datetime import date

import pytest

from exchanges.agreements import actions, queries
from exchanges.agreements.histories import history
from exchanges.agreements.models import Agreement
from exchanges.agreements.parties import AgreementParty
from exchanges.agreements.states import Phase
from exchanges.landings import actions as landings
from exchanges.landings.openings import open_to
from exchanges.ledger.models import Posting
from softlanding.kernel.refusals import Refused, Stale
from softlanding.notices.models import Notice
from tests.exchanges import cast
from tests.exchanges.agreements.making import SIX, amend, changed, propose, sign, with_reason
from tests.exchanges.cast import NOW, at

pytestmark = pytest.mark.django_db
MARCH = date(2027, 3, 1)
SUSPENDED = "The agreement of Porto and Malaga is suspended since 23 November 2026"


def test_suspend_stops_applications_nominations_and_offers(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX)
    lumen, nova = cast.company("Lumen", porto, "Cleo"), cast.company("Nova", porto, "Nils")
    nominated, submitted = cast.nominated(lumen, malaga, MARCH, 2), cast.submitted(nova, malaga, MARCH, 2)
    agreement = with_reason("suspend", agreement, malaga)
    assert agreement.phase(NOW.date()) == Phase.SUSPENDED
    with pytest.raises(Refused, match=SUSPENDED):
        cast.offer(nominated, MARCH, 2)
    with pytest.raises(Refused, match=SUSPENDED):
        landings.nominate(submitted, by=cast.manager_of(porto), now=NOW)
    with pytest.raises(Refused, match=SUSPENDED):
        cast.submitted(cast.company("Rio", porto, "Rita"), malaga, MARCH, 2)
    assert open_to(porto, NOW.date()) == []
    actions.resume(agreement, by=cast.manager_of(porto), park=porto, now=NOW)
    assert cast.offer(nominated, MARCH, 2).state == "offered"
    assert [it.park for it in open_to(porto, NOW.date())] == [malaga]


def test_suspend_honours_what_is_promised_even_when_it_arrives_late(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX)
    offered = cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, MARCH, 2)
    with_reason("suspend", agreement, malaga)
    landing = landings.confirm(offered, by=cast.lead_of(offered.company), now=NOW)
    late = date(2027, 3, 5)
    landing = landings.check_in(landing, by=cast.manager_of(malaga), arrived_on=late, now=at(2027, 3, 5))
    landings.daily(at(2027, 4, 5))
    assert [posting.day for posting in Posting.objects.all()] == [late, date(2027, 4, 5)]


def test_a_suspended_agreement_still_takes_its_days(porto, malaga):
    with_reason("suspend", cast.agreed(porto, malaga, SIX), malaga)
    with pytest.raises(Refused, match="already have an agreement from 1 January 2026"):
        propose(porto, malaga)
    with pytest.raises(Stale, match="This is suspended now"):
        with_reason("suspend", Agreement.objects.get(), porto)


def test_terminate_cuts_the_period_after_the_notice(porto, malaga):
    agreement = with_reason("terminate", cast.agreed(porto, malaga, SIX, notice_months=3), porto)
    assert agreement.last_day == date(2027, 2, 22)
    days = [date(2026, 11, 23), date(2027, 2, 22), date(2027, 2, 23)]
    assert [agreement.phase(day) for day in days] == [Phase.ENDING, Phase.ENDING, Phase.TERMINATED]
    mail = Notice.objects.filter(recipient=cast.manager_of(malaga)).latest("pk")
    assert (mail.subject, "ends on 22 February 2027" in mail.body) == ("Porto gave notice", True)


def test_terminate_on_the_day_it_was_signed_leaves_that_day(porto, malaga):
    """It was signed after its first valid day, so that it rules from then on; the notice is of no month."""
    porto.time_zone, malaga.time_zone = "America/Los_Angeles", "Pacific/Auckland"
    porto.save()
    malaga.save()
    signed_at = at(2026, 6, 1, 20)  # the 2nd of June in Auckland
    for host in (malaga, cast.park("Faro", "Rui Pinto")):
        agreement = cast.agreed_on(signed_at, porto, host, SIX, notice_months=0)
        agreement = with_reason("terminate", agreement, porto, now=signed_at)
        [days] = agreement.ruling_days.all()
        assert days.first == days.last == agreement.last_day


def test_terminate_refuses_stays_beyond_the_end_and_allows_those_before(porto, malaga):
    with_reason("terminate", cast.agreed(porto, malaga, SIX, notice_months=3), porto)
    lumen = cast.company("Lumen", porto, "Cleo")
    with pytest.raises(
        Refused, match="2 months from 1 January 2027 end on 28 February 2027, but the agreement ends on 22"
    ):
        cast.submitted(lumen, malaga, date(2027, 1, 1), 2)
    assert cast.offered(lumen, malaga, date(2027, 1, 1), 1).state == "offered"
    with pytest.raises(Refused, match="no agreement in force on 1 March 2027"):
        cast.submitted(cast.company("Nova", porto, "Nils"), malaga, MARCH, 1)


def test_terminate_honours_stays_and_posts_months_that_begin_after_the_end(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX, notice_months=3)
    landing = cast.landed(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 1, 10), 4)
    later = cast.confirmed(cast.company("Nova", porto, "Nils"), malaga, date(2027, 6, 1), 2)
    agreement = with_reason("terminate", agreement, malaga, now=at(2027, 1, 15))
    assert agreement.last_day == date(2027, 4, 14)
    landings.daily(at(2027, 5, 1))
    assert Posting.objects.count() == 4  # the last month began on 10 April; it runs on past the end
    landings.check_in(later, by=cast.manager_of(malaga), arrived_on=date(2027, 6, 3), now=at(2027, 6, 3))
    landings.daily(at(2027, 8, 1))
    assert cast.balance(malaga, porto) == 6
    landings.check_out(landing, by=cast.manager_of(malaga), left_on=date(2027, 5, 9), now=at(2027, 5, 9))
    assert cast.balance(malaga, porto) == 6


def test_terminating_twice_is_refused_with_the_day(porto, malaga):
    agreement = with_reason("terminate", cast.agreed(porto, malaga, SIX, notice_months=3), porto)
    for park in (porto, malaga):
        with pytest.raises(
            Stale, match="Porto gave notice on 23 November 2026 already; the agreement ends on 22 February 2027"
        ):
            with_reason("terminate", agreement, park)
    assert Agreement.objects.get().last_day == date(2027, 2, 22)
    assert "terminate" not in [name for name, _ in queries.verbs_for(agreement, cast.manager_of(malaga), NOW.date())]


def test_terminate_takes_an_amendment_off_the_table_and_bars_new_ones(porto, malaga):
    agreement = amend(cast.agreed(porto, malaga, SIX, notice_months=3), malaga, limit_at=9)
    agreement = with_reason("terminate", agreement, porto)
    assert agreement.on_table is None
    with pytest.raises(Stale, match="gave notice"):
        amend(agreement, malaga, limit_at=9)


def test_terminate_is_refused_when_the_agreement_ends_sooner(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX, notice_months=6, valid=(date(2026, 1, 1), date(2026, 12, 31)))
    with pytest.raises(Refused, match="would end it on 22 May 2027; it ends on 31 December 2026 anyway"):
        with_reason("terminate", agreement, porto)
    with pytest.raises(Stale, match="This agreement ended on 31 December 2026"):
        with_reason("terminate", agreement, porto, now=at(2027, 1, 1))


def test_notice_before_the_first_day_counts_from_it(porto, malaga):
    valid = (date(2027, 1, 1), date(2028, 12, 31))
    agreement = with_reason("terminate", cast.agreed(porto, malaga, SIX, notice_months=0, valid=valid), porto)
    assert agreement.last_day == date(2027, 1, 1)


def test_renew_follows_the_old_one_and_the_balance_goes_on(porto, malaga):
    old = cast.agreed(porto, malaga, SIX)
    cast.landed(cast.company("Lumen", porto, "Cleo"), malaga, date(2027, 3, 1), 1)
    terms = changed(old, valid_from=date(2029, 1, 1), valid_until=date(2030, 12, 31))
    new = actions.renew(old, by=cast.manager_of(porto), park=porto, terms=terms, now=NOW)
    assert (new.state, new.code != old.code) == ("proposed", True)
    assert queries.carried_balance(new) == "Porto owes Malaga 1 month."
    assert old.steps.last().verb == "renew"
    mails = Notice.objects.filter(recipient=cast.manager_of(malaga), url=new.get_absolute_url())
    assert [mail.subject for mail in mails] == ["Porto proposes to renew your agreement"]
    sign(sign(new, porto), malaga)
    assert queries.direction_for(porto, malaga, date(2029, 1, 1)) is not None


def test_renew_before_the_end_is_refused_and_leaves_nothing(porto, malaga):
    old = cast.agreed(porto, malaga, SIX)
    with pytest.raises(Refused, match="lasts until 31 December 2028. Begin on 1 January 2029 or later") as refused:
        actions.renew(old, by=cast.manager_of(porto), park=porto, terms=changed(old), now=NOW)
    assert refused.value.field == "valid_from"
    assert (Agreement.objects.count(), old.steps.filter(verb="renew").count()) == (1, 0)


def test_comment_is_read_by_both_and_told_to_the_other(porto, malaga):
    agreement = propose(porto, malaga)
    for _ in range(2):  # the button pressed twice
        actions.comment(agreement, by=cast.manager_of(malaga), park=malaga, reason="Could you take 8?", now=NOW)
    assert [told.reason for told in history(agreement) if told.reason] == ["Could you take 8?"]
    mail = Notice.objects.filter(recipient=cast.manager_of(porto)).latest("pk")
    assert mail.subject == "Malaga commented on your agreement"
    assert Notice.objects.filter(recipient=cast.manager_of(malaga), subject=mail.subject).count() == 0


def test_name_contacts_keeps_each_party_s_own(porto, malaga):
    agreement = propose(porto, malaga)
    for park, number in ((porto, "PD-2027/3"), (malaga, "MT 11")):
        contacts = {"reference": number, "first_name": "Eva Gil", "first_email": "eva@example.org"}
        actions.name_contacts(agreement, by=cast.manager_of(park), park=park, contacts=contacts, now=NOW)
    notes = {park: note.reference for park, note in queries.notes_of(agreement) if note}
    assert notes == {porto: "PD-2027/3", malaga: "MT 11"}
    assert AgreementParty.objects.first().contacts == [{"name": "Eva Gil", "email": "eva@example.org", "phone": ""}]
    steps = agreement.steps.count()
    actions.name_contacts(
        agreement, by=cast.manager_of(porto), park=porto, contacts={"reference": "PD-2027/3"}, now=NOW
    )
    assert agreement.steps.count() == steps  # nothing changed, nobody is told
