"""A token is good for one purpose, one object and a time, and cannot be changed."""

import uuid

from datetime import timedelta

import pytest

from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.links import (
    ExpiredLink,
    InvalidLink,
    Link,
    Purpose,
    make_token,
    read_token,
)
from tests.factories import NOW


OBJECT = uuid.UUID("0f0f0f0f-0000-4000-8000-000000000001")
LATER = NOW + timedelta(days=90)


def token(purpose=Purpose.ANSWER, **values):
    values = {"object_uuid": OBJECT, "version": 1, "expires_at": LATER, **values}
    return make_token(purpose, **values)


@given(st.sampled_from(Purpose), st.uuids(), st.integers(0, 2**31))
def test_a_token_says_what_was_put_into_it(purpose, object_uuid, version):
    made = token(purpose, object_uuid=object_uuid, version=version)

    assert read_token(purpose, made, now=NOW) == Link(object_uuid, version, LATER)


def test_a_repeated_mail_carries_the_same_link():
    assert token() == token()
    assert token(version=2) != token()


def test_a_token_fits_into_an_address():
    assert all(char.isalnum() or char in "-_:" for char in token())


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("other", Purpose)
def test_a_token_for_one_purpose_is_refused_for_another(purpose, other):
    made = token(purpose)

    if purpose is other:
        read_token(other, made, now=NOW)
    else:
        with pytest.raises(InvalidLink):
            read_token(other, made, now=NOW)


@pytest.mark.parametrize("place", range(len(token())))
def test_one_changed_character_is_refused(place):
    made = token()
    changed = made[:place] + ("A" if made[place] != "A" else "B") + made[place + 1 :]

    with pytest.raises(InvalidLink):
        read_token(Purpose.ANSWER, changed, now=NOW)


@given(st.text())
def test_any_other_text_is_refused(text):
    with pytest.raises(InvalidLink):
        read_token(Purpose.ANSWER, text, now=NOW)


@pytest.mark.parametrize(
    "content", [[], ["x", 1, 2], [OBJECT.hex, 1], [OBJECT.hex, 1, "x"], {}, None, 5]
)
def test_a_signed_text_that_is_no_token_is_refused(settings, content):
    key = settings.HILFE_UKRAINE_LINK_KEYS[0]
    signed = Signer(key=key, salt="hilfe_ukraine.answer").sign_object(content)

    with pytest.raises(InvalidLink):
        read_token(Purpose.ANSWER, signed, now=NOW)


def test_a_token_works_until_its_time_is_over():
    read_token(Purpose.ANSWER, token(), now=LATER)

    with pytest.raises(ExpiredLink):
        read_token(Purpose.ANSWER, token(), now=LATER + timedelta(seconds=1))


def test_after_a_rotation_links_already_sent_still_work(settings):
    old = settings.HILFE_UKRAINE_LINK_KEYS[0]
    sent = token()

    settings.HILFE_UKRAINE_LINK_KEYS = ["a new link key of the tests, long enough", old]

    assert read_token(Purpose.ANSWER, sent, now=NOW).uuid == OBJECT
    assert token() != sent


def test_a_key_taken_out_of_the_settings_ends_its_links(settings):
    sent = token()

    settings.HILFE_UKRAINE_LINK_KEYS = ["a new link key of the tests, long enough"]

    with pytest.raises(InvalidLink):
        read_token(Purpose.ANSWER, sent, now=NOW)


def test_links_do_not_depend_on_the_secret_key_of_the_host(settings):
    sent = token()

    settings.SECRET_KEY = "another secret of the host"

    assert token() == sent
