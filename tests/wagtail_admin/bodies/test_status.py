"""The state of a body in words."""

from datetime import UTC, date, datetime

import pytest

from django.utils import timezone

from hilfe_ukraine.wagtail_admin.bodies.status import body_status, is_in_use
from tests.factories import make_body


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_pause_goes_by_the_portals_day_whoever_looks(monkeypatch):
    body = make_body(paused_until=date(2022, 3, 5))
    noon = datetime(2022, 3, 4, 12, tzinfo=UTC)  # the day after in Auckland
    monkeypatch.setattr(timezone, "now", lambda: noon)

    with timezone.override("Pacific/Auckland"):
        assert body_status(body).startswith("paused until")
        assert not is_in_use(body)
