"""The admin site only reads; what support must do for a person is a command, and she is told."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from softlanding.accounts.models import User
from softlanding.notices.models import Notice
from tests import cast

pytestmark = pytest.mark.django_db


def account(email: str, verb: str) -> str:
    said = StringIO()
    call_command("account", email, f"--{verb}", stdout=said)
    return said.getvalue().strip()


def refusal(email: str, verb: str) -> str:
    with pytest.raises(CommandError) as refused:
        account(email, verb)
    return str(refused.value)


def test_a_deactivated_person_is_out_at_once_and_may_come_back() -> None:
    anna, other = cast.person("Anna Lund"), cast.person("Rui Melo")
    client, others = cast.browser_of(anna), cast.browser_of(other)
    assert client.get("/").context["user"] == anna
    assert "is deactivated and signed out everywhere" in account("ANNA-LUND@example.org", "deactivate")
    assert client.get("/notices/").status_code == 302
    assert others.get("/notices/").status_code == 200
    assert "deactivated already" in refusal(anna.email, "deactivate")
    assert account(anna.email, "reactivate") == f"{anna.email} is active again."
    assert cast.browser_of(cast.again(anna)).get("/notices/").status_code == 200
    assert "is active" in refusal(anna.email, "reactivate")


def test_a_lost_second_factor_is_forgotten_and_she_is_told() -> None:
    nora, other = cast.network_admin(), cast.network_admin("Other Admin")
    assert "A mail says so." in account(nora.email, "forget-second-factor")
    assert [one.user for one in Authenticator.objects.all()] == [other]
    notice = Notice.objects.get()
    assert (notice.recipient, notice.subject) == (nora, "Your second factor was taken away")
    assert "has no second factor" in refusal(nora.email, "forget-second-factor")


def test_the_last_network_admin_keeps_the_role() -> None:
    nora, other = cast.network_admin(), cast.network_admin("Other Admin")
    assert account(nora.email, "end-network-role") == f"{nora.email} is no network admin any more."
    assert "is the only network admin" in refusal(other.email, "end-network-role")
    assert "is no network admin" in refusal(nora.email, "end-network-role")
    assert User.objects.get(is_network_admin=True) == other


def test_an_unknown_address_is_told() -> None:
    assert refusal("nobody@example.org", "deactivate").startswith("Nobody has the address “nobody@example.org”.")
