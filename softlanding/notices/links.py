"""Links that only a mail may hold: whoever has one may do something, so the database never does."""

from django.core.signing import TimestampSigner


def sealed(path: str, seal: str) -> str:
    """The path with its last part signed now: "/parks/invitation/17/" becomes "/parks/invitation/17:1tQdXb:k3…/".

    `seal` says what it is good for (a signer's salt); without one the path stays as it is.
    """
    if not seal:
        return path
    before, _, last = path.rstrip("/").rpartition("/")
    return f"{before}/{TimestampSigner(salt=seal).sign(last)}/"
