"""Settings of a real worker in a process of its own, with a file as database.

``HILFE_FAULTS_DIR``, ``_SMTP_PORT`` and ``_BROKER`` are set by the test.
"""

import os

from pathlib import Path

from kombu import Queue

from tests.settings import *  # noqa: F403


class NoMigrations(dict):
    """Tables straight from the models: the fault is tested here, not the history."""

    def __contains__(self, label: object) -> bool:
        return True

    def __getitem__(self, label: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations()
FOLDER = Path(os.environ["HILFE_FAULTS_DIR"])

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "db.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["HILFE_FAULTS_SMTP_PORT"])
HILFE_UKRAINE_LEASE_SECONDS = 3
HILFE_UKRAINE_SWEEP_SECONDS = 0.5

CELERY_BROKER_URL = os.environ["HILFE_FAULTS_BROKER"]
# A queue of its own per test, which RabbitMQ forgets after a minute without a worker.
_QUEUE = f"hilfe_faults_{FOLDER.name}"
CELERY_TASK_DEFAULT_QUEUE = _QUEUE
CELERY_TASK_QUEUES = [Queue(_QUEUE, queue_arguments={"x-expires": 60_000})]
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(FOLDER / "queue"),
        "data_folder_out": str(FOLDER / "queue"),
        "control_folder": str(FOLDER / "control"),
    }
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
