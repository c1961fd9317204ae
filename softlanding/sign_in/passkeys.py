"""Passkeys' forms: whatever a browser sends as a credential is right or wrong, never a fault of the portal."""

import struct
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as library
from cryptography.exceptions import InvalidSignature
from django import forms

from softlanding.kernel.fields import OneLine

# What taking JSON and CBOR of any shape apart ends with; of these the library expects but two.
UNREADABLE = (ArithmeticError, AttributeError, InvalidSignature, LookupError, RecursionError, TypeError, ValueError)


def judged(judge: Callable[[], Any]) -> Any:
    """What `judge` says of a credential. Raises ValidationError for one that cannot be read at all."""
    try:
        return judge()
    except (*UNREADABLE, struct.error):
        raise get_adapter().validation_error("incorrect_code") from None


class Credential(forms.JSONField):
    """Taken once and never shown again: halves of signs are JSON, and no page."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> str:
        return ""


class Judged(library.AuthenticateWebAuthnForm):
    credential = Credential()

    def clean_credential(self) -> Authenticator:
        found: Authenticator = judged(super().clean_credential)
        return found


class Authenticate(Judged):
    """At sign-in, after the password."""


class Login(Judged, library.LoginWebAuthnForm):
    """Instead of a password."""


class Reauthenticate(Judged, library.ReauthenticateWebAuthnForm):
    """Before what touches the account itself."""


class Add(library.AddWebAuthnForm):
    name = OneLine(required=False, max_length=100)
    credential = Credential()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = judged(super().clean)
        return cleaned


class Edit(library.EditWebAuthnForm):
    name = OneLine(max_length=100)
