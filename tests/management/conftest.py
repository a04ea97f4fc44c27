"""What commands about routing find on the portal."""

import pytest

from hilfe_ukraine.actions.routing_changed import routing_changed
from tests.factories import make_body, make_routing, make_rule


@pytest.fixture
def district_office(offer_page):
    """An office that takes everything in the district of Görlitz."""
    office = make_body("goerlitz", name="Landratsamt", email="amt@goerlitz.example")
    make_rule(make_routing("14626"), bodies=(office,), title="Alles ans Amt")
    routing_changed()
    return office
