"""What Celery's beat has to start, and when. No Celery and no models in here.

In the host's Celery module, after ``config_from_object``::

    from hilfe_ukraine.beat import beat_schedule

    app.conf.beat_schedule = beat_schedule()

Add your own entries with ``{**beat_schedule(), "my-task": {...}}``.
"""

from datetime import timedelta
from typing import Any

from .conf import conf


#: After so long a call that no worker took up is dropped, so that the queue holds 150
#: sweeps at most. Celery compares the clock of the machine that published it with that
#: of the worker: with a few seconds, two clocks a little apart would stop everything.
EXPIRES_SECONDS = 300.0


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return the entries; each call is dropped after five minutes, or two rounds."""
    intervals = {
        "hilfe_ukraine.sweep": conf.sweep_interval,
        "hilfe_ukraine.keep_house": timedelta(minutes=1),
        "hilfe_ukraine.clean_captchas": timedelta(minutes=10),
    }
    return {
        task: {
            "task": task,
            "schedule": interval,
            "options": {"expires": max(EXPIRES_SECONDS, 2 * interval.total_seconds())},
        }
        for task, interval in intervals.items()
    }
