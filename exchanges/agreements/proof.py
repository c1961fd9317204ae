"""Whether what two parks signed still says what they signed: every version beside its hash and its signatures."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from exchanges.agreements.content import terms_hash
from exchanges.agreements.models import AgreementVersion, Signature
from exchanges.agreements.queries import canonical_of
from softlanding.kernel import words

CHUNK = 500  # versions held in memory at a time


def lies() -> Iterator[str]:
    """What does not fit, in sentences."""
    versions: Any = AgreementVersion.objects.select_related("agreement__pair__low", "agreement__pair__high")
    versions = versions.prefetch_related("directions__home", "directions__host").order_by("pk")
    for version in versions.iterator(chunk_size=CHUNK):
        if terms_hash(canonical_of(version)) != version.content_hash:
            yield f"{_named(version)}: its terms were changed after they were put on the table."
    forged = Signature.objects.exclude(content_hash=F("version__content_hash"))
    for signature in forged.select_related("park", "version__agreement__pair__low", "version__agreement__pair__high"):
        day = words.day(signature.signed_at)
        yield f"{_named(signature.version)}: what {signature.park} signed on {day} has another hash than its terms."


def _named(version: AgreementVersion) -> str:
    return f"Agreement of {version.agreement}, version {version.number}"
