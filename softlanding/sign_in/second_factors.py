"""Secrets of second factors are encrypted in the database, so that a copy of it opens nobody's account.

settings.MFA_ENCRYPTION_KEYS are texts of any length, the newest first: it encrypts, all of them decrypt. Without one
the key comes from SECRET_KEY, and `check --deploy` says so.
"""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction

SIGN = "gAAAA"  # every Fernet token begins so; no secret in base 32 or hexadecimal does
SECRETS = ("secret", "seed")


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    made = [hashlib.sha256(f"softlanding second factors:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def cipher() -> MultiFernet:
    return _cipher(tuple(settings.MFA_ENCRYPTION_KEYS) or (settings.SECRET_KEY,))


def encrypt(text: str) -> str:
    return cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """The secret; as it stands where a process of the release before wrote it while this one was put in place."""
    return cipher().decrypt(text.encode()).decode() if text.startswith(SIGN) else text


class MfaAdapter(DefaultMFAAdapter):
    def _get_site_name(self) -> str:
        """What a passkey and an authenticator app call this portal."""
        return str(settings.NETWORK_NAME)

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)


@transaction.atomic
def encrypt_anew() -> int:
    """Encrypt every secret under the newest key; how many rows. An older key may be taken away afterwards."""
    rows = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
    changed = 0
    for row in rows:
        data: dict[str, Any] = row.data
        row.data = data | {name: encrypt(decrypt(data[name])) for name in SECRETS if name in data}
        row.save(update_fields=["data"])
        changed += 1
    return changed
