"""Chromium for the browser tests: a program, not a server, but found the same way."""

import shutil

from pathlib import Path


NAME = "Chromium"
VARIABLE = "HILFE_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STANDARD_ADDRESS = next((path for name in NAMES if (path := shutil.which(name))), "")


def answers(address: str) -> bool:
    return bool(address)


def plan(folder: Path) -> None:
    """There is nothing to start: it is installed or it is not."""
