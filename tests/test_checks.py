"""Every check is silent on good settings and speaks up on a bad one."""

import re

from pathlib import Path

import pytest

from django.core.checks import registry
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections
from django.urls import path

from hilfe_ukraine import checks
from hilfe_ukraine.checks import site
from tests import settings as host_settings


GOOD_KEY = host_settings.HILFE_UKRAINE_ENCRYPTION_KEYS["test"]
OTHER_KEY = "b3RoZXIga2V5LCBvbmx5IGZvciB0ZXN0cywgMTIzNDU="
LONG = "long enough to be a secret of its own"


class NoAddresses:
    urlpatterns = [path("elsewhere/", lambda request: None)]


def ids(check):
    return [message.id.removeprefix("hilfe_ukraine.") for message in check()]


@pytest.fixture
def change(settings):
    """Change settings of the app: ``change(INDEX_KEY="")``."""

    def change(**values):
        for name, value in values.items():
            setattr(settings, f"HILFE_UKRAINE_{name}", value)

    return change


def test_the_settings_of_the_tests_pass():
    call_command("check")


def test_a_bad_setting_stops_every_command(change):
    change(INDEX_KEY="")

    with pytest.raises(SystemCheckError, match=r"hilfe_ukraine\.E003"):
        call_command("check")


@pytest.mark.parametrize("keys", [{}, None, [GOOD_KEY], ""])
def test_missing_encryption_keys_are_found(change, keys):
    change(ENCRYPTION_KEYS=keys)

    assert ids(checks.check_encryption_keys) == ["E001"]
    checks.check_keys_differ()


@pytest.mark.parametrize(
    ("key_id", "key"),
    [
        ("a", "short"),
        ("a", GOOD_KEY[:-2]),
        ("a", "ä" * 44),
        ("a", None),
        ("a", 5),
        ("", GOOD_KEY),
        ("a:b", GOOD_KEY),
    ],
)
def test_each_damaged_encryption_key_is_found(change, key_id, key):
    change(ENCRYPTION_KEYS={"good": OTHER_KEY, key_id: key})

    assert ids(checks.check_encryption_keys) == ["E002"]
    assert "number 2" in checks.check_encryption_keys()[0].msg


def test_no_message_shows_a_key(change):
    change(ENCRYPTION_KEYS={"a": "canary"}, LINK_KEYS=["canary"], INDEX_KEY="canary")

    messages = [message for check in CHECKS for message in check()]
    assert messages
    assert "canary" not in "".join(f"{m.msg} {m.hint}" for m in messages)


@pytest.mark.parametrize("key", ["", "short", LONG[:31], None])
def test_a_short_index_key_is_found(change, key):
    change(INDEX_KEY=key)

    assert ids(checks.check_index_key) == ["E003"]


@pytest.mark.parametrize("keys", [[], ["short"], [LONG, "short"], [LONG, None], LONG])
def test_a_short_link_key_is_found(change, keys):
    change(LINK_KEYS=keys)

    assert ids(checks.check_link_keys) == ["E004"]


@pytest.mark.parametrize(
    "values",
    [
        {"LINK_KEYS": [LONG, LONG]},
        {"LINK_KEYS": [LONG], "INDEX_KEY": LONG},
        {"ENCRYPTION_KEYS": {"a": GOOD_KEY, "b": GOOD_KEY}},
        {"ENCRYPTION_KEYS": {"a": GOOD_KEY}, "INDEX_KEY": GOOD_KEY},
        {"INDEX_KEY": host_settings.SECRET_KEY},
        {"LINK_KEYS": [host_settings.SECRET_KEY]},
    ],
)
def test_a_secret_used_twice_is_found_and_its_settings_are_named(change, values):
    change(**values)

    assert ids(checks.check_keys_differ) == ["E005"]
    assert all(name in checks.check_keys_differ()[0].msg for name in values)


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


@pytest.mark.parametrize(
    ("lease", "timeout", "found"),
    [(180, 20, []), (30, 3, []), (30, 5, ["E009"]), (60, 20, ["E009"])],
)
def test_a_lease_that_ends_before_its_mail_is_found(change, lease, timeout, found):
    change(LEASE_SECONDS=lease, SMTP_TIMEOUT_SECONDS=timeout, WEBHOOK_SECONDS=1)

    assert ids(checks.check_lease) == found


@pytest.mark.parametrize(
    ("lease", "seconds", "found"),
    [(180, 20, []), (42, 20, []), (40, 20, ["E009"]), (30, 20, ["E009"])],
)
def test_a_lease_that_ends_before_its_webhook_is_found(change, lease, seconds, found):
    change(LEASE_SECONDS=lease, SMTP_TIMEOUT_SECONDS=1, WEBHOOK_SECONDS=seconds)

    assert ids(checks.check_lease) == found


@pytest.mark.parametrize(
    ("networks", "found"),
    [
        ([], []),
        (["10.20.0.0/16", "fd12::/32"], []),
        (["10.20.0.1/16"], ["E014"]),
        (["intranet"], ["E014"]),
        ("10.20.0.0/16", ["E014"]),
    ],
)
def test_networks_that_cannot_be_read_are_found(change, networks, found):
    change(WEBHOOK_NETWORKS=networks)

    assert ids(checks.check_webhook_networks) == found


@pytest.mark.parametrize(
    ("proxy", "found"),
    [("", []), ("http://proxy:3128", []), ("proxy:3128", ["E015"])],
)
def test_a_proxy_that_cannot_be_read_is_found(change, proxy, found):
    change(WEBHOOK_PROXY=proxy)

    assert ids(checks.check_webhook_proxy) == found


def test_a_missing_file_of_authorities_is_found(change, tmp_path):
    assert ids(checks.check_webhook_ca_file) == []
    change(WEBHOOK_CA_FILE=str(tmp_path / "ca.pem"))
    assert ids(checks.check_webhook_ca_file) == ["E016"]
    (tmp_path / "ca.pem").touch()
    assert ids(checks.check_webhook_ca_file) == []


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
    ("vendor", "mode", "found"),
    [
        ("sqlite", "IMMEDIATE", []),
        ("sqlite", "immediate", []),
        ("sqlite", "DEFERRED", ["W001"]),
        ("sqlite", None, ["W001"]),
        ("postgresql", None, []),
    ],
)
def test_sqlite_without_immediate_transactions_is_found(
    monkeypatch, vendor, mode, found
):
    default = connections["default"]
    monkeypatch.setattr(default, "vendor", vendor)
    monkeypatch.setitem(default.settings_dict["OPTIONS"], "transaction_mode", mode)

    assert ids(checks.check_sqlite_transactions) == found


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


CHECKS = [
    check
    for check in registry.registry.get_checks(include_deployment_checks=True)
    if check.__module__.startswith(f"{checks.__name__}.")
]


def test_every_check_of_the_module_is_registered():
    written = {name for name in vars(checks) if name.startswith("check_")}

    assert {check.__name__ for check in CHECKS} == written


def test_every_id_stands_for_one_finding_and_none_is_left_out():
    files = sorted(Path(checks.__file__).parent.glob("*.py"))
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    found = re.findall(r'id="hilfe_ukraine\.([EW]\d{3})"', source)

    for letter in "EW":
        numbers = sorted(int(each[1:]) for each in found if each[0] == letter)
        assert numbers == list(range(1, len(numbers) + 1))
