"""The Celery app of the fault tests: ``celery -A tests.faults.worker worker``."""

import os

from celery import Celery


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.worker_settings")

from hilfe_ukraine.beat import beat_schedule


app = Celery("hilfe_ukraine_faults")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = beat_schedule()
