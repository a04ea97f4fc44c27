"""Settings of the portal under test, made from what the test ordered."""

from pathlib import Path
from urllib.parse import urlsplit

from example_site.config.broker import broker_settings
from tests.no_migrations import NoMigrations
from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

from . import orders
from .queue import own_queue


ORDERS = orders()
FOLDER = Path(ORDERS["folder"])
MIGRATION_MODULES = NoMigrations()
# Without migrations there is no full-text table.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}
}
INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.harness.inside.apps.InsideConfig"]


def _database(address: str) -> dict[str, object]:
    url = urlsplit(address)
    if url.scheme == "sqlite":
        first = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": first + ORDERS.get("pragma", ""),
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": url.hostname,
        "PORT": url.port,
        "USER": url.username,
        "NAME": url.path.strip("/"),
        "OPTIONS": {"connect_timeout": 3, **ORDERS.get("database_options", {})},
    }


DATABASES = {"default": _database(ORDERS["database"])}
_POSTGRES = "django.contrib.postgres"  # there already, if the suite runs on PostgreSQL
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    INSTALLED_APPS = [app for app in INSTALLED_APPS if app != _POSTGRES] + [_POSTGRES]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = ORDERS["smtp_port"]
HILFE_UKRAINE_BASE_URL = ORDERS["base_url"]
# Long enough for a machine that does much else beside; see also ``portal.QUICK``.
HILFE_UKRAINE_LEASE_SECONDS = 30
HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS = 6
HILFE_UKRAINE_SWEEP_SECONDS = 1
HILFE_UKRAINE_RECEIVER_RATE = 0
# No daily report: each mail here is about an offer.
HILFE_UKRAINE_DIGEST_HOUR = 24
SILENCED_SYSTEM_CHECKS = ["hilfe_ukraine.E007", "hilfe_ukraine.E009"]

# As in production. Importing it also makes Celery's app known to this process, so that
# a web process that publishes would meet the broker of the test.
_BROKER = broker_settings(ORDERS.get("broker") or "memory://")
globals().update(_BROKER)
CELERY_TASK_DEFAULT_QUEUE = ORDERS["queue"]
CELERY_TASK_QUEUES = [own_queue(ORDERS["queue"], _BROKER["CELERY_BROKER_URL"])]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **_BROKER["CELERY_BROKER_TRANSPORT_OPTIONS"],
    **ORDERS.get("transport_options", {}),
}

# Everything is said and nothing is masked, so that the canary is found if it is there.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "propagate": True, "level": "INFO"}},
}
globals().update(ORDERS.get("settings", {}))
