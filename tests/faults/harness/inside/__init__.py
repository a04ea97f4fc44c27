"""What runs in the processes under test: settings, Celery app, traps, demo rows."""

import json
import os

from typing import Any


VARIABLE = "HILFE_FAULTS"


def orders() -> dict[str, Any]:
    """What the test wants of this process; see ``harness.portal``."""
    return json.loads(os.environ[VARIABLE])
