"""An offer that was referred, with all that is personal in it."""

import pytest

from hilfe_ukraine.models import HelpOffer
from tests.factories import make_offer


@pytest.fixture
def offer():
    return make_offer(
        state=HelpOffer.States.REFERRED,
        waiting_for="",
        entries=[{"key": "details", "label": "Angebot", "value": "Zimmer"}],
        email_index="e" * 64,
        phone_index="f" * 64,
        facts={"helper": "person"},
        quantity=3,
    )
