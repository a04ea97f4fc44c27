"""Our signatures, verified by the library that receivers use."""

import secrets

from datetime import UTC, datetime, timedelta, timezone

import pytest

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from hilfe_ukraine.domain.standard_webhooks import make_secret, signed_headers


BODY = '{"a": "Görlitz"}'.encode()
ID = "6f4f1f5e-7f57-4c2e-8a38-0a4f2b0c7d11"


def sign(*keys, sent_at=None, body=BODY):
    return signed_headers(
        message_id=ID,
        sent_at=sent_at or datetime.now(UTC),
        body=body,
        secrets=keys,
    )


@pytest.fixture
def secret():
    return make_secret(secrets.token_bytes)


def test_a_secret_has_32_bytes_and_says_what_it_is(secret):
    assert secret.startswith("whsec_")
    assert len(Webhook(secret)._whsecret) == 32
    assert make_secret(secrets.token_bytes) != secret


def test_a_receiver_verifies_what_we_signed(secret):
    headers = sign(secret)

    assert Webhook(secret).verify(BODY, headers) == {"a": "Görlitz"}
    assert headers["webhook-id"] == ID


def test_it_is_what_the_library_itself_would_sign(secret):
    at = datetime(2022, 3, 4, 11, tzinfo=UTC)

    theirs = Webhook(secret).sign(ID, at, BODY.decode())

    assert sign(secret, sent_at=at)["webhook-signature"] == theirs


def test_a_changed_body_does_not_verify(secret):
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + b" ", sign(secret))


def test_another_secret_does_not_verify(secret):
    with pytest.raises(WebhookVerificationError):
        Webhook(make_secret(secrets.token_bytes)).verify(BODY, sign(secret))


def test_an_old_message_does_not_verify(secret):
    headers = sign(secret, sent_at=datetime.now(UTC) - timedelta(minutes=6))

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY, headers)


def test_while_a_secret_is_replaced_both_verify(secret):
    old = make_secret(secrets.token_bytes)
    headers = sign(secret, old)

    assert Webhook(secret).verify(BODY, headers)
    assert Webhook(old).verify(BODY, headers)
    assert headers["webhook-signature"].count("v1,") == 2


def test_the_time_zone_does_not_matter(secret):
    here = datetime(2022, 3, 4, 12, tzinfo=timezone(timedelta(hours=1)))

    assert sign(secret, sent_at=here) == sign(
        secret, sent_at=datetime(2022, 3, 4, 11, tzinfo=UTC)
    )


def test_an_id_with_a_period_could_be_read_in_two_ways(secret):
    with pytest.raises(ValueError, match="period"):
        signed_headers(
            message_id="a.1", sent_at=datetime.now(UTC), body=b"", secrets=[secret]
        )
