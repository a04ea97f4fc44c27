"""The Celery app of the example site: ``celery -A config worker`` and ``beat``.

``DJANGO_SETTINGS_MODULE`` names the settings; nothing here guesses.
"""

from typing import Any

from celery import Celery

from hilfe_ukraine.beat import beat_schedule


app = Celery("hilfe_ukraine_demo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


# Not at import: this module is imported by the package the settings are in.
@app.on_after_configure.connect
def set_schedule(sender: Celery, **kwargs: Any) -> None:
    sender.conf.beat_schedule = beat_schedule()
