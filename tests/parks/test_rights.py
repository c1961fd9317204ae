"""What a park's roles may do, role by role; and that a role without a row may nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser

from parks import rights
from parks.park.models import Membership, Park
from parks.rights import Right, parks_headed_by, parks_run_by, parks_seen_by, parks_signed_for
from softlanding.memberships.announcements import deciders
from tests import cast

pytestmark = pytest.mark.django_db
ASKED = (parks_seen_by, parks_run_by, parks_signed_for, parks_headed_by)


@pytest.fixture
def porto() -> Park:
    return cast.park("Porto Digital", "BR")


@pytest.mark.parametrize(
    ("role", "given"), [("manager", (1, 1, 1, 1)), ("deputy", (1, 1, 0, 0)), ("observer", (0, 0, 0, 0))]
)
def test_a_role_gives_what_its_row_says(porto: Park, role: str, given: tuple[int, ...]) -> None:
    user = cast.manager_of(porto, "Anna Lund", role)
    assert [ask(user) for ask in ASKED] == [[porto.pk] * has for has in given]


def test_a_visitor_and_a_network_admin_have_no_park(porto: Park) -> None:
    cast.manager_of(porto, "Anna Lund")
    for nobody in (AnonymousUser(), cast.network_admin()):
        assert [ask(nobody) for ask in ASKED] == [[]] * 4


def test_a_new_role_is_a_row(porto: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two parks, each by the role there."""
    turin = cast.park("Turin", "IT")
    user = cast.manager_of(porto, "Olga Olsen", "observer")
    cast.deputy_of(turin, "Olga Olsen")
    assert [ask(cast.again(user)) for ask in ASKED] == [[turin.pk], [turin.pk], [], []]
    row = {"observer": frozenset({Right.SEES, Right.SIGNS})}
    monkeypatch.setattr(rights, "RIGHTS", {**rights.RIGHTS, **row})
    assert [sorted(ask(cast.again(user))) for ask in ASKED] == [[porto.pk, turin.pk], [turin.pk], [porto.pk], []]


def test_mail_goes_to_those_who_see_and_requests_to_those_who_head(
    porto: Park, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, olga = cast.manager_of(porto, "Anna Lund"), cast.manager_of(porto, "Olga Olsen", "observer")
    admin = cast.network_admin()
    assert Membership.objects.people_of(porto) == [anna]
    for given, people, heads in (
        ({Right.SEES}, [anna, olga], [anna]), ({Right.SEES, Right.HEADS}, [anna, olga], [anna, olga]),
    ):  # fmt: skip
        monkeypatch.setattr(rights, "RIGHTS", {**rights.RIGHTS, "observer": frozenset(given)})
        assert (Membership.objects.people_of(porto), deciders(porto)) == (people, heads)
    monkeypatch.setattr(rights, "RIGHTS", {"observer": frozenset({Right.SEES})})
    assert (Membership.objects.people_of(porto), deciders(porto)) == ([olga], [admin])
