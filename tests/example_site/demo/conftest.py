"""Every test in here finds the demo loaded."""

from collections.abc import Iterator

import pytest

from tests.example_site.demo.loading import load


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The whole demo, loaded once for all tests of this module and taken out again."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def demo(_loaded, db) -> None:
    """Each test sees the loaded demo and leaves it as it was."""
