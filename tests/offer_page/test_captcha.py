"""The captcha: found by its label, random, one day long, and used once."""

import uuid

from datetime import timedelta

import pytest

from captcha.models import CaptchaStore
from django import forms
from django.http import QueryDict

from hilfe_ukraine.offer_page.captcha import (
    CaptchaField,
    bind,
    drop,
    is_open,
    new_challenge,
    spend,
)
from tests.database import statements
from tests.factories import NOW
from tests.offer_page.browse import read_form
from tests.offer_page.read import read_page


pytestmark = pytest.mark.django_db

FORM, OTHER_FORM = uuid.uuid4(), uuid.uuid4()
STEP_TWO = "/hilfe-ukraine/?category=housing&postcode=02826"


class CaptchaForm(forms.Form):
    captcha = CaptchaField()


def answer_to(key):
    return CaptchaStore.objects.get(hashkey=key).response


def test_a_challenge_is_five_digits_for_a_day():
    row = CaptchaStore.objects.get(hashkey=new_challenge(NOW))

    assert row.challenge == row.response
    assert len(row.challenge) == 5
    assert row.challenge.isdigit()
    assert row.expiration == NOW + timedelta(days=1)


def test_the_time_is_a_setting(settings):
    settings.HILFE_UKRAINE_CAPTCHA_MINUTES = 5
    key = new_challenge(NOW)

    assert is_open(key, NOW + timedelta(minutes=5) - timedelta(seconds=1))
    assert not is_open(key, NOW + timedelta(minutes=5))


def test_challenges_differ():
    keys = {new_challenge(NOW) for _ in range(20)}

    assert len(keys) == 20
    assert len({answer_to(key) for key in keys}) > 10


def test_a_right_answer_is_spent_once_by_one_statement():
    key = new_challenge(NOW)
    answer = answer_to(key)
    with statements() as found:
        assert spend(key, answer, FORM, NOW) is True

    assert len(found) == 1
    assert found[0].startswith("DELETE")
    assert spend(key, answer, FORM, NOW) is False


def test_a_wrong_or_late_answer_is_not_spent():
    key = new_challenge(NOW)

    assert spend(key, answer_to(key) + "0", FORM, NOW) is False
    assert spend(key, "", FORM, NOW) is False
    assert spend(key, answer_to(key), FORM, NOW + timedelta(days=1)) is False
    assert is_open(key, NOW)


def test_an_answer_fits_its_own_challenge_only():
    first, second = new_challenge(NOW), new_challenge(NOW)
    CaptchaStore.objects.filter(hashkey=second).update(response="xxxxx")

    assert spend(second, answer_to(first), FORM, NOW) is False


def test_a_right_answer_is_bound_to_one_form_by_one_statement():
    key = new_challenge(NOW)
    answer = answer_to(key)
    with statements() as found:
        assert bind(key, answer, FORM, NOW) is True

    assert len(found) == 1
    assert not is_open(key, NOW)
    assert bind(key, answer, OTHER_FORM, NOW) is False
    assert spend(key, answer, OTHER_FORM, NOW) is False
    # A second click, and the way back: the same form asks once more.
    assert bind(key, answer, FORM, NOW) is True
    assert spend(key, answer, FORM, NOW) is True
    assert spend(key, answer, FORM, NOW) is False


def test_a_wrong_answer_is_bound_to_nothing():
    key = new_challenge(NOW)

    assert bind(key, "", FORM, NOW) is False
    assert bind(key, answer_to(key) + "0", FORM, NOW) is False
    assert bind(key, answer_to(key), FORM, NOW + timedelta(days=1)) is False
    assert is_open(key, NOW)


def test_a_dropped_challenge_is_gone():
    key, other = new_challenge(NOW), new_challenge(NOW)
    drop(key)

    assert not is_open(key, NOW)
    assert is_open(other, NOW)


def test_the_test_mode_of_the_library_opens_nothing(settings):
    settings.CAPTCHA_TEST_MODE = True

    assert spend(new_challenge(NOW), "PASSED", FORM, NOW) is False


@pytest.mark.parametrize(
    "query", ["", "captcha_0=x", "captcha_1=12345", "captcha_0=&captcha_1="]
)
def test_key_and_answer_are_both_needed(query):
    form = CaptchaForm(QueryDict(query))

    assert len(form.errors["captcha"]) == 1


def test_the_field_gives_key_and_answer_and_asks_no_database():
    form = CaptchaForm(QueryDict("captcha_0=abc&captcha_1=+1+23 45"))
    with statements() as found:
        assert form.is_valid()

    assert not found
    assert form.cleaned_data["captcha"] == ("abc", "12345")


def test_the_picture_has_words_and_the_answer_a_label(client, offer_page):
    response = client.get(STEP_TWO)
    content = response.content.decode()

    assert '<label for="id_captcha_1">' in content
    assert "id_captcha_1" in read_page(response).ids
    assert 'alt="captcha"' not in content
    picture = f"/captcha/image/{read_form(response).fields['captcha_0']}@2/"
    assert f'src="{picture}"' in content
    image = client.get(picture)
    assert (image.status_code, image["Content-Type"]) == (200, "image/png")


def test_a_host_without_large_pictures_has_small_ones(client, offer_page, monkeypatch):
    monkeypatch.setattr("captcha.conf.settings.CAPTCHA_2X_IMAGE", False)
    response = client.get(STEP_TWO)
    picture = f"/captcha/image/{read_form(response).fields['captcha_0']}/"

    assert f'src="{picture}"' in response.content.decode()
    assert client.get(picture).status_code == 200


def test_only_the_visible_part_is_described_and_marked(client, offer_page):
    page = client.get(STEP_TWO)
    form = read_form(page)
    response = client.post(form.action, {**form.fields, "captcha_1": ""})
    content = response.content.decode()
    hidden = content[content.index('name="captcha_0"') :].split(">")[0]
    visible = content[content.index('name="captcha_1"') :].split(">")[0]

    assert "aria-" not in hidden
    assert 'aria-invalid="true"' in visible
    assert "id_captcha_error" in visible
    assert "id_captcha_helptext" in visible
    assert 'inputmode="numeric"' in visible
