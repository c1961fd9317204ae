"""Rule 20: the park that loses always signs itself; in place of the other one a network admin may, after its days."""

from datetime import datetime, timedelta

import pytest
import time_machine

from exchanges.ledger.models import Because, Posting
from exchanges.settlements import actions
from exchanges.settlements.content import gains_by, loses_by
from exchanges.settlements.models import Settlement, SettlementSignature
from exchanges.tasks import daily
from softlanding.kernel.refusals import Refused
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.consent import without_consent
from tests.exchanges.settlements.making import (
    TODAY,
    book,
    content,
    late,
    propose,
    sign,
    stand_in,
    take_back,
    waiver,
)

pytestmark = pytest.mark.django_db
LAST, OPENS = "7 December 2026", "8 December 2026"


@pytest.mark.parametrize("kind", ["opening", "adjustment", "waiver", "compensation"])
@pytest.mark.parametrize("before", [-5, -1, 0, 1, 5])
def test_who_loses_is_whose_balance_falls_whatever_stood_before(porto, malaga, kind, before) -> None:
    """Its claim shrinks, its debt grows, or (across zero) both: 3 months that Porto comes to owe Málaga."""
    if before:
        book(*((porto, malaga) if before < 0 else (malaga, porto)), abs(before), "before", day=(2026, 1, 1))
    it = content(kind, porto, malaga, 3)
    claim, debt = max(before, 0), max(-before, 0)
    with without_consent():  # nobody forgives what is not owed, yet the sides would be these
        book(porto, malaga, 3, "after", day=(2026, 2, 1), because=Because(kind))
    after = cast.balance(porto, malaga)
    assert max(after, 0) < claim or max(-after, 0) > debt
    assert (loses_by(it), gains_by(it)) == (porto, malaga)
    assert after - before == -3 == -(cast.balance(malaga, porto) + before)


def test_a_waiver_and_a_compensation_are_lost_by_the_park_that_was_owed(porto, malaga) -> None:
    assert loses_by(waiver(porto, malaga, 2)) == malaga, "Porto owed: Málaga lets it off"
    assert loses_by(content("compensation", malaga, porto, 2)) == malaga


def test_taking_back_a_month_is_lost_by_the_park_that_hosted_it(pair, porto, malaga) -> None:
    assert loses_by(take_back(Posting.objects.get(reference="stay/1"))) == malaga


def refused(match: str):
    return pytest.raises(Refused, match=match)


def unmoved(porto, malaga) -> bool:
    return cast.balance(malaga, porto) == 5 and not Posting.objects.exclude(because="stay").exists()


def test_nobody_signs_in_place_of_the_park_that_loses(pair, porto, malaga, admin) -> None:
    """Porto asks to be let off; however long Málaga is silent, the network does not say yes for it."""
    it = propose(pair, waiver(porto, malaga, 2), porto)
    assert (it.waits_for, it.answer_by) == ("Málaga", None)
    for days in (0, 15, 400):
        with refused("Málaga has not. Málaga loses 2 months by it, so nobody signs in its place. Ask its managers."):
            stand_in(it, admin, late(days))
    assert people.browser_of(admin).get(f"{it.get_absolute_url()}stand-in/").status_code == 403
    assert unmoved(porto, malaga)


@pytest.mark.parametrize("minutes", [1, 60 * 24 * 7, 60 * 24 * 14])
def test_standing_in_too_early_is_refused_with_the_days(pair, porto, malaga, admin, minutes) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    with refused(
        f"Porto was asked on 23 November 2026 and answers for itself until {LAST}. You can sign in its place from {OPENS}."
    ):
        stand_in(it, admin, NOW + timedelta(minutes=minutes))
    assert unmoved(porto, malaga)
    assert stand_in(it, admin, late(15)).state == "signed"


def test_who_proposed_never_stands_in(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), None, by=admin, reason="Left over from 2020")
    it = sign(it, malaga)
    with refused("You proposed this on 23 November 2026, and who proposed never stands in. Ask another network admin."):
        stand_in(it, admin)
    assert unmoved(porto, malaga)
    assert stand_in(it, people.network_admin("Olga Ivanova")).state == "signed"


def test_a_manager_who_is_a_network_admin_too_does_not_stand_in_for_the_partner(pair, porto, malaga) -> None:
    bea = cast.manager_of(malaga)
    bea.is_network_admin = True
    bea.save()
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    with refused("You proposed this on 23 November 2026, and who proposed never stands in."):
        stand_in(it, bea)
    ours = propose(pair, waiver(porto, malaga, 1), None, by=people.network_admin(), reason="Left over")
    with refused("You signed it for Málaga on 23 November 2026. The second consent has to be somebody else's"):
        stand_in(sign(ours, malaga, by=bea), bea)
    assert unmoved(porto, malaga)


def test_what_the_network_proposes_is_never_moved_by_the_park_that_gains_alone(pair, porto, malaga, admin) -> None:
    """An adjustment that takes 2 months from Málaga: Porto's signature and any number of admins are not enough."""
    it = propose(pair, content("adjustment", malaga, porto, 2), None, by=admin, reason="A pilot")
    it = sign(it, porto)
    other = people.network_admin("Olga Ivanova")
    with refused(
        "Porto signed this itself; Málaga has not. Málaga loses 2 months by it, so nobody signs in its place."
    ):
        stand_in(it, other)
    assert unmoved(porto, malaga)
    silent = propose(pair, content("adjustment", malaga, porto, 3), None, by=admin, reason="A pilot")
    with refused(
        "Málaga loses 3 months by it and has not signed. It signs first, itself; then you can sign in place of"
    ):
        stand_in(silent, other)
    assert sign(it, malaga).state == "signed"
    assert SettlementSignature.objects.filter(park=None).count() == 0


def test_an_answer_after_the_days_still_counts(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    it = actions.refuse(it, by=cast.manager_of(porto), park=porto, reason="We host instead", now=late(30))
    assert it.state == "refused" and unmoved(porto, malaga)


# What both are told: when it is asked, a week before, and on the day


def told(after: datetime) -> dict[str, set[str]]:
    """{subject: who} of what was told at that moment."""
    found: dict[str, set[str]] = {}
    for who, subject in Notice.objects.filter(created_at=after).values_list("recipient__name", "subject"):
        found.setdefault(subject, set()).add(who)
    return found


WHAT = "Waiver of 2 months Porto owes Málaga"


def test_both_are_told_a_week_before_and_on_the_day_and_once_each(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    for day in range(20):
        for _ in range(2):
            actions.daily(late(day))
    soon, now = late(8), late(15)
    assert told(soon) == {
        f"Answer until {LAST}: {WHAT}": {"Anna Lund"},
        f"Porto has until {LAST} to sign: {WHAT}": {"Bea Ruiz"},
    }
    assert told(now) == {
        f"A network admin may now sign in place of Porto: {WHAT}": {"Anna Lund", "Bea Ruiz"},
        f"Porto has not answered: {WHAT}": {"Nadia Novak"},
    }
    assert Notice.objects.count() == 1 + 2 + 3
    it.refresh_from_db()
    assert (it.told_soon_at, it.told_now_at) == (soon, now)
    body = Notice.objects.get(created_at=soon, recipient__name="Anna Lund").body
    assert f"answers for itself until {LAST}. From {OPENS} a network admin may sign in place of Porto" in body


@pytest.mark.parametrize(
    ("first_run", "subjects"),
    [(11, ["Answer until", "A network admin may now"]), (16, ["A network admin may now"]), (90, ["A network admin"])],
)
def test_after_a_downtime_what_holds_now_is_told(pair, porto, malaga, first_run, subjects) -> None:
    propose(pair, waiver(porto, malaga, 2), malaga)
    asked = Notice.objects.filter(recipient__name="Anna Lund").exclude(created_at=NOW).order_by("created_at")
    for day in (first_run, first_run + 1, first_run + 9):
        actions.daily(late(day))
    assert [one.subject.startswith(start) for one, start in zip(asked, subjects, strict=True)] == [True] * len(subjects)


def test_nobody_is_told_of_days_when_the_losing_park_is_the_one_that_is_asked(pair, porto, malaga) -> None:
    propose(pair, waiver(porto, malaga, 2), porto)
    ended = propose(pair, waiver(porto, malaga, 1), malaga)
    actions.withdraw(ended, by=cast.manager_of(malaga), reason="A slip", now=NOW)
    half = propose(pair, content("adjustment", malaga, porto, 1), None, by=people.network_admin(), reason="A pilot")
    sign(half, porto)
    assert [actions.daily(late(day)) for day in (8, 15, 30)] == [0, 0, 0]


def test_the_hourly_job_tells(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    with time_machine.travel(late(15), tick=False):
        daily()
    it.refresh_from_db()
    assert it.told_now_at == late(15)


def test_standing_in_waits_for_the_clock_of_the_park_that_is_asked(pair, porto, malaga, admin) -> None:
    """Porto lies in Los Angeles: its 7 December ends at 8 o'clock of the 8th in Greenwich."""
    for park, zone in ((porto, "America/Los_Angeles"), (malaga, "Pacific/Auckland")):
        park.time_zone = zone
        park.save()
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    early, opens = cast.at(2026, 12, 8, 7), cast.at(2026, 12, 8, 8)
    with refused(f"until 7 December 2026 .Los Angeles time.. You can sign in its place from {OPENS}"):
        stand_in(it, admin, early)
    assert actions.daily(early) == 1 and it.told_now_at is None
    assert actions.daily(opens) == 1
    assert "did not answer until 7 December 2026 (Los Angeles time)" in Notice.objects.get(recipient=admin).body
    assert stand_in(it, admin, opens).state == "signed"


# Pages


def page(who, address: str, at: datetime = NOW) -> str:
    with time_machine.travel(at, tick=False):
        return people.browser_of(people.again(who)).get(address).content.decode()


def test_the_page_says_who_must_sign_since_when_and_from_when_the_network_may(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    url = it.get_absolute_url()
    early = page(cast.manager_of(malaga), url)
    assert f"missing: asked on 23 November 2026, answers until {LAST}; from {OPENS} a network admin may sign" in early
    assert "Málaga, 2 months: nothing is posted without its own signature" in early
    assert "Sign in place of" not in page(admin, url)
    assert f"You can sign in its place from {OPENS}." in page(admin, f"{url}stand-in/")
    assert "Waits for Porto to sign " in early and "14 days left" in early and "Nothing is posted before." in early
    after = page(admin, url, late())
    assert "Sign in place of Porto" in after and f"silent until {LAST}; a network admin may sign in its place" in after
    asked = propose(pair, waiver(porto, malaga, 1), porto)
    assert "asked on 23 November 2026; loses 1 month by it, so nobody can sign in its place" in page(
        cast.manager_of(porto), asked.get_absolute_url()
    )


def test_today_of_each_side_and_of_the_network(pair, porto, malaga, admin) -> None:
    propose(pair, waiver(porto, malaga, 2), malaga)
    anna, bea = cast.manager_of(porto), cast.manager_of(malaga)
    ours = page(anna, "/")
    assert "After that day a network admin may sign in place of Porto." in ours and "7 December" in ours
    assert "Porto to sign: waiver of 2 months" in page(bea, "/") and "7 December" in page(bea, "/")
    assert "has not answered" not in page(admin, "/", late(14))
    assert "You can sign in place of Porto, with a reason." in page(admin, "/", late())
    Settlement.objects.update(state="withdrawn")
    propose(pair, waiver(porto, malaga, 1), porto)
    assert "Málaga loses 1 month by it, so nobody can sign in its place." in page(bea, "/")
    assert "has not answered" not in page(admin, "/", late())


def test_today_after_one_of_two_signed_what_the_network_proposed(pair, porto, malaga, admin) -> None:
    it = propose(pair, content("adjustment", malaga, porto, 1), None, by=admin, reason="A pilot")
    assert "Málaga and Porto to sign: adjustment" in page(admin, "/")
    sign(it, porto)
    assert "Málaga to sign: adjustment" in page(admin, "/") and "Málaga to sign: adjustment" in page(
        cast.manager_of(porto), "/"
    )
    assert "Sign or refuse: adjustment" not in page(cast.manager_of(porto), "/")
    page_of_porto = page(cast.manager_of(porto), it.get_absolute_url())
    assert "Read and sign" not in page_of_porto and "Refuse" not in page_of_porto


def test_the_day_in_the_form_is_not_the_day_it_was_asked(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2, day=TODAY - timedelta(days=200)), malaga)
    assert it.answer_by == TODAY + timedelta(days=14)
