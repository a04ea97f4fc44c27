"""What tests of the actions read back, and how they change the routing in between."""

from wagtail.models import ModelLogEntry

from hilfe_ukraine.models import HelpOffer, Region
from tests.offer_page.site import route


def fresh(offer):
    return HelpOffer.objects.get(pk=offer.pk)


def change_routing(**rule):
    """Let the district of the tests have this rule and no other."""
    Region.objects.get(key="14626").routing.delete()
    route("14626", rule)


def contact_state(row):
    row.body.refresh_from_db()
    return row.body.contact_state


def states():
    return list(HelpOffer.objects.order_by("pk").values_list("state", "waiting_for"))


def log_of(body):
    rows = ModelLogEntry.objects.for_instance(body).order_by("pk")
    return [row.action.removeprefix("hilfe_ukraine.") for row in rows]
