"""What tests of several views begin with."""

from datetime import timedelta

import pytest

from django.db import connection
from django.utils import timezone

from hilfe_ukraine.models import Delivery
from tests.offer_page.site import publish
from tests.views.monitor import TOKEN


@pytest.fixture
def form(client, offer_page):
    """Step two for housing in Görlitz, with a period and a quantity."""
    housing = offer_page.categories.get(key="housing")
    housing.asks_period = True
    housing.save()
    publish(offer_page)
    return client.get("/hilfe-ukraine/?category=housing&postcode=02826")


@pytest.fixture
def fast_clock(monkeypatch):
    """The web's clock is ten minutes fast; returns whether messages wait for that.

    Only where there is one machine, and so one clock, they may.
    """
    right = timezone.now
    minutes = timedelta(minutes=10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: right() + minutes)

    def goes_wrong():
        last = Delivery.objects.order_by("next_attempt_at").last()
        late = last.next_attempt_at - right() > timedelta(minutes=1)
        return late and connection.vendor == "postgresql"

    return goes_wrong


@pytest.fixture
def as_monitor(settings):
    """What to send along to be told figures."""
    settings.HILFE_UKRAINE_HEALTH_TOKEN = TOKEN
    return {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
