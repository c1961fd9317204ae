"""A passkey as a phone keeps one: it registers itself, and signs what the portal asks."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from softlanding.accounts.models import User

FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


@dataclass
class Passkey:
    user: User
    host: str = "localhost"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def name(self) -> bytes:
        return f"passkey of {self.user.pk}".encode()

    def register(self) -> Authenticator:
        """The row the portal would have written when it was added."""
        public = AttestedCredentialData.create(
            b"\0" * 16, self.name, ES256.from_cryptography_key(self.key.public_key())
        )
        shown = AuthenticatorData.create(self._host_hash, FLAGS | AuthenticatorData.FLAG.AT, 0, public)
        answer = {
            "clientDataJSON": websafe_encode(self._client_data("webauthn.create", b"\0" * 32)),
            "attestationObject": websafe_encode(AttestationObject.create("none", shown, {})),
        }
        credential = {**self._named(answer), "clientExtensionResults": {"credProps": {"rk": True}}}
        return Authenticator.objects.create(
            user=self.user, type="webauthn", data={"name": "Phone", "credential": credential}
        )

    def answer(self, challenge: str) -> dict[str, Any]:
        """What the browser posts for the portal's challenge."""
        shown = AuthenticatorData.create(self._host_hash, FLAGS, 1)
        client_data = self._client_data("webauthn.get", challenge)
        signed = self.key.sign(shown + client_data.hash, ec.ECDSA(SHA256()))
        return self._named({
            "clientDataJSON": websafe_encode(client_data), "authenticatorData": websafe_encode(shown),
            "signature": websafe_encode(signed),
            "userHandle": websafe_encode(user_pk_to_url_str(self.user).encode()),
        })  # fmt: skip

    @property
    def _host_hash(self) -> bytes:
        return sha256(self.host.encode()).digest()

    def _client_data(self, kind: str, challenge: bytes | str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, f"http://{self.host}")

    def _named(self, answer: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.name)
        return {"id": name, "rawId": name, "type": "public-key", "response": answer}
