"""Settings of the site that is measured: those of production that cost time.

``HILFE_BENCH_DATABASE`` is the address of a database, ``sqlite:///file`` or
``postgres://...``; ``HILFE_BENCH_SMTP_PORT`` the relay's port.
"""

import os

from urllib.parse import urlsplit

from tests.no_migrations import NoMigrations
from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS


def _database(address: str) -> dict[str, object]:
    url = urlsplit(address)
    if url.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": url.hostname,
        "PORT": url.port,
        "USER": url.username,
        "PASSWORD": url.password or "",
        "NAME": url.path.strip("/"),
        "CONN_MAX_AGE": None,
    }


MIGRATION_MODULES = NoMigrations()
DATABASES = {"default": _database(os.environ["HILFE_BENCH_DATABASE"])}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("HILFE_BENCH_SMTP_PORT", "25"))
HILFE_UKRAINE_FORWARD_THREADS = int(os.environ.get("HILFE_BENCH_THREADS", "1"))
LOGGING = {"version": 1, "disable_existing_loggers": False}
# One thread is what is measured here, and no webhook host is in the way.
SILENCED_SYSTEM_CHECKS = ["hilfe_ukraine.W007"]
