"""Who is a network admin: one predicate and one query, whoever asks."""

import pytest
from django.contrib.auth.models import AnonymousUser

from softlanding.accounts.rights import is_network_admin, network_admins
from tests import cast

pytestmark = pytest.mark.django_db


def test_only_the_networks_own_people_who_may_come_in_are_its_admins() -> None:
    nadia, dora = cast.network_admin(), cast.network_admin("Dora Gone", is_active=False)
    saul = cast.person("Saul Super", is_staff=True, is_superuser=True)
    assert [is_network_admin(one) for one in (nadia, dora, saul, AnonymousUser())] == [True, False, False, False]
    assert list(network_admins()) == [nadia]
