"""Fixtures for all tests; rows are made with ``tests.factories``."""

from datetime import datetime

import pytest

from wagtail.models import Page, Site

from hilfe_ukraine.actions.routing_table import forget_table
from hilfe_ukraine.offer_page.page_setup import forget_setups
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_postcode,
    make_region,
)


@pytest.fixture
def now() -> datetime:
    """A fixed moment, aware: nothing in a test asks the clock."""
    return NOW


@pytest.fixture(autouse=True)
def _forget_caches():
    """Each test has another database under the same process."""
    forget_table()
    forget_setups()


@pytest.fixture
def goerlitz(db):
    """02826 is Görlitz; 02827 lies in two municipalities of the district."""
    make_postcode("02826", "14626110")
    make_postcode("02827", "14626110", "14626120")
    make_postcode("04109", "14713")
    make_region("14")


@pytest.fixture
def offer_page(goerlitz):
    """A page with two categories and a fallback body; no confirmation needed."""
    housing = make_category("housing", title="Wohnraum", asks_quantity=True)
    translation = make_category(
        "translation", title="Übersetzen", allows_statewide=True
    )
    fallback = make_body("fallback", name="Landesdirektion")
    root = Site.objects.get(is_default_site=True).root_page
    page = HelpOfferPage(
        title="Hilfe anbieten",
        slug="hilfe-ukraine",
        confirmation_required=False,
        fallback_body=fallback,
        owning_office=fallback,
    )
    root.add_child(instance=page)
    page.categories = [housing, translation]
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk).specific
