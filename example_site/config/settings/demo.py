"""The demo: SQLite, a broker made of files, a mail catcher. Needs no server.

Everything written lies below ``HILFE_DEMO_DIR``. Never use these settings on a public
address: users have known passwords.
"""

import django

from config import demo_dir

from .base import *  # noqa: F403
from .base import INSTALLED_APPS


FOLDER = demo_dir.demo_dir()
FOLDER.create()
PORTS = demo_dir.ports(FOLDER)
KEYS = demo_dir.keys(FOLDER)

# Only here: production does not even know the command that loads the demo.
INSTALLED_APPS += ["demo"]
DEBUG = False
SECRET_KEY = KEYS["secret_key"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
WAGTAILADMIN_BASE_URL = f"http://localhost:{PORTS.web}"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER.database,
        "OPTIONS": {
            # A transaction takes the write lock when it begins: no deadlock between a
            # reader that wants to write and another writer. FULL keeps commits through
            # a power cut, which WAL alone does not.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
# Static files are served from the apps' own folders: nothing to collect first.
STATIC_ROOT = FOLDER.static
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = FOLDER.media
SERVE_MEDIA = True

CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(FOLDER.queue),
    "data_folder_out": str(FOLDER.queue),
    "control_folder": str(FOLDER.control),
}
CELERY_TASK_SOFT_TIME_LIMIT = 20
CELERY_TASK_TIME_LIMIT = 25

if django.VERSION >= (6, 1):
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": PORTS.smtp, "timeout": 5},
        }
    }
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = "127.0.0.1"
    EMAIL_PORT = PORTS.smtp
    EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = "Mitreden in Sachsen <portal@mitreden.example.org>"

HILFE_UKRAINE_ENCRYPTION_KEYS = {"demo": KEYS["encryption_key"]}
HILFE_UKRAINE_INDEX_KEY = KEYS["index_key"]
HILFE_UKRAINE_LINK_KEYS = [KEYS["link_key"]]
HILFE_UKRAINE_BASE_URL = f"http://localhost:{PORTS.web}"
HILFE_UKRAINE_FROM_EMAIL = DEFAULT_FROM_EMAIL
# Longer than the hard limit above, and short enough to wait for in a demonstration.
HILFE_UKRAINE_LEASE_SECONDS = 30
# One mail, and one webhook, must fit into half of the lease (check E009).
HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS = 3
HILFE_UKRAINE_WEBHOOK_SECONDS = 10
