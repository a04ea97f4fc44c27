"""What tells an automatic entry from a person's, as far as values alone can tell."""

import ipaddress

from datetime import datetime, timedelta


#: A household or an office has one IPv4 address, but a whole IPv6 network.
_IPV6_PREFIX = 64


def visitor_of(address: str) -> str:
    """Return the address, or the network of an IPv6 one, that stands for one visitor.

    ``address`` may be a list as proxies write it: the last one counts, since the ones
    before it are what the visitor says of himself. ``""`` if nothing can be told: no
    address, or that of a proxy on the same machine, which is everybody's.
    """
    try:
        found = ipaddress.ip_address(address.rpartition(",")[2].strip())
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    if found.is_loopback or found.is_unspecified:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found), _IPV6_PREFIX), strict=False))


def is_too_fast(*, opened_at: datetime, sent_at: datetime, least: timedelta) -> bool:
    """Whether a form came back sooner than a person can fill it in."""
    return sent_at - opened_at < least
