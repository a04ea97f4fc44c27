"""The Celery app of the example site: ``celery -A config worker`` and ``beat``."""

import os

from celery import Celery


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

app = Celery("hilfe_ukraine_demo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
