"""The one module that reads settings.

Every property is read when it is used, so that ``override_settings`` works. Names in
the host's settings are the upper-case property names with ``HILFE_UKRAINE_`` before
them; ``docs/reference/settings.md`` lists them, ``checks.py`` refuses unsafe values.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings  # noqa: TID251 - the one place


_SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True)
class MailRelay:
    """Where the host hands its mail over, as its own mail settings say."""

    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)
    use_tls: bool = False
    use_ssl: bool = False
    keyfile: str | None = None
    certfile: str | None = None


class Conf:
    """Typed access to the settings of this app."""

    def _get(self, name: str, default: Any = None) -> Any:
        return getattr(settings, f"HILFE_UKRAINE_{name}", default)

    @property
    def encryption_keys(self) -> dict[str, str]:
        """Key id to Fernet key (32 bytes, urlsafe base64); the first one encrypts.

        Older ones still decrypt, so that keys can be rotated. No default. An id holds
        letters, digits, "_", "." and "-". Checks E001, E002, E005.
        """
        return self._get("ENCRYPTION_KEYS", {})

    @property
    def index_key(self) -> str:
        """Secret of the blind index by which e-mail and phone are found.

        No default; at least 32 characters. Checks E003, E005.
        """
        return self._get("INDEX_KEY", "")

    @property
    def link_keys(self) -> list[str]:
        """Secrets that sign links and form tokens; the first one signs.

        No default; at least 32 characters each. Checks E004, E005.
        """
        return list(self._get("LINK_KEYS", []))

    @property
    def base_url(self) -> str:
        """Scheme and host in links of mails, without a slash at the end.

        No default; https in production. Checks E006, E007.
        """
        return self._get("BASE_URL", "").rstrip("/")

    @property
    def from_email(self) -> str:
        """Sender of all mails; default: Django's DEFAULT_FROM_EMAIL."""
        return self._get("FROM_EMAIL") or settings.DEFAULT_FROM_EMAIL

    @property
    def message_id_domain(self) -> str:
        """Right side of every Message-ID. Default: the domain of the sender."""
        address = self.from_email.rpartition("@")[2].strip("<> ")
        return self._get("MESSAGE_ID_DOMAIN") or address or "localhost"

    @property
    def state_key(self) -> str:
        """Official key of the state the portal is for (2 digits). Default: Saxony."""
        return self._get("STATE_KEY", "14")

    @property
    def phone_region(self) -> str:
        """Country assumed for phone numbers without a country code."""
        return self._get("PHONE_REGION", "DE")

    @property
    def lease(self) -> timedelta:
        """How long a claim lasts. Default: 180 seconds.

        Half of it must be longer than every timeout inside it. Check E009.
        """
        return timedelta(seconds=self._get("LEASE_SECONDS", 180))

    @property
    def smtp_timeout_seconds(self) -> int:
        """Longest wait for one answer of the mail relay. Default: 20. Check E009."""
        return self._get("SMTP_TIMEOUT_SECONDS", 20)

    @property
    def mail_relay(self) -> MailRelay | None:
        """The host's SMTP relay, or ``None`` if it sends mail in another way.

        Read from ``MAILERS["default"]`` (Django 6.1 on) or the ``EMAIL_*`` settings.
        """
        mailers = getattr(settings, "MAILERS", None)
        if mailers is None:
            is_smtp = settings.EMAIL_BACKEND == _SMTP_BACKEND
            return _relay_of_settings() if is_smtp else None
        mailer = mailers.get("default", {})
        is_smtp = mailer.get("BACKEND", _SMTP_BACKEND) == _SMTP_BACKEND
        return _relay_of_options(mailer.get("OPTIONS", {})) if is_smtp else None

    @property
    def sweep_interval(self) -> timedelta:
        """How often due deliveries are looked for."""
        return timedelta(seconds=self._get("SWEEP_SECONDS", 2))

    @property
    def sweep_batch(self) -> int:
        """At most so many deliveries are handed out per sweep."""
        return self._get("SWEEP_BATCH", 100)

    @property
    def release_after(self) -> timedelta:
        """When an unconfirmed offer that has a phone number goes on (DESIGN 3.6)."""
        return timedelta(hours=self._get("RELEASE_HOURS", 24))

    @property
    def submission_token_age(self) -> timedelta:
        """How long a form may stay open before it must be sent once more."""
        return timedelta(hours=self._get("SUBMISSION_TOKEN_HOURS", 24))

    @property
    def link_age(self) -> timedelta:
        """How long the links in mails work."""
        return timedelta(days=self._get("LINK_DAYS", 90))

    @property
    def captcha_minutes(self) -> int:
        """How long a captcha can be answered; long enough to write an offer in."""
        return self._get("CAPTCHA_MINUTES", 60)

    @property
    def form_cache_seconds(self) -> int:
        """``s-maxage`` of step one while it holds no form and no decision."""
        return self._get("FORM_CACHE_SECONDS", 60)

    @property
    def offer_days(self) -> int:
        """An offer counts as valid for so many days after its last confirmation."""
        return self._get("OFFER_DAYS", 365)

    @property
    def legal_links(self) -> dict[str, str]:
        """Addresses of imprint, privacy, accessibility, easy and sign language."""
        return self._get("LEGAL_LINKS", {})

    # What the host itself has set, looked at by checks and nothing else.

    @property
    def debug(self) -> bool:
        """Checks E007 and E008 are silent while it is on."""
        return settings.DEBUG

    @property
    def secret_key(self) -> str:
        """Django's own secret, which no key of this app may repeat. Check E005."""
        return settings.SECRET_KEY

    @property
    def captcha_test_mode(self) -> bool:
        """Whether every captcha takes the same answer. Default: no. Check E008."""
        return getattr(settings, "CAPTCHA_TEST_MODE", False)

    @property
    def languages(self) -> list[str]:
        """Language codes of the host, the default one first."""
        codes = [code for code, _ in settings.LANGUAGES]
        return sorted(codes, key=lambda code: code != settings.LANGUAGE_CODE)

    @property
    def content_languages(self) -> list[str]:
        """Languages editors write in. Default: the default language. Check E013."""
        pairs = getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", None)
        return [code for code, _ in pairs or [(settings.LANGUAGE_CODE, "")]]

    @property
    def default_language(self) -> str:
        """The language texts fall back to. Check E013."""
        return settings.LANGUAGE_CODE

    @property
    def user_model(self) -> str:
        """The host's user model, as foreign keys name it."""
        return settings.AUTH_USER_MODEL


def _relay_of_settings() -> MailRelay:
    return MailRelay(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        username=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        use_tls=settings.EMAIL_USE_TLS,
        use_ssl=settings.EMAIL_USE_SSL,
        keyfile=settings.EMAIL_SSL_KEYFILE,
        certfile=settings.EMAIL_SSL_CERTFILE,
    )


def _relay_of_options(options: dict[str, Any]) -> MailRelay:
    use_ssl = bool(options.get("use_ssl"))
    use_tls = bool(options.get("use_tls"))
    usual_port = 465 if use_ssl else 587 if use_tls else 25
    return MailRelay(
        host=options["host"],
        port=options.get("port") or usual_port,
        username=options.get("username") or "",
        password=options.get("password") or "",
        use_tls=use_tls,
        use_ssl=use_ssl,
        keyfile=options.get("ssl_keyfile"),
        certfile=options.get("ssl_certfile"),
    )


conf = Conf()
