"""What the host itself has set, above all its mail relay."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings  # noqa: TID251 - settings are read in here only

from .reading import Reader


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

    @property
    def is_encrypted(self) -> bool:
        """Whether mail goes there by TLS, or not at all."""
        return self.use_tls or self.use_ssl


class HostSettings(Reader):
    """Settings of Django, Wagtail and the captcha that matter to this app."""

    @property
    def default_from_email(self) -> str:
        """The host's own sender, used where this app has none."""
        return settings.DEFAULT_FROM_EMAIL

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
