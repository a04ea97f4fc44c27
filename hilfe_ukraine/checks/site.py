"""Checks of the host: its address, its apps, its languages."""

import re

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse

from hilfe_ukraine.conf import conf

from .tag import TAG


_NEEDED_APPS = {
    "captcha": "it keeps the puzzles of the form",
    "wagtail_modeladmin": "the registers of offers and deliveries are built on it",
    "wagtail.contrib.forms": "the questions of a page are its form fields",
    "wagtail.snippets": "categories, bodies and routing are its snippets",
}


@register(TAG)
def check_base_url(**_: Any) -> list[CheckMessage]:
    """Mails are written far from any request, so their links need an address."""
    if re.match(r"\Ahttps?://[^/\s]+\Z", conf.base_url):
        return []
    return [
        Error(
            "HILFE_UKRAINE_BASE_URL is missing or not an address.",
            hint="Set scheme and host of the portal, like https://portal.example.org.",
            id="hilfe_ukraine.E006",
        )
    ]


@register(TAG, deploy=True)
def check_base_url_is_secure(**_: Any) -> list[CheckMessage]:
    """A link is a key to an offer; without TLS it can be read on the way."""
    if conf.debug or not conf.base_url.startswith("http://"):
        return []
    return [
        Error(
            "HILFE_UKRAINE_BASE_URL does not begin with https.",
            hint="Serve the portal by https and set its address so.",
            id="hilfe_ukraine.E007",
        )
    ]


@register(TAG)
def check_captcha_test_mode(**_: Any) -> list[CheckMessage]:
    """In test mode every captcha is answered by one word that everybody knows."""
    if conf.debug or not conf.captcha_test_mode:
        return []
    return [
        Error(
            "CAPTCHA_TEST_MODE is on although DEBUG is off.",
            hint="Remove CAPTCHA_TEST_MODE: it lets every robot in.",
            id="hilfe_ukraine.E008",
        )
    ]


@register(TAG)
def check_needed_apps(**_: Any) -> list[CheckMessage]:
    """Apps this one is built on."""
    return [
        Error(
            f"{name!r} is missing in INSTALLED_APPS: {reason}.",
            hint=f"Add {name!r} below 'hilfe_ukraine'.",
            id="hilfe_ukraine.E010",
        )
        for name, reason in _NEEDED_APPS.items()
        if not apps.is_installed(name)
    ]


@register(TAG)
def check_captcha_urls(**_: Any) -> list[CheckMessage]:
    """Without its addresses the form shows a puzzle without a picture."""
    if _is_mounted("captcha-image", key="0"):
        return []
    return [
        Error(
            "The addresses of django-simple-captcha are not mounted.",
            hint='Add path("captcha/", include("captcha.urls")) to the URLconf.',
            id="hilfe_ukraine.E011",
        )
    ]


@register(TAG)
def check_own_urls(**_: Any) -> list[CheckMessage]:
    """Without its addresses the app takes no offers and no answers."""
    if _is_mounted("hilfe_ukraine:thanks", token="0"):  # noqa: S106 - not a secret
        return []
    return [
        Error(
            "The addresses of hilfe_ukraine are not mounted.",
            hint='Add path("hilfe/", include("hilfe_ukraine.urls")) to the URLconf, '
            "before Wagtail's.",
            id="hilfe_ukraine.E012",
        )
    ]


@register(TAG)
def check_default_language(**_: Any) -> list[CheckMessage]:
    """Texts fall back to the default language, so editors must be able to enter it."""
    if conf.default_language in set(conf.languages) & set(conf.content_languages):
        return []
    return [
        Error(
            "LANGUAGE_CODE is not one of the languages of content.",
            hint="Name it in LANGUAGES and in WAGTAIL_CONTENT_LANGUAGES, in the same "
            "spelling.",
            id="hilfe_ukraine.E013",
        )
    ]


@register(TAG)
def check_app_order(**_: Any) -> list[CheckMessage]:
    """Where two apps translate one word, the upper one in the list wins."""
    order = [config.name for config in apps.get_app_configs()]
    own = order.index("hilfe_ukraine")
    above = [name for name in order[:own] if name == "captcha" or _is_wagtail(name)]
    if not above:
        return []
    return [
        Warning(
            f"'hilfe_ukraine' stands below {above[0]!r} in INSTALLED_APPS.",
            hint="Put it above Wagtail and the captcha, or their translations replace "
            "its own where they use the same word.",
            id="hilfe_ukraine.W002",
        )
    ]


def _is_mounted(name: str, **kwargs: str) -> bool:
    try:
        reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return False
    return True


def _is_wagtail(app: str) -> bool:
    return app == "wagtail" or app.startswith(("wagtail.", "wagtail_"))
