"""Mails to a body and to a helper about one offer."""

import pytest

from hilfe_ukraine.models import Delivery
from tests.factories import (
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
    make_region,
)


Kinds, Receivers = Delivery.Kinds, Delivery.Receivers


@pytest.fixture
def offer():
    return make_offer(
        category=make_category(title="Flats & rooms"),
        region=make_region("14626110", label="Görlitz"),
        contact={
            "name": "Erika Muster",
            "organisation": "Muster GmbH",
            "email": "erika@muster.example",
            "phone": "+4935811234",
            "street": "Am Markt 1",
        },
        entries=[{"key": "details", "label": "Details", "value": "two quiet rooms"}],
    )


@pytest.fixture
def forward(offer):
    """To the body: here is an offer."""
    return make_delivery(referral=make_referral(offer=offer), language="en")


@pytest.fixture
def confirm(offer):
    """To the helper: please confirm."""
    return make_delivery(
        offer=offer, kind=Kinds.CONFIRM, receiver=Receivers.HELPER, language="en"
    )


@pytest.fixture
def bodies():
    """Three bodies, each with an offer in its hands."""
    return [make_referral(body=make_body()) for _ in range(3)]
