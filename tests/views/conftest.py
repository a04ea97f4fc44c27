"""What tests of several views begin with."""

import pytest

from django.db import OperationalError

from hilfe_ukraine.actions.sending import health
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
def as_monitor(settings):
    """What to send along to be told figures."""
    settings.HILFE_UKRAINE_HEALTH_TOKEN = TOKEN
    return {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


@pytest.fixture
def database_away(monkeypatch):
    """Whoever asks for figures is refused by the database."""

    def refuse(**_):
        raise OperationalError("connection to erika@muster.example refused")

    monkeypatch.setattr(health, "stuck_report", refuse)
