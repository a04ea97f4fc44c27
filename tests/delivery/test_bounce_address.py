"""One envelope sender per message, and reading it back."""

import uuid

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.delivery.bounce_address import (
    LONGEST_NAME,
    envelope_sender,
    read_bounce_address,
)


MESSAGE = uuid.UUID("6c1f0a7e-5f53-4c2e-9d54-0d6bb0f8f0aa")


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.HILFE_UKRAINE_BOUNCE_ADDRESS = "Bounces@Example.org"


def test_an_address_is_read_back():
    address = envelope_sender(MESSAGE)

    assert address.startswith("bounces+6c1f0a7e5f534c2e9d540d6bb0f8f0aa-")
    assert address.endswith("@example.org")
    assert read_bounce_address(address) == MESSAGE


def test_every_message_has_its_own_and_always_the_same():
    assert envelope_sender(MESSAGE) == envelope_sender(MESSAGE)
    assert envelope_sender(MESSAGE) != envelope_sender(uuid.uuid4())


def test_mail_servers_may_change_the_case():
    address = envelope_sender(MESSAGE)

    assert address == address.lower()
    assert read_bounce_address(address.upper()) == MESSAGE


def test_it_is_found_in_a_header_among_others():
    header = f'"Mailer" <x@example.net>, <{envelope_sender(MESSAGE)}>'

    assert read_bounce_address(header) == MESSAGE


def test_the_longest_name_just_fits(settings):
    name = "b" * LONGEST_NAME
    settings.HILFE_UKRAINE_BOUNCE_ADDRESS = f"{name}@example.org"

    assert len(envelope_sender(MESSAGE).partition("@")[0]) == 64
    settings.HILFE_UKRAINE_BOUNCE_ADDRESS = f"{name}b@example.org"
    assert envelope_sender(MESSAGE) == "portal@example.org"


@pytest.mark.parametrize("change", [0, 5, -1])
def test_a_forged_one_is_refused(change):
    name, _, domain = envelope_sender(MESSAGE).partition("@")
    signature = list(name[-12:])
    signature[change] = "a" if signature[change] != "a" else "b"

    assert read_bounce_address(f"{name[:-12]}{''.join(signature)}@{domain}") is None


def test_a_signature_fits_no_other_message():
    signature = envelope_sender(MESSAGE).rpartition("-")[2]

    assert read_bounce_address(f"bounces+{uuid.uuid4().hex}-{signature}") is None


def test_what_was_signed_with_an_older_key_still_counts(settings):
    old, new = "the old key of the tests", "the new key of the tests"
    settings.HILFE_UKRAINE_LINK_KEYS = [old]
    address = envelope_sender(MESSAGE)

    settings.HILFE_UKRAINE_LINK_KEYS = [new, old]
    assert read_bounce_address(address) == MESSAGE
    settings.HILFE_UKRAINE_LINK_KEYS = [new]
    assert read_bounce_address(address) is None


def test_without_a_mailbox_mail_comes_back_to_the_sender(settings):
    settings.HILFE_UKRAINE_BOUNCE_ADDRESS = ""
    settings.HILFE_UKRAINE_FROM_EMAIL = "Portal <portal@example.org>"

    assert envelope_sender(MESSAGE) == "portal@example.org"
    assert read_bounce_address("portal@example.org") is None


@given(st.text())
def test_any_text_is_read_without_an_error(text):
    assert read_bounce_address(text) is None
