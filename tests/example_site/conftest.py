"""The example site is no package: its folder is put on the path for its tests."""

import runpy
import sys

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


SITE = Path(__file__).resolve().parents[2] / "example_site"
sys.path.append(str(SITE))


@pytest.fixture
def load_config() -> Callable[[str], dict[str, Any]]:
    """Names of one module of ``config``, without the package around it.

    Importing the package would make the demo's Celery app the one of all tests.
    """
    return lambda module: runpy.run_path(str(SITE / "config" / f"{module}.py"))
