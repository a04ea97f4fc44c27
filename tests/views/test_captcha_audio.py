"""The digits of an open captcha can be listened to, and those of no other."""

from datetime import timedelta

import pytest

from captcha.models import CaptchaStore
from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.offer_page import captcha
from hilfe_ukraine.views import captcha_audio
from tests.offer_page.browse import read_form


pytestmark = pytest.mark.django_db

STEP_TWO = "/hilfe-ukraine/?category=housing&postcode=02826"


@pytest.fixture(autouse=True)
def _spoken(monkeypatch, settings):
    """What is said is tested elsewhere; here only that it arrives."""
    settings.HILFE_UKRAINE_ESPEAK = "/usr/bin/espeak-ng"

    def speak(digits, language):
        return f"RIFF {language} {digits}".encode()

    monkeypatch.setattr(captcha_audio, "speak", speak)


def address(key, language="uk"):
    words = {"key": key, "language": language}
    return reverse("hilfe_ukraine:captcha_audio", kwargs=words)


def test_the_digits_are_spoken_in_the_language_asked_for(client):
    key = captcha.new_challenge(timezone.now())
    digits = CaptchaStore.objects.get().challenge
    response = client.get(address(key))

    assert response.getvalue() == f"RIFF uk {digits}".encode()
    assert response["Content-Type"] == "audio/wav"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


def test_a_browser_may_ask_for_a_part(client):
    key = captcha.new_challenge(timezone.now())
    response = client.get(address(key), headers={"range": "bytes=0-3"})

    assert response.status_code == 206
    assert response.getvalue() == b"RIFF"
    assert response["Content-Range"].startswith("bytes 0-3/")


def test_what_is_over_or_unknown_is_gone(client):
    key = captcha.new_challenge(timezone.now() - timedelta(days=2))

    assert client.get(address(key)).status_code == 410
    assert client.get(address("f" * 40)).status_code == 410


def test_where_nothing_can_be_spoken_there_is_nothing(client, monkeypatch):
    key = captcha.new_challenge(timezone.now())
    monkeypatch.setattr(captcha_audio, "speak", lambda *_: b"")

    assert client.get(address(key)).status_code == 404


def test_it_is_only_read(client):
    assert client.post(address("f" * 40)).status_code == 405


def test_the_form_offers_the_sound_in_its_own_language(
    client, offer_page, ukrainian_page
):
    for prefix, language in (("", "de"), ("/uk", "uk")):
        response = client.get(prefix + STEP_TWO)
        key = read_form(response).fields["captcha_0"]
        content = response.content.decode()
        assert f'preload="none" src="{address(key, language)}"' in content
        assert client.get(address(key, language)).status_code == 200


def test_without_the_program_the_form_does_not_promise_a_sound(
    client, offer_page, settings
):
    settings.HILFE_UKRAINE_ESPEAK = ""
    content = client.get(STEP_TWO).content.decode()

    assert "<audio" not in content
    assert ".wav" not in content
