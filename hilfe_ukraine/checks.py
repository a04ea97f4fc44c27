"""System checks: unsafe or missing settings are refused, in words.

One function per setting; an id stands for one finding and never changes its meaning.
"""

import re

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cryptography.fernet import Fernet
from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connections
from django.urls import NoReverseMatch, reverse

from .conf import conf
from .delivery.channels.smtp_line import GOODBYE_SECONDS, SHARED_TIMEOUTS


_TAG = "hilfe_ukraine"
_SECRET_LENGTH = 32
_MAKE_KEY = "Make one: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
_MAKE_FERNET_KEY = (
    'Make one: python -c "from cryptography.fernet import Fernet; '
    'print(Fernet.generate_key().decode())"'
)
# It stands before the first colon of every ciphertext.
_KEY_ID = re.compile(r"\A[A-Za-z0-9_.-]+\Z")

_NEEDED_APPS = {
    "captcha": "it keeps the puzzles of the form",
    "wagtail_modeladmin": "the registers of offers and deliveries are built on it",
    "wagtail.contrib.forms": "the questions of a page are its form fields",
    "wagtail.snippets": "categories, bodies and routing are its snippets",
}

# All steps before the content, on a kept line and on the one in its place; then the
# content and its answer. The goodbye to a line has a time of its own.
_TIMEOUTS_IN_A_ROW = SHARED_TIMEOUTS + 2


@register(_TAG)
def check_encryption_keys(**_: Any) -> list[CheckMessage]:
    """Without a key no offer can be stored, with a wrong one none can be read."""
    keys = conf.encryption_keys
    if not isinstance(keys, dict) or not keys:
        hint = f"Set a dictionary from key id to key, newest first. {_MAKE_FERNET_KEY}"
        return [
            Error(
                "HILFE_UKRAINE_ENCRYPTION_KEYS names no key.",
                hint=hint,
                id="hilfe_ukraine.E001",
            )
        ]
    return [
        Error(
            f"Key number {number} in HILFE_UKRAINE_ENCRYPTION_KEYS is not a Fernet key "
            "with an id of letters and digits.",
            hint=_MAKE_FERNET_KEY,
            id="hilfe_ukraine.E002",
        )
        for number, (key_id, key) in enumerate(keys.items(), start=1)
        if not (_KEY_ID.match(str(key_id)) and _is_fernet_key(key))
    ]


@register(_TAG)
def check_index_key(**_: Any) -> list[CheckMessage]:
    """A guessed index key would tell whose address stands in a stolen database."""
    if _is_secret(conf.index_key):
        return []
    return [
        Error(
            "HILFE_UKRAINE_INDEX_KEY is missing or too short.",
            hint=f"It needs {_SECRET_LENGTH} characters. Set it once and keep it: with "
            f"another one, stored addresses are not found again. {_MAKE_KEY}",
            id="hilfe_ukraine.E003",
        )
    ]


@register(_TAG)
def check_link_keys(**_: Any) -> list[CheckMessage]:
    """A guessed link key opens every offer."""
    keys = conf.link_keys
    if keys and all(_is_secret(key) for key in keys):
        return []
    return [
        Error(
            "HILFE_UKRAINE_LINK_KEYS is missing, or one of its keys is too short.",
            hint=f"Set a list of keys, the newest first, {_SECRET_LENGTH} characters "
            f"each. {_MAKE_KEY}",
            id="hilfe_ukraine.E004",
        )
    ]


@register(_TAG)
def check_keys_differ(**_: Any) -> list[CheckMessage]:
    """One secret that leaks must not open what another one protects."""
    secrets = list(_named_secrets())
    counted = Counter(value for _, value in secrets)
    shared = sorted({name for name, value in secrets if counted[value] > 1 and value})
    if not shared:
        return []
    return [
        Error(
            f"The same secret is used more than once: {', '.join(shared)}.",
            hint=f"Each needs a value of its own. {_MAKE_KEY}",
            id="hilfe_ukraine.E005",
        )
    ]


@register(_TAG)
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


@register(_TAG, deploy=True)
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


@register(_TAG)
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


@register(_TAG)
def check_lease(**_: Any) -> list[CheckMessage]:
    """A mail that takes longer than its lease is sent once more by somebody else."""
    longest = _TIMEOUTS_IN_A_ROW * conf.smtp_timeout_seconds + GOODBYE_SECONDS
    # A try begins while at least half of the lease is left.
    if conf.lease.total_seconds() / 2 >= longest:
        return []
    return [
        Error(
            "HILFE_UKRAINE_LEASE_SECONDS is too short for its e-mail timeout.",
            hint=f"One mail may take {longest:.0f} seconds, and half of the lease must "
            "be longer. Raise it, or lower HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS.",
            id="hilfe_ukraine.E009",
        )
    ]


@register(_TAG)
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


@register(_TAG)
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


@register(_TAG)
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


@register(_TAG)
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


@register(_TAG)
def check_sqlite_transactions(**_: Any) -> list[CheckMessage]:
    """Two writers that begin as readers block each other, and one of them fails."""
    default = connections["default"]
    mode = str(default.settings_dict["OPTIONS"].get("transaction_mode") or "")
    if default.vendor != "sqlite" or mode.upper() == "IMMEDIATE":
        return []
    return [
        Warning(
            "SQLite begins its transactions without the write lock.",
            hint='Set "transaction_mode": "IMMEDIATE" in the OPTIONS of the database, '
            'and a "timeout" of 30 seconds, or offers are lost in a rush.',
            id="hilfe_ukraine.W001",
        )
    ]


@register(_TAG)
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


def _named_secrets() -> Iterator[tuple[str, str]]:
    keys = conf.encryption_keys
    for key in keys.values() if isinstance(keys, dict) else ():
        yield "HILFE_UKRAINE_ENCRYPTION_KEYS", key
    for key in conf.link_keys:
        yield "HILFE_UKRAINE_LINK_KEYS", key
    yield "HILFE_UKRAINE_INDEX_KEY", conf.index_key
    yield "SECRET_KEY", conf.secret_key


def _is_secret(value: Any) -> bool:
    return isinstance(value, str) and len(value) >= _SECRET_LENGTH


def _is_fernet_key(key: Any) -> bool:
    try:
        Fernet(key)
    except (ValueError, TypeError):
        return False
    return True


def _is_mounted(name: str, **kwargs: str) -> bool:
    try:
        reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return False
    return True


def _is_wagtail(app: str) -> bool:
    return app == "wagtail" or app.startswith(("wagtail.", "wagtail_"))
