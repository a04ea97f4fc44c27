"""Where a webhook may go: public addresses, and networks that the settings name."""

import ipaddress

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.addresses import (
    BadAddress,
    Target,
    is_allowed,
    parse_networks,
    parse_url,
)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "168.63.129.16",
        "169.254.169.254",
        "172.31.255.255",
        "192.168.1.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "64:ff9b:1::93.184.215.14",
        "2002:a9fe:a9fe::",
        "2002:5db8:d70e::",
        "2001::1",
        "2001:db8::1",
        "100::1",
        "5f00::1",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "2a00:1450::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_what_is_not_public_is_refused(address):
    assert not is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.215.14",
        "2a00:1450:4001:80b::200e",
        "2001:4860:4860::8888",
        "::ffff:93.184.215.14",
        "64:ff9b::93.184.215.14",
    ],
)
def test_what_is_public_is_allowed(address):
    assert is_allowed(address)


@pytest.mark.parametrize(
    "address", ["", "amt.example", "2130706433", "0x7f.1", "127.1", "010.0.0.1"]
)
def test_what_is_no_address_in_plain_digits_is_refused(address):
    assert not is_allowed(address)


def test_a_network_that_is_named_is_allowed_and_no_other():
    networks = parse_networks(["10.20.0.0/16", "fd12::/32"])

    assert is_allowed("10.20.3.4", networks)
    assert is_allowed("fd12::7", networks)
    assert is_allowed("::ffff:10.20.3.4", networks)
    assert not is_allowed("10.21.0.1", networks)
    assert not is_allowed("fd13::7", networks)


@pytest.mark.parametrize("text", ["10.20.0.1/16", "intranet", ""])
def test_a_network_that_is_none_is_named(text):
    with pytest.raises(ValueError):
        parse_networks([text])


@given(st.ip_addresses())
def test_nothing_is_allowed_that_the_standard_library_knows_to_be_local(address):
    """The library misses some; what it knows, this must know as well."""
    if not is_allowed(str(address)):
        return
    inner = getattr(address, "ipv4_mapped", None)
    if address in ipaddress.ip_network("64:ff9b::/96") if inner is None else False:
        inner = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
    real = inner or address
    assert not (
        real.is_private
        or real.is_loopback
        or real.is_link_local
        or real.is_multicast
        or real.is_reserved
        or real.is_unspecified
    )


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_the_same_in_every_wrapping(address):
    plain = is_allowed(str(address))

    assert is_allowed(f"::ffff:{address}") is plain
    assert is_allowed(f"64:ff9b::{address}") is plain


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://amt.example", Target("amt.example", 443, "/")),
        ("https://AMT.example/a/b?c=d&e", Target("amt.example", 443, "/a/b?c=d&e")),
        ("https://amt.example:8443/x", Target("amt.example", 8443, "/x")),
        ("https://görlitz.example/x", Target("xn--grlitz-wxa.example", 443, "/x")),
        ("https://[2a00:1450::1]/x", Target("2a00:1450::1", 443, "/x")),
    ],
)
def test_an_address_is_taken_apart(url, target):
    assert parse_url(url, ports=[443, 8443]) == target


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://amt.example/", "not_https"),
        ("//amt.example/", "not_https"),
        ("amt.example", "not_https"),
        ("ftp://amt.example/", "not_https"),
        ("https://", "malformed"),
        ("https://user@amt.example/", "has_user"),
        ("https://user:password@amt.example/", "has_user"),
        ("https://@amt.example/", "has_user"),
        ("https://amt.example:22/", "port"),
        ("https://amt.example:99999/", "malformed"),
        ("https://amt.example:x/", "malformed"),
        ("https://amt.example/#part", "malformed"),
        ("https://amt.example/ü", "malformed"),
        ("https://amt.example/a b", "malformed"),
        ("https://amt.example/\r\nHost: x", "malformed"),
        ("https://amt.example\\@evil.example/", "malformed"),
        ("https://[::1/", "malformed"),
        ("https://[fe80::1%25eth0]/", "malformed"),
        ("https://amt%2eexample/", "malformed"),
        ("https://amt..example/", "malformed"),
        (f"https://{'a' * 64}.example/", "malformed"),
        (f"https://amt.example/{'a' * 500}", "malformed"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_code(url, code):
    with pytest.raises(BadAddress) as refused:
        parse_url(url, ports=[443])

    assert refused.value.args == (code,)
