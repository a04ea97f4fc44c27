"""Publishing makes every process read its routing anew."""

import pytest

from django.db import transaction
from wagtail.models import Page

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import RoutingVersion
from tests.factories import make_routing, make_rule
from tests.testapp.models import EmptyPage, OwnOfferPage


pytestmark = pytest.mark.django_db


def test_the_version_rises_from_nothing():
    assert RoutingVersion.current() == 0
    routing_changed()
    first = RoutingVersion.current()
    routing_changed()

    assert 0 < first < RoutingVersion.current()
    assert RoutingVersion.objects.count() == 1


def test_a_change_that_is_rolled_back_raises_nothing():
    routing_changed()
    before = RoutingVersion.current()
    with transaction.atomic():
        routing_changed()
        transaction.set_rollback(True)

    assert RoutingVersion.current() == before


def test_publishing_and_unpublishing_routing_raises_the_version():
    routing = make_routing(live=False)
    make_rule(routing)
    draft = routing.save_revision()
    assert RoutingVersion.current() == 0

    draft.publish()
    published = RoutingVersion.current()
    assert published > 0
    routing.refresh_from_db()
    routing.unpublish()
    assert RoutingVersion.current() > published


def test_publishing_a_page_that_takes_offers_raises_the_version(offer_page):
    for page in (offer_page, own_page(offer_page)):
        before = RoutingVersion.current()
        page.save_revision().publish()
        assert RoutingVersion.current() > before
        before = RoutingVersion.current()
        Page.objects.get(pk=page.pk).unpublish()
        assert RoutingVersion.current() > before


def test_other_pages_are_none_of_our_business(offer_page):
    empty = EmptyPage(title="Leer", slug="leer")
    offer_page.get_parent().add_child(instance=empty)
    before = RoutingVersion.current()
    empty.save_revision().publish()

    assert RoutingVersion.current() == before


def own_page(offer_page):
    page = OwnOfferPage(title="Eigene", slug="eigene")
    return offer_page.get_parent().add_child(instance=page)
