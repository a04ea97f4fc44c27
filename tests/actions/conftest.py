"""An offer on its way through the actions."""

import uuid

import pytest

from hilfe_ukraine.actions.decide import decide_now
from hilfe_ukraine.actions.places import find_postcode
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.actions.submit import Submission, submit
from tests.factories import NOW, make_body, make_category
from tests.offer_page.site import route


@pytest.fixture
def hand_in(goerlitz):
    """Return a function that decides and submits an offer; values override."""
    housing = make_category("housing", asks_quantity=True)
    office = make_body("office", name="Landesdirektion")

    def hand_in(*, spend=lambda: True, now=NOW, decided=None, **values):
        table = current_table()
        defaults = {
            "token": uuid.uuid4(),
            "page_id": None,
            "page_title": "Hilfe anbieten",
            "language": "de",
            "confirmation_required": False,
            "category": table.categories[housing.key],
            "found": find_postcode("02826"),
            "facts": {"helper": "person"},
            "contact": {"name": "Erika Muster", "email": "Erika@muster.example"},
            "entries": [{"key": "details", "label": "Angebot", "value": "Zimmer"}],
            "owning_office": office,
        }
        submission = Submission(**{**defaults, **values})
        decided = decided or decide_now(
            table=table,
            place=submission.found.place,
            category=submission.category,
            facts=submission.facts,
            fallback=submission.fallback_body,
            today=now.date(),
        )
        return submit(
            submission=submission,
            decided=decided,
            table=table,
            spend_captcha=spend,
            now=now,
        ).offer

    return hand_in


@pytest.fixture
def kreis():
    """A body that gets everything of the district."""
    return make_body("kreis")


@pytest.fixture
def unconfirmed(hand_in, kreis):
    """An offer that waits for its confirmation, decided for ``kreis``."""
    route("14626", {"bodies": (kreis,)})
    return hand_in(confirmation_required=True)
