"""From which pages an offer is taken: live, on this site, open to all."""

import uuid

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import HelpOffer
from tests.offer_page.browse import fill, read_form, send, step_two
from tests.testapp.models import OwnOfferPage


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["login", "password"])
def test_a_restricted_page_takes_no_offer(client, offer_page, kind):
    form = step_two(client)
    PageViewRestriction.objects.create(
        page=offer_page, restriction_type=kind, password="geheim"
    )
    response = send(client, form)

    assert response.status_code == 303
    assert response["Location"] == "/hilfe-ukraine/"
    assert not HelpOffer.objects.exists()


def test_a_restriction_above_the_page_counts_too(client, offer_page):
    form = step_two(client)
    PageViewRestriction.objects.create(
        page=offer_page.get_parent(), restriction_type="login"
    )

    assert send(client, form)["Location"] == "/hilfe-ukraine/"
    assert not HelpOffer.objects.exists()


def test_an_unpublished_page_takes_no_offer(client, offer_page):
    form = step_two(client)
    offer_page.unpublish()

    assert send(client, form).status_code == 404
    assert not HelpOffer.objects.exists()


def test_a_page_of_another_site_takes_no_offer(client, offer_page):
    form = step_two(client)
    Site.objects.filter(is_default_site=True).update(hostname="here.example")
    elsewhere = (
        offer_page.get_parent()
        .get_parent()
        .add_child(instance=OwnOfferPage(title="Anderswo", slug="anderswo"))
    )
    Site.objects.create(hostname="other.example", root_page=elsewhere)

    response = client.post(
        read_form(form).action, fill(form), headers={"host": "other.example"}
    )
    assert response.status_code == 404
    assert not HelpOffer.objects.exists()


def test_an_unknown_page_takes_no_offer(client, offer_page):
    form = step_two(client)
    address = reverse("hilfe_ukraine:submit", args=[uuid.uuid4()])

    assert client.post(address, fill(form)).status_code == 404
    assert not HelpOffer.objects.exists()


def test_a_get_leads_back_to_the_page(client, offer_page):
    response = client.get(read_form(step_two(client)).action)

    assert (response.status_code, response["Location"]) == (303, "/hilfe-ukraine/")


def test_a_token_of_another_page_is_not_taken(client, offer_page):
    token = make_token(
        Purpose.SUBMIT,
        uuid.uuid4(),
        version=offer_page.pk + 1,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    response = send(client, step_two(client), token=token)

    assert response.status_code == 422
    assert response.context["notice"]
    assert not HelpOffer.objects.exists()
