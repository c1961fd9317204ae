"""From which network address a request comes, behind whatever proxies the portal has."""

import re
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
SOCKET = "unix"  # in TRUSTED_PROXIES: whoever comes through a unix socket is the proxy on this machine
NOBODY = "0.0.0.0"  # came through a socket, and nobody said from where
COUNTED_BITS = 64  # of an IPv6 address: one household or office has them all to itself
WITH_PORT = re.compile(r"^\[(?P<six>[^\]]+)\](:\d+)?$|^(?P<four>[0-9.]+):\d+$")


def client_address(request: HttpRequest) -> str:
    """The address of whoever asked.

    That is the one that connected, unless it is one of TRUSTED_PROXIES: then what X-Forwarded-For says, read from its
    end, as far as each address that passed it on is trusted. What a stranger writes into the header is before that.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if not is_trusted(peer):
        return _plain(peer)
    client = peer
    for said in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if _parsed(said) is None:
            break
        client = said
        if not is_trusted(said):
            break
    return _plain(client)


def client_network(request: HttpRequest) -> str:
    """What a limit counts: the address, of an IPv6 one the network of 64 bits it belongs to."""
    found = ip_address(client_address(request))
    return str(found if found.version == 4 else ip_network((found, COUNTED_BITS), strict=False))


def is_trusted(said: str) -> bool:
    networks, by_socket = trusted(tuple(settings.TRUSTED_PROXIES))
    address = _parsed(said)
    if address is None:
        return by_socket and not said.strip()
    return any(address in network for network in networks)


@cache
def trusted(named: tuple[str, ...]) -> tuple[list[IPv4Network | IPv6Network], bool]:
    """The networks of the setting, and whether a socket is trusted; ImproperlyConfigured for what is neither."""
    try:
        networks = [ip_network(name.strip()) for name in named if name.strip() != SOCKET]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}. Name networks such as 10.0.0.0/8, or unix.") from error
    return networks, SOCKET in [name.strip() for name in named]


def _plain(said: str) -> str:
    address = _parsed(said)
    return str(address) if address else NOBODY


def _parsed(said: str) -> Address | None:
    """An address as proxies write them: with a port, in brackets, an IPv4 address inside an IPv6 one."""
    text = said.strip()
    if found := WITH_PORT.match(text):
        text = found["six"] or found["four"]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.version == 6 and address.ipv4_mapped) or address
