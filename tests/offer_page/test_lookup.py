"""Finding pages, whichever model the host uses for them."""

import uuid

import pytest

from django.test import RequestFactory
from wagtail.models import Page, Site

from hilfe_ukraine.offer_page.lookup import (
    find_live_page,
    live_pages,
    live_pages_once,
    page_models,
)
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.offer_page.site import publish
from tests.testapp.models import EmptyPage, OwnOfferPage


pytestmark = pytest.mark.django_db


@pytest.fixture
def own_page(offer_page):
    page = OwnOfferPage(title="Eigene", slug="eigene")
    offer_page.get_parent().add_child(instance=page)
    return publish(page)


def find(page, host="testserver"):
    request = RequestFactory().get("/", headers={"host": host})
    return find_live_page(page.public_id, request)


def test_all_models_on_the_mixin_are_known():
    assert set(page_models()) == {HelpOfferPage, OwnOfferPage}
    assert EmptyPage not in page_models()


def test_pages_of_every_model_are_found(offer_page, own_page):
    assert find(offer_page) == offer_page
    assert find(own_page) == own_page
    assert isinstance(find(own_page), OwnOfferPage)
    assert set(live_pages()) == {offer_page, own_page}


def test_translations_can_be_counted_as_one_page(offer_page, ukrainian_page, own_page):
    assert set(live_pages()) == {offer_page, ukrainian_page, own_page}
    assert set(live_pages_once()) == {offer_page, own_page}

    offer_page.unpublish()
    assert set(live_pages_once()) == {ukrainian_page, own_page}


def test_an_unknown_id_finds_nothing(offer_page):
    offer_page.public_id = uuid.uuid4()

    assert find(offer_page) is None


def test_what_is_not_live_is_not_found(offer_page, own_page):
    offer_page.unpublish()

    assert find(offer_page) is None
    assert list(live_pages()) == [own_page]


def test_a_page_belongs_to_its_own_site_only(offer_page, own_page):
    Site.objects.create(hostname="own.example", root_page=own_page)

    assert find(own_page, "own.example") == own_page
    assert find(offer_page, "own.example") is None
    # A page below two roots is on both sites.
    assert find(own_page) == own_page


def test_a_page_below_no_root_is_on_no_site(offer_page):
    home = OwnOfferPage(title="Woanders", slug="woanders")
    Page.objects.get(depth=1).add_child(instance=home)
    publish(home)

    assert find(home) is None
