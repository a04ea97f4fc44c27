"""An enquiry as the page makes it."""

import pytest

from django.http import QueryDict
from django.utils import translation

from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.offer_page.enquiry import Enquiry
from hilfe_ukraine.offer_page.page_setup import read_setup
from tests.factories import NOW


@pytest.fixture
def enquire(offer_page):
    """Return a function that reads an address's parameters as the page does."""

    def enquire(query=None):
        table = current_table()
        setup = read_setup(offer_page, table)
        data = None if query is None else QueryDict(query)
        enquiry = Enquiry(data, setup=setup, table=table, today=NOW.date())
        enquiry.is_valid()
        return enquiry

    with translation.override("en"):
        yield enquire
