"""The Celery app of the example site, in a worker that is counted."""

import os

from pathlib import Path

from celery.signals import worker_process_init

from example_site.config.celery import app

from . import orders


__all__ = ["app"]


@worker_process_init.connect
def _tell_my_number(**_: object) -> None:
    """The test kills children of the pool; beat is a child of the worker, too."""
    (Path(orders()["folder"]) / "children" / str(os.getpid())).touch()
