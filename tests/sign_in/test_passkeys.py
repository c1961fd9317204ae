"""Credentials of every shape: anybody may send them, and none is a fault of the portal."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from fido2.utils import websafe_encode

from softlanding.accounts.models import User
from softlanding.sign_in.passkeys import Add, Edit
from tests import cast
from tests.sign_in.passkeys import Passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("many_tries")]

XHR = {"x-requested-with": "XMLHttpRequest"}
ID = {"id": "eA", "rawId": "eA", "type": "public-key"}
NESTED = websafe_encode(b"\x81" * 5000)  # lists in lists
SHAPES: list[Any] = [
    {"id": "x"}, [], "x", 7, {**ID}, {**ID, "response": None}, {**ID, "response": {}},
    {**ID, "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "AA"}},
    {**ID, "response": {"clientDataJSON": "e30", "attestationObject": "AA"}},
    {**ID, "response": {"clientDataJSON": "e30", "attestationObject": NESTED}},
    {**ID, "response": {"clientDataJSON": "\ud800", "attestationObject": 7, "signature": {}}},
]  # fmt: skip


@pytest.fixture
def anna() -> User:
    return cast.person("Anna Lund", password=cast.PASSWORD)


@pytest.mark.parametrize(("number", "shape"), enumerate(SHAPES))
def test_no_shape_of_a_credential_is_a_fault(anna: User, number: int, shape: Any) -> None:
    sent = {"credential": json.dumps(shape)}
    stranger = Client(HTTP_HOST="localhost", REMOTE_ADDR=f"203.0.113.{number}")  # the library counts them too
    stranger.get("/accounts/2fa/webauthn/login/", headers=XHR)
    assert stranger.post("/accounts/2fa/webauthn/login/", sent)["Location"] == "/accounts/login/"
    Passkey(anna).register()
    stranger.post("/accounts/login/", {"login": anna.email, "password": cast.PASSWORD})
    assert stranger.post("/accounts/2fa/authenticate/", sent).status_code == 200
    assert "_auth_user_id" not in stranger.session
    TOTP.activate(anna, generate_totp_secret())
    hers = Client(HTTP_HOST="localhost")
    hers.force_login(anna)
    assert hers.post("/accounts/2fa/reauthenticate/webauthn/", sent).status_code in (200, 302)
    assert Authenticator.objects.filter(user=anna, type="webauthn").count() == 1
    assert not Add({"name": "", **sent}, user=anna).is_valid()


def test_a_passkeys_name_is_one_visible_line(anna: User) -> None:
    key = Passkey(anna).register()
    key.data["name"] = "Phone"
    for form in (Edit({"name": "Pho\x0bne"}, instance=key), Add({"name": "Pho\x0bne", "credential": "7"}, user=anna)):
        assert "There is a sign nobody can see" in form.errors["name"][0]
