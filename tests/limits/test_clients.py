"""Whose request it is, behind proxies and in front of people who write headers of their own."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from softlanding.kernel.clients import client_address, client_network

STRANGER, OWNER, INNER, OUTER = "203.0.113.9", "198.51.100.7", "10.0.0.5", "192.0.2.10"


def asked(peer: str, *forwarded: str, **headers: str) -> Any:
    if forwarded:
        headers["HTTP_X_FORWARDED_FOR"] = ", ".join(forwarded)
    return RequestFactory(REMOTE_ADDR=peer).get("/", **headers)


@pytest.fixture(autouse=True)
def proxies(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "192.0.2.10", "2001:db8:ffff::/48"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (STRANGER, [], STRANGER),
        (INNER, [OWNER], OWNER),
        # What somebody wrote herself stands before what the proxy added.
        (INNER, ["127.0.0.1", OWNER], OWNER),
        (INNER, ["10.9.9.9", STRANGER], STRANGER),
        # Without a proxy nobody's header is believed.
        (STRANGER, [OWNER], STRANGER),
        (STRANGER, [INNER, INNER], STRANGER),
        # Two proxies of ours, one behind the other.
        (INNER, ["1.1.1.1", OWNER, OUTER], OWNER),
        # Only ours: the farthest of them.
        (INNER, [OUTER], OUTER),
        (INNER, [], INNER),
        # As other proxies write it.
        (INNER, [f"{OWNER}:51234"], OWNER),
        (INNER, ["[2001:db8::7]:443"], "2001:db8::7"),
        (INNER, ["::ffff:198.51.100.7"], OWNER),
        ("::ffff:10.0.0.5", [OWNER], OWNER),
        ("2001:db8:ffff::1", [OWNER], OWNER),
        # What is no address ends the walk.
        (INNER, ["unknown"], INNER),
        (INNER, [OWNER, "unknown"], INNER),
        (INNER, [OWNER, ""], INNER),
        ("", [OWNER], "0.0.0.0"),
    ],
)
def test_the_client_is_who_the_last_stranger_was(peer: str, forwarded: list[str], client: str) -> None:
    assert client_address(asked(peer, *forwarded)) == client


def test_a_proxy_on_a_socket(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", " unix"]  # as a list with blanks behind its commas is read
    assert client_address(asked("", OWNER)) == OWNER
    assert client_address(asked("", STRANGER, OWNER)) == OWNER
    assert client_address(asked("")) == "0.0.0.0"
    assert client_address(asked(INNER, OWNER)) == INNER


def test_other_headers_are_not_read() -> None:
    assert client_address(asked(INNER, OWNER, HTTP_X_REAL_IP=STRANGER, HTTP_FORWARDED=f"for={STRANGER}")) == OWNER


def test_an_ipv6_network_is_counted_as_one() -> None:
    assert client_network(asked("2001:db8:1:2:aaaa::1")) == "2001:db8:1:2::/64"
    assert client_network(asked("2001:db8:1:2::ffff")) == "2001:db8:1:2::/64"
    assert client_network(asked("2001:db8:1:3::1")) == "2001:db8:1:3::/64"
    assert client_network(asked(STRANGER)) == STRANGER


def test_a_wrong_setting_is_named(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "nginx"]
    with pytest.raises(ImproperlyConfigured, match="nginx"):
        client_address(asked(INNER))
