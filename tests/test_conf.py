"""Settings have safe defaults, are read when used, and only in one module."""

import re

from datetime import timedelta
from pathlib import Path

import pytest

import hilfe_ukraine

from hilfe_ukraine.conf import Conf, MailRelay, conf
from hilfe_ukraine.domain.retention import Retention


PACKAGE = Path(hilfe_ukraine.__file__).parent


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("state_key", "14"),
        ("phone_region", "DE"),
        ("lease", timedelta(seconds=180)),
        ("smtp_timeout_seconds", 20),
        ("sweep_interval", timedelta(seconds=2)),
        ("sweep_batch", 100),
        ("forward_threads", 4),
        ("receiver_rate", 60),
        ("bounce_address", ""),
        ("content_by_mail", False),
        ("holiday_state", "SN"),
        ("digest_hour", 7),
        ("late_after", timedelta(minutes=15)),
        ("health_token", ""),
        ("erasure_journal", ""),
        ("webhook_networks", []),
        ("webhook_ports", [443]),
        ("webhook_proxy", ""),
        ("webhook_ca_file", ""),
        ("webhook_connect_seconds", 5),
        ("webhook_seconds", 20),
        ("webhook_parallel", 2),
        ("webhook_fallback_after", timedelta(hours=4)),
        ("release_after", timedelta(hours=24)),
        ("submission_token_age", timedelta(hours=24)),
        ("link_age", timedelta(days=90)),
        ("captcha_minutes", 1440),
        ("least_time", timedelta(seconds=5)),
        ("posts_per_hour", 20),
        ("address_meta", "REMOTE_ADDR"),
        ("duplicate_days", 180),
        ("form_cache_seconds", 60),
        ("offer_days", 275),
        (
            "retention",
            Retention(
                unconfirmed=timedelta(days=14),
                ended=timedelta(days=90),
                longest=timedelta(days=365),
            ),
        ),
        ("legal_links", {}),
        ("captcha_test_mode", False),
        ("from_email", "portal@example.org"),
        ("message_id_domain", "example.org"),
    ],
)
def test_a_setting_that_is_left_out_has_its_default(name, default):
    assert getattr(conf, name) == default


@pytest.mark.parametrize("name", ["encryption_keys", "index_key", "link_keys"])
def test_a_secret_has_no_default(settings, name):
    delattr(settings, f"HILFE_UKRAINE_{name.upper()}")

    assert not getattr(conf, name)


def test_a_setting_is_read_when_it_is_used(settings):
    settings.HILFE_UKRAINE_LEASE_SECONDS = 30

    assert conf.lease == timedelta(seconds=30)


def test_the_address_has_no_slash_at_its_end(settings):
    settings.HILFE_UKRAINE_BASE_URL = "https://portal.example.org/"

    assert conf.base_url == "https://portal.example.org"


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("Portal <portal@stadt.example>", "stadt.example"),
        ("portal@stadt.example", "stadt.example"),
        ("root", "root"),
        ("Görlitz <portal@görlitz.example>", "xn--grlitz-wxa.example"),
    ],
)
def test_message_ids_end_with_the_domain_of_the_sender(settings, sender, domain):
    settings.HILFE_UKRAINE_FROM_EMAIL = sender
    assert conf.message_id_domain == domain

    settings.HILFE_UKRAINE_MESSAGE_ID_DOMAIN = "mail.example"
    assert conf.message_id_domain == "mail.example"


def test_the_default_language_comes_first(settings):
    settings.LANGUAGES = [("uk", "Ukrainian"), ("en", "English"), ("de", "German")]

    assert conf.languages == ["de", "uk", "en"]
    assert conf.default_language == "de"


SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_the_relay_is_the_one_of_the_mail_settings_of_the_host(settings):
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.example", 587
    settings.EMAIL_USE_TLS = True

    assert conf.mail_relay == MailRelay("mail.example", 587, use_tls=True)


def test_a_host_that_sends_mail_in_another_way_has_no_relay(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert conf.mail_relay is None

    settings.MAILERS = {"default": {"BACKEND": settings.EMAIL_BACKEND}}
    assert conf.mail_relay is None


@pytest.mark.parametrize(
    ("options", "port"),
    [({}, 25), ({"use_tls": True}, 587), ({"use_ssl": True}, 465), ({"port": 26}, 26)],
)
def test_mailers_of_newer_django_versions_name_the_relay_too(settings, options, port):
    options = {"host": "mail.example", **options}
    settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": options}}

    assert (conf.mail_relay.host, conf.mail_relay.port) == ("mail.example", port)


def test_the_password_of_the_relay_does_not_show():
    assert "canary" not in repr(MailRelay("mail.example", 25, password="canary"))


def test_every_setting_says_what_it_is_for():
    values = [getattr(Conf, name) for name in dir(Conf)]
    properties = [each for each in values if isinstance(each, property)]

    assert properties
    assert all(each.__doc__ for each in properties)


def test_no_other_module_reads_settings():
    reading = re.compile(r"django\.conf import .*\bsettings\b|django\.conf\.settings")
    modules = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts and reading.search(path.read_text())
    }

    assert modules == {"conf/host.py", "conf/reading.py"}
