"""The page that keeps what was typed while the database fails, in a real browser."""

import pytest

from hilfe_ukraine.models import HelpOffer
from tests.browser.filled_in import fill_in, go_to_step_two
from tests.views.failing_database import full_disk


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_an_offer_is_sent_again_by_its_button(citizen, site, look):
    go_to_step_two(citizen)
    fill_in(citizen)
    citizen.locator("[name=details]").fill("Ruhig gelegen. " * 200)
    with full_disk():
        citizen.locator(".hu-form button").click()
        look(citizen)
        assert citizen.locator("[role=alert]").is_visible()
    assert not HelpOffer.objects.exists()

    citizen.locator(".hu-form button").click()

    reference = citizen.locator(".hu-reference").inner_text()
    assert HelpOffer.objects.get().reference == reference
    assert citizen.context.cookies() == []
