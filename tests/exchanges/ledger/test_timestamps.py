"""A time-stamp authority witnesses a root: what it says is kept, checked, and asked again where it failed."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.conf import LazySettings

from exchanges.ledger import timestamps
from exchanges.ledger.models import LedgerRoot, RootStamp
from exchanges.ledger.roots import root_hash

CONTENT = '{"number":1}'
# What an authority made for these tests alone answered to that content.
ANSWER = base64.b64decode(
    "MIICBzADAgEAMIIB/gYJKoZIhvcNAQcCoIIB7zCCAesCAQMxDzANBglghkgBZQMEAgEFADCBigYLKoZIhvcNAQkQAQSgewR5MHcC"
    "AQEGBCoDBAEwMTANBglghkgBZQMEAgEFAAQgPWqRbobvupEFFU6pXdqNjaR98XPZMcI+ejRse6vYGj4CAQIYDzIwMjYxMTI3MTYx"
    "NDEwWjADAgEBAQH/oB2kGzAZMRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTGCAUYwggFCAgEBMDEwGTEXMBUGA1UEAwwOVGVzdCBh"
    "dXRob3JpdHkCFAvqTyS7GFjbJ65Kyfe6Y9nNWdnwMA0GCWCGSAFlAwQCAQUAoIGkMBoGCSqGSIb3DQEJAzENBgsqhkiG9w0BCRAB"
    "BDAcBgkqhkiG9w0BCQUxDxcNMjYxMTI3MTYxNDEwWjAvBgkqhkiG9w0BCQQxIgQgW81uNtG0ltx+byZNFiDwPo25OLWRv4SFCEY7"
    "IIkzxDYwNwYLKoZIhvcNAQkQAi8xKDAmMCQwIgQgrQBtl4HAPihgTtX2j9HtA6IgsxpcpGLn1R/e5zk0QjMwCgYIKoZIzj0EAwIE"
    "SDBGAiEA46oeds+pp4McGbRBpcxEPcA3cu1WEUBp9LmK5sz+hGECIQD7UKNGk0Imle34qth+MKssgYdRSU4Z/Uoh/2tW7ELWyw=="
)
STAMPED = datetime(2026, 11, 27, 16, 14, 10, tzinfo=UTC)


@contextmanager
def authority(answer: bytes, status: int = 200) -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine that gives one answer to everything; its address and what it was asked."""
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()


def root_of(content: str) -> LedgerRoot:
    return LedgerRoot.objects.create(
        number=1, day=STAMPED.date(), made_at=STAMPED, content=content, hash=root_hash(content)
    )


def test_the_newest_root_is_stamped_once(db: None, settings: LazySettings) -> None:
    root = root_of(CONTENT)
    with authority(ANSWER) as (settings.TIMESTAMP_URL, asked):
        stamp = timestamps.stamp_newest()
        assert timestamps.stamp_newest() is None
    assert stamp is not None
    assert (stamp.root, stamp.stamped_at, bytes(stamp.token)) == (root, STAMPED, ANSWER)
    assert len(asked) == 1
    assert bytes.fromhex(root.hash) in asked[0]
    assert list(timestamps.lies()) == []


def test_a_stamp_on_something_else_is_not_kept(db: None, settings: LazySettings) -> None:
    root_of('{"number":2}')
    with authority(ANSWER) as (settings.TIMESTAMP_URL, _):
        assert timestamps.stamp_newest() is None
    assert not RootStamp.objects.exists()


@pytest.mark.parametrize(("answer", "status"), [(b"not a response", 200), (b"", 503)])
def test_an_authority_that_fails_is_asked_again(db: None, settings: LazySettings, answer: bytes, status: int) -> None:
    root_of(CONTENT)
    with authority(answer, status) as (settings.TIMESTAMP_URL, _):
        assert timestamps.stamp_newest() is None
    with authority(ANSWER) as (settings.TIMESTAMP_URL, _):
        assert timestamps.stamp_newest() is not None


def test_without_a_server_nobody_is_asked(db: None, settings: LazySettings) -> None:
    root_of(CONTENT)
    settings.TIMESTAMP_URL = ""
    assert timestamps.stamp_newest() is None


def test_a_stamp_about_another_root_is_named(db: None) -> None:
    root = root_of('{"number":9}')
    RootStamp.objects.create(root=root, server="http://127.0.0.1/", token=ANSWER, stamped_at=STAMPED)
    assert list(timestamps.lies()) == ["Root 1 (27 November 2026): its time stamp is about another hash."]
