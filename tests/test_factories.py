"""The factories give rows that the models themselves accept."""

import pytest

from tests import factories


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "make",
    [
        factories.make_region,
        factories.make_category,
        factories.make_body,
        factories.make_offer,
        factories.make_referral,
        factories.make_delivery,
        factories.make_webhook,
        factories.make_routing,
    ],
)
def test_every_row_is_valid_as_it_stands(make):
    # The submission fills these by itself; no form ever asks for them.
    make().full_clean(exclude=["page", "facts", "legal_text"])


def test_a_rule_keeps_what_it_was_made_with():
    body, category = factories.make_body(), factories.make_category()
    rule = factories.make_rule(
        factories.make_routing(),
        categories=(category,),
        bodies=(body,),
        conditions=(("quantity", "at_least", "3"),),
        text="Thank you.",
    )

    stored = type(rule).objects.get()
    assert list(stored.categories.all()) == [category]
    assert list(stored.bodies.all()) == [body]
    assert stored.conditions.get().values == (3,)
    assert stored.texts.get().text == "Thank you."
