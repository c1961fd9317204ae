"""Whose roles a person has where no page has asked for them: jobs, mails, and tests of permissions."""

import pytest

from companies.company.models import Membership as CompanyMembership
from parks.park.models import Membership as ParkMembership
from softlanding.memberships import actions
from tests import cast

pytestmark = pytest.mark.django_db


def test_roles_are_those_of_memberships_that_go_on() -> None:
    """Anna managed Porto and spoke for Lumen until yesterday; Turin's deputy and one of Nova she still is."""
    porto, turin = cast.park("Porto Digital", "BR"), cast.park("Turin", "IT")
    lumen, nova = cast.company("Lumen Optics"), cast.company("Nova Robotics")
    anna, bea = cast.manager_of(porto, "Anna Lund"), cast.manager_of(porto, "Bea Ruiz")
    cast.deputy_of(turin, "Anna Lund")
    cast.lead_of(lumen, "Anna Lund")
    cast.member_of(nova, "Anna Lund")
    cast.lead_of(lumen, "Lea Ferreira")
    for ended in (porto.memberships.get(user=anna), lumen.memberships.get(user=anna)):
        actions.end_membership(ended, by=anna, now=cast.NOW)
    anna = cast.again(anna)
    assert ParkMembership.objects.roles_of(anna) == {turin.pk: "deputy"}
    assert CompanyMembership.objects.roles_of(anna) == {nova.pk: "member"}
    assert ParkMembership.objects.roles_of(cast.again(bea)) == {porto.pk: "manager"}
