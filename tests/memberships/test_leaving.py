"""Who may change a park's or a company's people, and who cannot leave it alone."""

import pytest

from parks import rights
from parks.park.models import Membership
from softlanding.accounts.models import User
from softlanding.kernel.refusals import Refused
from softlanding.memberships import actions
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def porto() -> cast.Park:
    return cast.park("Porto Digital", "BR")


@pytest.fixture
def anna(porto: cast.Park) -> User:
    return cast.manager_of(porto, "Anna Lund")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_the_last_manager_neither_leaves_nor_becomes_a_deputy(porto, anna) -> None:
    member = Membership.objects.get(user=anna)
    client = cast.browser_of(anna)
    assert "only person" in text(client.post(f"/parks/membership/{member.pk}/end/"))
    assert "only person" in text(client.post(f"/parks/membership/{member.pk}/role/", {"role": "deputy"}))
    cast.manager_of(porto, "Bea Blom")
    assert client.post(f"/parks/membership/{member.pk}/end/")["Location"] == "/"
    assert Membership.objects.get(user=anna).state == "ended"


def test_whoever_decides_who_its_people_are_keeps_a_park_from_being_without(porto, anna, monkeypatch) -> None:
    """Another role that heads is as good as the manager's; the last who heads stays, in whatever role."""
    monkeypatch.setattr(rights, "RIGHTS", {**rights.RIGHTS, "director": frozenset(rights.Right)})
    member = Membership.objects.get(user=anna)
    member = actions.change_role(member, role="director", by=anna, now=cast.NOW)
    with pytest.raises(Refused, match="Anna Lund is the only person of Porto Digital with the role “director”"):
        actions.change_role(member, role="deputy", by=anna, now=cast.NOW)
    bea = Membership.objects.get(user=cast.manager_of(porto, "Bea Blom"))
    assert actions.change_role(member, role="deputy", by=anna, now=cast.NOW).role == "deputy"
    with pytest.raises(Refused, match="Bea Blom is the only person"):
        actions.end_membership(bea, by=anna, now=cast.NOW)


def test_who_may_what_with_a_parks_people(porto, anna) -> None:
    """A stranger does not see them (404), a deputy sees and may not (403), a manager and a network admin may."""
    dario, stranger, admin = (
        cast.deputy_of(porto, "Dario Pérez"),
        cast.person("Sam Stranger"),
        cast.network_admin(),
    )
    member = Membership.objects.get(user=anna)
    expected = {
        None: (302, 302, 302),
        stranger: (404, 404, 404),
        dario: (200, 403, 403),
        anna: (200, 200, 200),
        admin: (200,) * 3,
    }
    for who, codes in expected.items():
        client = cast.browser_of(who)
        addresses = (
            "/parks/porto-digital/people/",
            "/parks/porto-digital/people/invite/",
            f"/parks/membership/{member.pk}/role/",
        )
        assert tuple(client.get(address).status_code for address in addresses) == codes, who


def test_a_companys_last_lead_stays_and_a_member_invites_nobody() -> None:
    lumen = cast.company("Lumen Optics")
    lea, max_ = cast.lead_of(lumen, "Lea Ferreira"), cast.member_of(lumen, "Max Muster")
    own = lumen.memberships.get(user=lea)
    assert "speaks for the company" in text(cast.browser_of(lea).post(f"/companies/membership/{own.pk}/end/"))
    assert cast.browser_of(max_).get(f"/companies/{lumen.pk}/people/invite/").status_code == 403
    assert cast.browser_of(max_).get(f"/companies/{lumen.pk}/people/").status_code == 200
