"""Secrets of second factors at rest: encrypted, readable with every key that is named, and old rows with them."""

from importlib import import_module
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management import call_command

from softlanding.sign_in.second_factors import decrypt, encrypt
from tests import cast, signing_in

pytestmark = pytest.mark.django_db


def test_the_database_holds_no_secret_in_plain() -> None:
    anna, secret = cast.person("Anna Lund"), generate_totp_secret()
    app = TOTP.activate(anna, secret).instance
    codes = RecoveryCodes.activate(anna)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored and decrypt(codes.instance.data["seed"]) not in stored
    assert decrypt(app.data["secret"]) == secret
    assert TOTP(app).validate_code(signing_in.app_code(secret))
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_the_first_key_encrypts_and_every_key_decrypts(settings) -> None:
    settings.MFA_ENCRYPTION_KEYS = ["old"]
    anna = cast.person("Anna Lund")
    app = TOTP.activate(anna, "ABCDEFGHIJKLMNOP").instance
    settings.MFA_ENCRYPTION_KEYS = ["new", "old"]
    assert decrypt(app.data["secret"]) == "ABCDEFGHIJKLMNOP"
    said = StringIO()
    call_command("encrypt_second_factors", stdout=said)
    assert said.getvalue() == "1 secrets of second factors are encrypted under the first key.\n"
    app.refresh_from_db()
    settings.MFA_ENCRYPTION_KEYS = ["new"]
    assert decrypt(app.data["secret"]) == "ABCDEFGHIJKLMNOP"
    settings.MFA_ENCRYPTION_KEYS = ["another"]
    with pytest.raises(InvalidToken):
        decrypt(app.data["secret"])


def test_rows_of_before_are_encrypted_and_back() -> None:
    anna = cast.person("Anna Lund")
    plain = {"secret": generate_totp_secret()}, {"seed": RecoveryCodes.generate_seed(), "used_mask": 3}
    app, codes = (
        Authenticator.objects.create(user=anna, type=kind, data=data)
        for kind, data in zip(("totp", "recovery_codes"), plain, strict=True)
    )
    forward = import_module("softlanding.sign_in.migrations.0001_encrypt_second_factors").Migration.operations[0]
    forward.code(apps, None)
    for row, data in ((app, plain[0]), (codes, plain[1])):
        row.refresh_from_db()
        assert row.data != data and {k: decrypt(v) if isinstance(v, str) else v for k, v in row.data.items()} == data
    forward.reverse_code(apps, None)
    for row, data in ((app, plain[0]), (codes, plain[1])):
        row.refresh_from_db()
        assert row.data == data


def test_what_the_release_before_wrote_is_read_as_it_stands() -> None:
    assert decrypt("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"
    assert decrypt(encrypt("é")) == "é" and encrypt("x") != encrypt("x")
