"""How people come to speak for a park or a company: pages, links, refusals."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as mails
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.test import Client

from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused
from softlanding.memberships import actions
from softlanding.memberships.invitations import invitation_to
from softlanding.notices.actions import Outcome, deliver_next
from softlanding.notices.models import Notice
from tests import cast

pytestmark = pytest.mark.django_db
SOON = cast.NOW + timedelta(minutes=1)


@pytest.fixture
def porto() -> cast.Park:
    return cast.park("Porto Digital", "BR")


@pytest.fixture
def anna(porto: cast.Park) -> User:
    return cast.manager_of(porto, "Anna Lund")


def invited(porto: cast.Park, anna: User, email: str = "bo@example.org") -> Membership:
    return actions.invite(porto, email=email, role="deputy", by=anna, now=cast.NOW)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


@time_machine.travel(cast.NOW)
def test_invite_reaches_a_new_person_who_signs_up_and_is_in_after_her_post(porto, anna) -> None:
    page = cast.browser_of(anna).post(
        "/parks/porto-digital/people/invite/", {"email": "Bo@Example.org", "role": "deputy"}
    )
    assert page.status_code == 303
    mail = Notice.objects.get()
    assert (mail.address, mail.recipient) == ("bo@example.org", None)
    assert "Anna Lund invites you to Porto Digital" in mail.subject

    bo, link = Client(HTTP_HOST="localhost"), linked()
    entrance = text(bo.get(link))
    signup = re.search(r'href="(/accounts/signup/[^"]+)"', entrance)[1].replace("&amp;", "&")  # type: ignore[index]
    assert "bo@example.org" in text(bo.get(signup))
    facts = {"email": "bo@example.org", "name": "Bo Ek", "password1": cast.PASSWORD, "next": link}
    signed_up = bo.post(signup, facts)
    assert (signed_up.status_code, signed_up["Location"]) == (302, link)

    assert "Accept the invitation" in text(bo.get(link))
    assert Membership.objects.get(email="bo@example.org").state == "invited", "reading is not accepting"
    assert bo.post(link)["Location"] == "/parks/porto-digital/"
    member = Membership.objects.get(email="bo@example.org")
    assert (member.state, member.role, member.user.name) == ("active", "deputy", "Bo Ek")
    assert bo.post(link)["Location"] == "/parks/porto-digital/", "a double click does one thing"
    assert Notice.objects.filter(recipient=anna, subject__contains="has joined").count() == 1


def linked() -> str:
    """What the mail that goes now links to."""
    mails.outbox.clear()
    assert deliver_next(SOON) == Outcome.SENT
    return re.search(r"http://[^/]+(/\S+)", mails.outbox[0].body)[1]  # type: ignore[index]


def kept() -> str:
    """Everything the database keeps of notices."""
    return repr(list(Notice.objects.values()))


@time_machine.travel(cast.NOW)
def test_the_link_that_opens_an_invitation_is_in_its_mail_and_nowhere_else(porto, anna, settings) -> None:
    """Not before the mail goes, not after a failure, not when a worker dies at it; a new one each time it is sent."""
    member = invited(porto, anna)
    opens = re.compile(rf"{member.pk}:[\w-]+:[\w-]{{10}}")
    assert not opens.search(kept())
    good = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Killed"
    with pytest.raises(SystemExit):
        deliver_next(SOON)
    assert opens.search(str(Killed.last)), "it was on its way"
    assert Notice.objects.get().sent_at is None and not opens.search(kept())
    settings.EMAIL_BACKEND = good
    link = linked()
    assert opens.search(link) and not opens.search(kept())
    assert Notice.objects.get().sent_at == SOON
    bo = cast.browser_of(cast.person("Bo Ek", email="bo@example.org"))
    assert "Accept the invitation" in text(bo.get(link))
    with pytest.raises(IntegrityError, match="notice_sealed_only_in_its_mail"), transaction.atomic():
        Notice.objects.update(url=link)


class Killed(EmailBackend):
    """A worker that is killed with a mail in its hands."""

    last: str = ""

    def send_messages(self, messages: Any) -> int:
        Killed.last = messages[0].body
        raise SystemExit


@time_machine.travel(cast.NOW)
def test_in_the_portal_an_invitation_is_its_own_persons_alone(porto, anna) -> None:
    """Whoever reads the notices in the database can open none: it takes the mail, or signing in with its address."""
    bo = cast.person("Bo Ek", email="bo@example.org")
    member = invited(porto, anna)
    notice = Notice.objects.get(recipient=bo)
    visitor = Client(HTTP_HOST="localhost")
    assert visitor.get(notice.url)["Location"] == f"/accounts/login/?next={notice.url}"
    assert visitor.post(notice.url)["Location"] == f"/accounts/login/?next={notice.url}"
    other = cast.browser_of(cast.person("Otto Other"))
    for answer in (other.get(notice.url), other.post(notice.url), other.get("/parks/invitation/99999/")):
        assert answer.status_code == 410 and "not complete" in text(answer) and "bo@example.org" not in text(answer)
    client = cast.browser_of(bo)
    assert client.get(f"/notices/{notice.pk}/")["Location"] == notice.url
    assert "Accept the invitation" in text(client.get(notice.url))
    with time_machine.travel(cast.NOW + timedelta(days=15)):
        assert "older than 14 days" in text(cast.browser_of(bo).post(notice.url))
    assert client.post(notice.url)["Location"] == "/parks/porto-digital/"
    member.refresh_from_db()
    assert (member.state, member.user) == ("active", bo)


@pytest.mark.parametrize(("seconds", "opens"), [(-1, True), (0, True), (1, False)])
def test_an_invitation_is_good_for_14_days_to_the_second(porto, anna, seconds, opens) -> None:
    bo, member = cast.person("Bo Ek", email="bo@example.org"), invited(porto, anna)
    now = cast.NOW + timedelta(days=14, seconds=seconds)
    if opens:
        assert invitation_to(bo, str(member.pk), Membership, now) == member
    else:
        with pytest.raises(Refused, match="older than 14 days"):
            invitation_to(bo, str(member.pk), Membership, now)


def test_accept_answers_ones_own_open_request_too(porto, anna) -> None:
    """Bo asked, then was invited at the address that became hers: one open membership is left, in the invited role."""
    bo = cast.person("Bo Ek", email="bo@old.example")
    asked = actions.join(porto, role="manager", by=bo, now=cast.NOW)
    member = invited(porto, anna)
    User.objects.filter(pk=bo.pk).update(email="bo@example.org")
    assert actions.accept(member, by=cast.again(bo), now=SOON).state == "active"
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.decided_at) == ("ended", bo, SOON)
    assert [(one.pk, one.role) for one in porto.memberships.open().filter(user=bo)] == [(member.pk, "deputy")]


@time_machine.travel(cast.NOW)
def test_accept_by_another_address_says_which_was_invited(porto, anna) -> None:
    link = cast.mailed_link(invited(porto, anna))
    other = cast.browser_of(cast.person("Otto Other"))
    shown = text(other.get(link))
    assert "went to bo@example.org" in shown and "otto-other@example.org" in shown
    assert "Accept the invitation" not in shown
    assert other.post(link).status_code == 410
    assert not Membership.objects.filter(user__name="Otto Other").exists()


def test_accept_of_an_old_broken_or_taken_back_invitation_says_so(porto, anna) -> None:
    with time_machine.travel(cast.NOW):
        member = invited(porto, anna)
        link = cast.mailed_link(member)
    person = cast.person("Bo Ek", email="bo@example.org")
    with time_machine.travel(cast.NOW + timedelta(days=15)):
        assert "older than 14 days" in text(cast.browser_of(person).post(link))
    with time_machine.travel(cast.NOW):
        bo = cast.browser_of(person)
        for broken in (link[:-3] + "/", "/parks/invitation/x/", f"/parks/invitation/{'9' * 40}:a:b/"):
            assert "not complete" in text(bo.post(broken))
        actions.end_membership(member, by=anna, now=cast.NOW)
        assert "taken back" in text(bo.post(link))
    assert not Membership.objects.active().filter(email="bo@example.org").exists()


def test_an_invitation_to_a_park_opens_no_company(porto, anna) -> None:
    """The link is signed over the kind of owner too."""
    with time_machine.travel(cast.NOW):
        token = cast.mailed_link(invited(porto, anna)).split("/")[-2]
        assert cast.browser_of(anna).get(f"/companies/invitation/{token}/").status_code == 410


def test_invite_again_renews_and_sends_one_mail_a_day(porto, anna) -> None:
    invited(porto, anna)
    invited(porto, anna)
    assert Membership.objects.filter(state="invited").count() == Notice.objects.count() == 1
    first = linked()
    later = cast.NOW + timedelta(days=3)
    actions.invite(porto, email="BO@example.org", role="manager", by=anna, now=later)
    member = Membership.objects.get(state="invited")
    assert (member.created_at, member.role, Notice.objects.count()) == (later, "manager", 2)
    mails.outbox.clear()
    assert deliver_next(later) == Outcome.SENT
    assert f"/parks/invitation/{member.pk}:" in mails.outbox[0].body and first.startswith(
        f"/parks/invitation/{member.pk}:"
    )


def test_invite_of_somebody_who_is_there_or_has_asked_is_refused_at_the_field(porto, anna) -> None:
    client = cast.browser_of(anna)
    shown = text(client.post("/parks/porto-digital/people/invite/", {"email": anna.email, "role": "deputy"}))
    assert "already one of the people" in shown
    actions.join(porto, role="deputy", by=cast.person("Bo Ek"), now=cast.NOW)
    shown = text(client.post("/parks/porto-digital/people/invite/", {"email": "bo-ek@example.org", "role": "deputy"}))
    assert "asked to join on 23 November 2026" in shown


def test_join_tells_the_managers_and_asking_twice_is_asking_once(porto, anna) -> None:
    cast.deputy_of(porto, "Dario Pérez")
    client = cast.browser_of(cast.person("Bo Ek"))
    for _ in range(2):
        assert client.post("/parks/porto-digital/join/").status_code == 303
    assert Membership.objects.filter(state="asked").count() == 1
    assert list(Notice.objects.values_list("recipient__name", flat=True)) == ["Anna Lund"]


def test_join_of_a_park_without_managers_goes_to_the_network_admins(porto) -> None:
    cast.network_admin()
    actions.join(porto, role="deputy", by=cast.person("Bo Ek"), now=cast.NOW)
    assert list(Notice.objects.values_list("recipient__name", flat=True)) == ["Nadia Novak"]


def test_join_when_invited_is_in_at_once(porto, anna) -> None:
    bo = cast.person("Bo Ek")
    invited(porto, anna, bo.email)
    cast.browser_of(bo).post("/parks/porto-digital/join/")
    assert Membership.objects.get(user=bo).state == "active"


def test_let_in_gives_the_chosen_role_and_a_second_press_says_how_it_stands(porto, anna) -> None:
    bo = cast.person("Bo Ek")
    asked = actions.join(porto, role="deputy", by=bo, now=cast.NOW)
    client = cast.browser_of(anna)
    assert "Let in" in text(client.get("/parks/porto-digital/people/"))
    assert client.post(f"/parks/membership/{asked.pk}/let-in/", {"role": "manager"}).status_code == 303
    stale = client.post(f"/parks/membership/{asked.pk}/let-in/", {"role": "deputy"}, follow=True)
    assert "no longer applies" in text(stale)
    assert Membership.objects.get(user=bo).role == "manager"
    assert Notice.objects.filter(recipient=bo, subject__startswith="You are now").count() == 1


def test_turn_down_sends_the_reason(porto, anna) -> None:
    bo = cast.person("Bo Ek")
    asked = actions.join(porto, role="deputy", by=bo, now=cast.NOW)
    cast.browser_of(anna).post(f"/parks/membership/{asked.pk}/turn-down/", {"reason": "Wrong park."})
    assert Membership.objects.get(user=bo).state == "refused"
    assert "Wrong park." in Notice.objects.get(recipient=bo).body


def test_only_who_manages_people_gets_buttons_for_those_who_are_invited(porto: cast.Park, anna: User) -> None:
    invited(porto, anna)
    deputy = cast.deputy_of(porto, "Dario Pérez")
    pages = [cast.browser_of(user).get("/parks/porto-digital/people/").content.decode() for user in (anna, deputy)]
    assert ["Send again" in page for page in pages] == [True, False]
    assert ["Take back" in page for page in pages] == [True, False]
    assert "bo@example.org" in pages[1]
