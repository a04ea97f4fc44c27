"""What names a body, as its page of uses tells it."""

import pytest

from django.urls import reverse

from hilfe_ukraine.models import RegionRouting
from tests.factories import make_body, make_region, make_routing, make_rule
from tests.wagtail_admin.forms import url
from tests.wagtail_admin.read import text_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_body("office", name="Wohnungsamt")


def test_rules_drafts_and_bodies_are_uses(admin, office):
    make_rule(make_routing(make_region("14626", label="Görlitz")), bodies=(office,))
    other = make_body(name="Verein", deputy=office)
    routing = RegionRouting.objects.get()

    page = text_of(admin.get(url("responsiblebody", "usage", office.pk)))

    assert "Görlitz" in page
    assert "Live rules" in page
    assert url("regionrouting", "edit", routing.pk) in page
    assert other.name in page
    assert "Deputy" in page


def test_the_form_leads_there_and_counts_nothing(admin, office):
    make_rule(make_routing("14626"), bodies=(office,))

    page = text_of(admin.get(url("responsiblebody", "edit", office.pk)))

    assert url("responsiblebody", "usage", office.pk) in page
    assert "Used 0 times" not in page


@pytest.mark.parametrize(("state", "shown"), [("confirmed", True), ("retired", False)])
def test_what_is_retired_is_not_retired_again(admin, office, state, shown):
    office.contact_state = state
    office.save()

    page = text_of(admin.get(url("responsiblebody", "edit", office.pk)))

    address = reverse("hilfe_ukraine_body_replace", args=[office.uuid])
    assert (address in page) == shown
