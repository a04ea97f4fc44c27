"""Settings of the app, changed for one test."""

import pytest


@pytest.fixture
def change(settings):
    """Change settings of the app: ``change(INDEX_KEY="")``."""

    def change(**values):
        for name, value in values.items():
            setattr(settings, f"HILFE_UKRAINE_{name}", value)

    return change
