"""The Celery app of the portal under test."""

import os

from pathlib import Path

from celery import Celery
from celery.signals import worker_process_init

from . import orders


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.harness.inside.settings")

from hilfe_ukraine.beat import beat_schedule


app = Celery("hilfe_ukraine_faults")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = beat_schedule()


@worker_process_init.connect
def _tell_my_number(**_: object) -> None:
    """The test kills children of the pool; beat is a child of the worker, too."""
    (Path(orders()["folder"]) / "children" / str(os.getpid())).touch()
