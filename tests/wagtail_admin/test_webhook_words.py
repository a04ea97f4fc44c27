"""Each outcome of a try is explained; a code that is new is shown as it is."""

import pytest

from django.utils import translation

from hilfe_ukraine.wagtail_admin.webhook_words import outcome_in_words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", ""),
        ("200", "The server took the message."),
        ("302", "The server points to another address. Enter that one here."),
        ("404", "The server answered with the error 404."),
        ("410", "The server says that this address is gone for good."),
        ("503", "The server answered with the error 503."),
        ("lookup:gaierror", "The name of the server was not found."),
        ("connect:TimeoutError", "No connection could be made to the server."),
        (
            "tls:SSLCertVerificationError",
            "The certificate of the server could not be verified.",
        ),
        (
            "answer:TimeoutError",
            "The server took the message and did not answer in time.",
        ),
        (
            "address:forbidden",
            "The address may not be used. Perhaps it leads into a closed network.",
        ),
        ("poison", "poison"),
    ],
)
def test_a_code_in_words(code, words):
    with translation.override("en"):
        assert outcome_in_words(code) == words
