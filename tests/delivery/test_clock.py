"""Workers agree about the time, whatever their own clocks say."""

from datetime import UTC, datetime, timedelta

import pytest

from django.db import connection, transaction
from django.utils import timezone

from hilfe_ukraine.delivery.clock import portal_time, reckoned_now, shared_now
from tests.database import statements


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


def test_a_request_reckons_with_a_wrong_clock_and_asks_once(monkeypatch):
    right = timezone.now()
    clock = "hilfe_ukraine.delivery.clock.timezone.now"
    monkeypatch.setattr(clock, lambda: right + HOUR)

    with statements() as found:
        off = [reckoned_now() - right for _ in range(3)]

    if connection.vendor == "postgresql":
        assert len(found) == 1
        assert max(off) < timedelta(minutes=1)
    else:
        assert found == []
        assert min(off) > HOUR - timedelta(minutes=1)


def test_the_portals_time_is_the_same_whoever_is_logged_in():
    noon = datetime(2022, 3, 4, 12, tzinfo=UTC)

    with timezone.override("Pacific/Auckland"):
        local = portal_time(noon)

    assert (local, local.isoformat()) == (noon, "2022-03-04T13:00:00+01:00")


def test_it_is_aware_and_goes_on_within_a_transaction():
    with transaction.atomic():
        first, second = shared_now(), shared_now()

    assert timezone.is_aware(first)
    assert first < second
