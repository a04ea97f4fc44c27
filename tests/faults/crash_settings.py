"""Settings of a process that is about to be ended at a failpoint.

``HILFE_CRASH_DB`` is the path of a file or the name of a database on PostgreSQL;
``HILFE_CRASH_SMTP`` the port of the sink.
"""

import os

from tests.no_migrations import NoMigrations
from tests.settings import *  # noqa: F403
from tests.settings import DATABASES


MIGRATION_MODULES = NoMigrations()
DATABASES["default"]["NAME"] = os.environ["HILFE_CRASH_DB"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    )
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["HILFE_CRASH_SMTP"])

# Hints go into the memory of the process: whoever publishes takes the queue along.
CELERY_BROKER_URL = "memory://"
