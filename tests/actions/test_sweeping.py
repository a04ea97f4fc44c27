"""Every look for due messages says that it was there."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.sweeping import begin_hints, note_sweep
from hilfe_ukraine.models import OutboxStatus
from tests.database import statements
from tests.factories import NOW


pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_a_sweep_is_noted_every_ten_seconds_and_read_otherwise():
    for seconds, noted in ((0, 0), (9, 0), (10, 10), (19, 10), (25, 25)):
        note_sweep(now=NOW + seconds * SECOND)
        assert OutboxStatus.objects.get().swept_at == NOW + noted * SECOND

    with statements() as found:
        note_sweep(now=NOW + 26 * SECOND)
    assert len(found) == 1


def test_a_note_of_the_sweep_leaves_the_stop_alone():
    status = OutboxStatus.the_one()
    status.stopped_at, status.reason = NOW, "restore"
    status.save()

    note_sweep(now=NOW)

    status.refresh_from_db()
    assert (status.stopped_at, status.reason, status.swept_at) == (NOW, "restore", NOW)


def test_hints_begin_by_one_statement():
    note_sweep(now=NOW)

    with statements() as found:
        assert begin_hints(now=NOW)
    assert len(found) == 1
    assert not begin_hints(now=NOW)
