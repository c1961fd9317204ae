"""A time-stamp authority's word on a root (RFC 3161): the witness that nobody with our database can rewrite."""

import logging
import urllib.request
from collections.abc import Iterator

from django.conf import settings
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

from exchanges.ledger.actions import keep_stamp
from exchanges.ledger.models import LedgerRoot, RootStamp
from softlanding.kernel import words

TIMEOUT = 10  # seconds
MOST_BYTES = 100_000
GRANTED = (0, 1)  # RFC 3161, PKIStatus

log = logging.getLogger(__name__)


def stamp_newest() -> RootStamp | None:
    """Ask the authority of the settings for a stamp on the newest root, where it has none. A failure is logged, and the
    next hour asks again."""
    root = LedgerRoot.objects.order_by("-number").first()
    if not settings.TIMESTAMP_URL or root is None or RootStamp.objects.filter(root=root).exists():
        return None
    try:
        token = ask(settings.TIMESTAMP_URL, root)
        return keep_stamp(
            root,
            server=settings.TIMESTAMP_URL,
            token=token,
            stamped_at=decode_timestamp_response(token).tst_info.gen_time,
        )
    except (OSError, ValueError) as error:
        log.warning("no time stamp for root %s from %s: %s", root.number, settings.TIMESTAMP_URL, error)
        return None


def ask(url: str, root: LedgerRoot) -> bytes:
    """The authority's response (DER) on a root; raises OSError when it does not answer, ValueError when it refuses or
    stamps something else."""
    # Without a nonce: no root is ever asked twice, so an old answer fits no new one.
    asked = TimestampRequestBuilder(root.content.encode(), HashAlgorithm.SHA256, nonce=False)
    request = urllib.request.Request(
        url, data=asked.build().as_bytes(), headers={"Content-Type": "application/timestamp-query"}
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        token: bytes = answer.read(MOST_BYTES)
    response = decode_timestamp_response(token)
    if response.status not in GRANTED:
        raise ValueError(f"it refused: status {response.status} {' '.join(response.status_string)}")
    if imprint_of(token) != root.hash:
        raise ValueError("it stamped another hash")
    return token


def imprint_of(token: bytes | memoryview) -> str:
    """The SHA-256 (hex) a response is about."""
    return decode_timestamp_response(bytes(token)).tst_info.message_imprint.message.hex()


def lies() -> Iterator[str]:
    """Stamps that are about another hash than their root's, in sentences."""
    for stamp in RootStamp.objects.select_related("root").order_by("root__number").iterator():
        if imprint_of(stamp.token) != stamp.root.hash:
            yield f"Root {stamp.root.number} ({words.day(stamp.root.day)}): its time stamp is about another hash."
