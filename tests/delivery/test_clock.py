"""Workers agree about the time, whatever their own clocks say."""

from datetime import timedelta

import pytest

from django.db import connection, transaction
from django.utils import timezone

from hilfe_ukraine.delivery.clock import shared_now


pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("wrong", [-HOUR, HOUR])
def test_on_postgresql_a_wrong_clock_changes_nothing(monkeypatch, wrong):
    right = timezone.now()
    monkeypatch.setattr(
        "hilfe_ukraine.delivery.clock.timezone.now", lambda: right + wrong
    )

    off = shared_now() - right

    expected = timedelta(0) if connection.vendor == "postgresql" else wrong
    assert abs(off - expected) < timedelta(minutes=1)


def test_it_is_aware_and_goes_on_within_a_transaction():
    with transaction.atomic():
        first, second = shared_now(), shared_now()

    assert timezone.is_aware(first)
    assert first < second
