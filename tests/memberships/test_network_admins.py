"""The way to the first network admin: a command, a mail, a code, a second factor. Django's flags lead nowhere."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from softlanding.accounts.models import User
from softlanding.notices.models import Notice
from tests import cast
from tests.signing_in import by_code

pytestmark = pytest.mark.django_db
NORA = "nora@example.org"


def add(email: str = NORA, **options: str) -> str:
    said = StringIO()
    call_command("add_network_admin", email, stdout=said, **options)
    return said.getvalue().strip()


def test_a_new_address_gets_an_account_a_mail_and_is_asked_for_a_second_factor() -> None:
    assert add(name="Nora Vik") == f"{NORA} has an account and is a network admin. A mail says how to come in."
    nora, notice = User.objects.get(), Notice.objects.get()
    assert nora.name == "Nora Vik" and nora.is_network_admin and not nora.has_usable_password()
    assert not (nora.is_superuser or nora.is_staff)
    assert notice.recipient == nora and notice.url == "/accounts/login/code/"
    client = Client(HTTP_HOST="localhost")
    assert client.get(notice.url).status_code == 200
    assert by_code(client, NORA) == "/accounts/2fa/"
    assert client.get("/network/").url == "/accounts/2fa/"


def test_an_existing_person_gets_the_role_and_keeps_her_password() -> None:
    anna = cast.person("Anna Lund", password=cast.PASSWORD)
    assert add(anna.email) == f"{anna.email} had an account and is a network admin now. A mail says so."
    anna.refresh_from_db()
    assert anna.is_network_admin and anna.check_password(cast.PASSWORD)
    assert "has no password" not in Notice.objects.get(recipient=anna).body


def test_it_is_safe_to_repeat() -> None:
    add()
    assert add() == f"{NORA} is a network admin already and never came in. A mail goes out once a day."
    assert (User.objects.count(), Notice.objects.count()) == (1, 1)
    User.objects.update(last_login=timezone.now())
    assert add(NORA.upper()) == f"{NORA} is a network admin already. Nothing was changed."


def test_whoever_took_the_address_before_its_owner_is_left_outside() -> None:
    """Somebody signed up with Nora's address and a password of his own, and never confirmed it."""
    User.objects.create_user(NORA, "Somebody else", password=cast.PASSWORD)
    EmailAddress.objects.create(user=User.objects.get(), email=NORA, primary=True)
    add()
    assert not User.objects.get().has_usable_password()


def test_an_address_somebody_wrote_into_her_profile_leads_neither_role_nor_code_to_her() -> None:
    mallory = cast.person("Mallory Vane")
    EmailAddress.objects.create(user=mallory, email=NORA, verified=False)
    assert add(NORA) == f"{NORA} has an account and is a network admin. A mail says how to come in."
    assert list(User.objects.filter(is_network_admin=True).values_list("email", flat=True)) == [NORA]
    client = Client(HTTP_HOST="localhost")
    by_code(client, NORA)
    assert client.session["_auth_user_id"] == str(User.objects.get(email=NORA).pk)


def test_a_confirmed_second_address_is_the_persons_own() -> None:
    anna = cast.person("Anna Lund")
    EmailAddress.objects.create(user=anna, email=NORA, verified=True)
    assert add(NORA) == f"{NORA} had an account and is a network admin now. A mail says so."
    assert list(User.objects.filter(is_network_admin=True)) == [anna]


def test_no_address_and_a_deactivated_account_are_refused() -> None:
    with pytest.raises(CommandError, match="“nora” is no e-mail address"):
        add("nora")
    with pytest.raises(CommandError, match="There is a sign nobody can see"):
        add(name="Nora\x0bVik")
    gone = cast.person("Dora Gone", is_active=False)
    with pytest.raises(CommandError, match="is deactivated, so nothing was changed"):
        add(gone.email)
    assert not User.objects.get().is_network_admin and not Notice.objects.exists()


def test_a_superuser_has_no_right_that_no_role_gives_her() -> None:
    porto = cast.park("Porto Digital", "BR")
    saul = User.objects.create_superuser("saul@example.org", "Saul Super", cast.PASSWORD)
    assert not saul.is_network_admin
    for permission in ("parks.edit_park", "parks.add_park", "exchanges.propose_agreement", "accounts.view_user", "no"):
        assert not saul.has_perm(permission, porto) and not saul.has_perm(permission), permission
    assert not saul.has_perms(["parks.edit_park"], porto) and not saul.has_module_perms("parks")
    saul = cast.manager_of(porto, "Saul Super")
    assert saul.has_perm("parks.edit_park", porto) and not saul.has_perm("parks.suspend_park", porto)
    saul.is_active = False
    assert not saul.has_perm("parks.edit_park", porto)
