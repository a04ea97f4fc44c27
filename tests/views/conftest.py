"""What tests of several views begin with."""

from datetime import timedelta

import pytest

from django.utils import timezone

from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.models import Delivery
from tests.factories import make_body, make_category, make_offer, make_referral
from tests.offer_page.site import publish
from tests.views.monitor import TOKEN
from tests.views.personal import EMAIL


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
    """The web's clock is ten minutes fast; returns whether messages go by it.

    Only where there is one machine, and so one clock, they may.
    """
    right = timezone.now
    minutes = timedelta(minutes=10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: right() + minutes)

    def is_followed():
        last = Delivery.objects.order_by("next_attempt_at").last()
        return last.next_attempt_at - right() > timedelta(minutes=1)

    return is_followed


@pytest.fixture
def as_monitor(settings):
    """What to send along to be told figures."""
    settings.HILFE_UKRAINE_HEALTH_TOKEN = TOKEN
    return {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


@pytest.fixture
def offer():
    """An offer that its helper looks at, and that a body has."""
    now = timezone.now()
    offer = make_offer(
        state="referred",
        waiting_for="",
        category=make_category("housing", title="Wohnraum", asks_quantity=True),
        contact={"helper": "person", "name": "Erika Muster", "email": EMAIL},
        entries=[{"key": "details", "label": "Beschreibung", "value": "Zimmer"}],
        email_index=blind_index("email", EMAIL),
        quantity=2,
        submitted_at=now,
        valid_until=timezone.localdate() + timedelta(days=30),
    )
    body = make_body("kreis", name="Landkreis Görlitz")
    make_referral(offer=offer, body=body, referred_at=now, opened_at=now)
    return offer
