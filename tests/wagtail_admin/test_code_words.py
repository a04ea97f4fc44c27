"""Codes in words: every code that our own channels make has some."""

import re

from pathlib import Path

import pytest

from django.utils import translation

import hilfe_ukraine

from hilfe_ukraine.models import Delivery
from hilfe_ukraine.wagtail_admin.code_words import (
    answer_in_words,
    carrier_in_words,
    held_in_words,
)


_STEP = r'(?:_next\(\w+, |begin\()"(\w+)"\)'
DELIVERY = Path(hilfe_ukraine.__file__).parent / "delivery"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("550 5.1.1", "the mailbox does not exist (550 5.1.1)"),
        ("5.1.1", "the mailbox does not exist (5.1.1)"),
        ("450 4.2.2", "the mailbox is full (450 4.2.2)"),
        ("550 5.1.99", "there is something wrong with the address (550 5.1.99)"),
        ("550 5.99.1", "the mail server refuses the address (550 5.99.1)"),
        ("421", "the mail server is not available at present (421)"),
        ("302", "the receiving system points to another address (302)"),
        ("308", "the receiving system points to another address (308)"),
        ("410", "the receiving system has gone (410)"),
        ("connect:TimeoutError", "no connection to the mail relay"),
        ("connect:gaierror", "no connection to the mail relay (connect:gaierror)"),
        ("starttls:SSLCertVerificationError", "no encrypted connection"),
        ("content:SMTPServerDisconnected", "perhaps it arrived"),
        ("poison", "every try ended the program that sends (poison)"),
        ("", "no answer is known"),
    ],
)
def test_known_codes(code, words):
    assert words in answer_in_words(code)


@pytest.mark.parametrize("code", ["pigeon lost", "999", "x:y", "250", "strange"])
def test_unknown_codes_are_shown_as_they_are(code):
    assert answer_in_words(code) == code


def test_every_code_that_delivery_makes_has_words():
    codes = set()
    for path in DELIVERY.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        codes |= set(re.findall(r'Unsendable\("([\w:]+)"\)', text))
        codes |= {f"{step}:X" for step in re.findall(_STEP, text)}
        codes |= {f"{step}:X" for step in re.findall(r'f"(\w+):\{name\}"', text)}

    assert {"no_address", "rcpt:X", "backend:X"} <= codes
    assert [code for code in codes if answer_in_words(code) == code] == []


@pytest.mark.parametrize("reason", list(Delivery.HeldReasons.values))
def test_every_reason_to_hold_has_words(reason):
    assert reason == "" or held_in_words(reason) not in ("", reason)


def test_a_webhook_has_words_of_its_own():
    words = answer_in_words("connect:TimeoutError", "host:amt.example")

    assert words == "no connection to the receiving system (connect:TimeoutError)"
    assert "certificate" in answer_in_words("trust:OSError", "host:amt.example")
    assert answer_in_words("tls:SSLError") == "tls:SSLError"


def test_a_reason_of_a_later_version_is_shown_as_it_is():
    assert held_in_words("strike") == "strike"


def test_carriers():
    assert carrier_in_words("relay") == "mail relay"
    assert carrier_in_words("host:amt.example") == "amt.example"
