"""Who is told of which step, and two people pressing at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused
from softlanding.memberships import actions
from softlanding.notices.models import Notice
from tests import cast


@pytest.mark.django_db
def test_change_role_end_and_leave_tell_the_right_person() -> None:
    porto = cast.park("Porto Digital", "BR")
    anna, dario = cast.manager_of(porto, "Anna Lund"), cast.deputy_of(porto, "Dario Pérez")
    member = Membership.objects.get(user=dario)
    actions.change_role(member, role="manager", by=anna, now=cast.NOW)
    assert "It is now: park manager" in Notice.objects.get(recipient=dario).body
    actions.end_membership(member, by=anna, now=cast.NOW)
    assert Notice.objects.filter(recipient=dario, subject="You no longer speak for Porto Digital").count() == 1
    bea = cast.manager_of(porto, "Bea Blom")
    actions.end_membership(Membership.objects.get(user=bea), by=bea, now=cast.NOW)
    assert Notice.objects.get(recipient=anna).subject == "Bea Blom has left Porto Digital"


@pytest.mark.django_db
def test_the_first_person_of_a_park_is_proposed_as_its_manager() -> None:
    cast.park("Porto Digital", "BR")
    page = cast.browser_of(cast.network_admin()).get("/parks/porto-digital/people/invite/")
    assert page.context["form"].initial["role"] == "manager"


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_leave_at_the_same_moment_leave_one_behind() -> None:
    porto = cast.park("Porto Digital", "BR")
    people = [cast.manager_of(porto, "Anna Lund"), cast.manager_of(porto, "Bea Blom")]

    def leave(user: User) -> str:
        try:
            actions.end_membership(Membership.objects.get(user=user), by=user, now=cast.NOW)
        except Refused as refused:
            return refused.sentence
        finally:
            connection.close()
        return "left"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(leave, people))
    assert said.count("left") == 1 and any("only person" in sentence for sentence in said)
    assert Membership.objects.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_person_who_asks_eight_times_at_once_has_asked_once() -> None:
    porto, bo = cast.park("Porto Digital", "BR"), cast.person("Bo Ek")

    def ask(_: int) -> None:
        actions.join(porto, role="deputy", by=bo, now=cast.NOW)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))
    assert Membership.objects.filter(user=bo).count() == 1
