"""Which addresses on the network a request of ours may go to.

A body enters the address of its own system, so it could name a system of ours: the
metadata service of the hosting, a database, another tenant. What is not public, or
leads to something that is not, is refused, unless those who run the site have named
the network. After the registries of special-purpose addresses (RFC 6890) and not after
Python's ``is_private`` and ``is_global``, which differ between versions and both let
some of these through.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from .errors import HilfeUkraineError


Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_SPECIAL_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # the platform itself, on every machine at Azure
        "169.254.0.0/16",  # link-local: the metadata services of hosting providers
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast address
    )
)
#: All that is public in IPv6 lies in here; what does not is local, or nothing.
_GLOBAL_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # for protocols, Teredo's tunnels among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: a tunnel to an IPv4 address
        "3fff::/20",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")

_LONGEST_URL = 500


class BadAddress(HilfeUkraineError, ValueError):
    """The address of a webhook cannot be used. ``args[0]`` is a short code."""


@dataclass(frozen=True)
class Target:
    """Where a webhook goes. ``host`` is ASCII in lower case, ``path`` has the query."""

    host: str
    port: int
    path: str


def parse_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return networks written as CIDR; raises ``ValueError`` for what is none.

    >>> parse_networks(["10.20.0.0/16"])
    (IPv4Network('10.20.0.0/16'),)
    """
    return tuple(ip_network(text) for text in texts)


def is_allowed(text: str, networks: Sequence[Network] = ()) -> bool:
    """Whether a request may go to this address (digits, no name).

    An IPv4 address inside an IPv6 one (mapped, NAT64) is what counts. Tunnels (6to4,
    Teredo) are refused whatever they lead to.

    >>> is_allowed("93.184.215.14"), is_allowed("10.0.0.1")
    (True, False)
    >>> is_allowed("64:ff9b::a9fe:a9fe"), is_allowed("::ffff:127.0.0.1")
    (False, False)
    >>> is_allowed("10.0.0.1", parse_networks(["10.0.0.0/8"]))
    True
    """
    try:
        written = ip_address(text)
    except ValueError:
        return False
    real = _without_wrapping(written)
    named = any(
        address in network for address in (written, real) for network in networks
    )
    return named or _is_public(real)


def _without_wrapping(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    if address.scope_id or address not in _GLOBAL_V6:
        return False
    return not any(address in network for network in _SPECIAL_V6)


def parse_url(url: str, *, ports: Sequence[int]) -> Target:
    """Return the parts of the address of a webhook; raises :class:`BadAddress`.

    https only, one of ``ports``, no user and password, nothing but ASCII in the path.
    Names are not looked up; an address in digits is checked like any other before a
    connection is made.

    >>> parse_url("https://Amt.example/hook?id=1", ports=[443])
    Target(host='amt.example', port=443, path='/hook?id=1')
    """
    if len(url) > _LONGEST_URL or not url.isprintable() or " " in url or "\\" in url:
        raise BadAddress("malformed")
    try:
        parts = urlsplit(url)
        port = parts.port or 443
        host = _ascii(parts.hostname or "")
    except ValueError as error:
        raise BadAddress("malformed") from error
    if parts.scheme != "https":
        raise BadAddress("not_https")
    if "@" in parts.netloc:
        raise BadAddress("has_user")
    if not host or "%" in host or parts.fragment or not url_path(url).isascii():
        raise BadAddress("malformed")
    if port not in ports:
        raise BadAddress("port")
    return Target(host, port, url_path(url))


def url_path(url: str) -> str:
    """Return path and query of an address, at least a slash."""
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _ascii(host: str) -> str:
    """Return the name as it is looked up; raises ``ValueError`` if it is none."""
    if ":" in host:
        return str(IPv6Address(host))
    return host.encode("idna").decode().lower()
