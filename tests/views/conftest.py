"""What tests of several views begin with."""

import pytest

from tests.offer_page.site import publish


@pytest.fixture
def form(client, offer_page):
    """Step two for housing in Görlitz, with a period and a quantity."""
    housing = offer_page.categories.get(key="housing")
    housing.asks_period = True
    housing.save()
    publish(offer_page)
    return client.get("/hilfe-ukraine/?category=housing&postcode=02826")
