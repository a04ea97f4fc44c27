"""Loading the demo on the site of a test."""

from demo import accounts, help_offers
from wagtail.models import Site


def load() -> None:
    """Load the demo below the home page of the test's own site."""
    help_offers.load(Site.objects.get(is_default_site=True).root_page)
    accounts.load()
