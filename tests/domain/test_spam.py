"""What stands for a visitor, and how fast is too fast."""

from datetime import UTC, datetime, timedelta

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.spam import is_too_fast, visitor_of


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        # What a visitor claims stands first, what the own proxy saw stands last.
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("10.1.2.3", "10.1.2.3"),
    ],
)
def test_a_visitor_is_an_address_or_an_ipv6_network(address, visitor):
    assert visitor_of(address) == visitor


@pytest.mark.parametrize(
    "address",
    ["", "unix:", "unknown", "127.0.0.1", "::1", "0.0.0.0", "::ffff:127.0.0.1", "\0"],
)
def test_what_could_be_everybody_is_nobody(address):
    assert visitor_of(address) == ""


@given(st.text())
def test_any_header_is_read_without_an_error(text):
    assert isinstance(visitor_of(text), str)


@given(
    st.datetimes(
        datetime(2022, 1, 1),
        datetime(2100, 1, 1),
        timezones=st.just(UTC),
    ),
    st.integers(-100_000, 100_000),
    st.integers(0, 600),
)
def test_a_form_is_too_fast_for_exactly_the_least_time(opened_at, taken, least):
    sent_at = opened_at + timedelta(seconds=taken)
    found = is_too_fast(
        opened_at=opened_at, sent_at=sent_at, least=timedelta(seconds=least)
    )

    assert found == (taken < least)
