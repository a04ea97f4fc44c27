"""Addresses, apps and languages of a site that cannot work are found."""

import pytest

from django.urls import path

from hilfe_ukraine import checks
from hilfe_ukraine.checks import site
from tests.checks.found import ids


class NoAddresses:
    urlpatterns = [path("elsewhere/", lambda request: None)]


@pytest.mark.parametrize(
    "url", ["", "portal.example.org", "https://", "ftp://a.example", "https://a b"]
)
def test_a_missing_address_is_found(change, url):
    change(BASE_URL=url)

    assert ids(checks.check_base_url) == ["E006"]


@pytest.mark.parametrize("url", ["https://a.example", "http://localhost:8000/"])
def test_an_address_is_scheme_and_host(change, url):
    change(BASE_URL=url)

    assert ids(checks.check_base_url) == []


@pytest.mark.parametrize(
    ("url", "debug", "found"),
    [
        ("http://a.example", False, ["E007"]),
        ("http://a.example", True, []),
        ("https://a.example", False, []),
    ],
)
def test_an_address_without_tls_is_found_before_it_goes_live(
    settings, change, url, debug, found
):
    settings.DEBUG = debug
    change(BASE_URL=url)

    assert ids(checks.check_base_url_is_secure) == found


@pytest.mark.parametrize(
    ("test_mode", "debug", "found"),
    [(True, False, ["E008"]), (True, True, []), (False, False, [])],
)
def test_a_captcha_in_test_mode_is_found(settings, test_mode, debug, found):
    settings.DEBUG = debug
    settings.CAPTCHA_TEST_MODE = test_mode

    assert ids(checks.check_captcha_test_mode) == found


@pytest.mark.parametrize("name", site._NEEDED_APPS)
def test_a_missing_app_is_found(monkeypatch, name):
    installed = site.apps.is_installed
    monkeypatch.setattr(
        site.apps, "is_installed", lambda app: app != name and installed(app)
    )

    assert ids(checks.check_needed_apps) == ["E010"]
    assert name in checks.check_needed_apps()[0].msg


def test_addresses_that_are_not_mounted_are_found(settings):
    settings.ROOT_URLCONF = NoAddresses

    assert ids(checks.check_captcha_urls) == ["E011"]
    assert ids(checks.check_own_urls) == ["E012"]


def test_a_default_language_that_nobody_can_write_in_is_found(settings):
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
    assert ids(checks.check_default_language) == ["E013"]

    del settings.WAGTAIL_CONTENT_LANGUAGES
    assert ids(checks.check_default_language) == []

    settings.LANGUAGE_CODE = "de-at"
    assert ids(checks.check_default_language) == ["E013"]


@pytest.mark.parametrize(
    ("above", "found"),
    [
        (["home"], []),
        (["wagtail_modeladmin"], ["W002"]),
        (["home", "wagtail.admin"], ["W002"]),
        (["captcha"], ["W002"]),
    ],
)
def test_an_app_above_that_would_replace_translations_is_found(
    monkeypatch, above, found
):
    class Config:
        def __init__(self, name):
            self.name = name

    order = [Config(name) for name in [*above, "hilfe_ukraine", "wagtail"]]
    monkeypatch.setattr(site.apps, "get_app_configs", lambda: order)

    assert ids(checks.check_app_order) == found
