"""A new body: its key, and what it needs next."""

import pytest

from django.urls import reverse

from hilfe_ukraine.models import ResponsibleBody
from tests.factories import make_body
from tests.wagtail_admin.forms import body_data, errors_of, url


pytestmark = pytest.mark.django_db


class TestKeyOfANewBody:
    def add(self, admin, **values):
        data = body_data(**{"key": "", "name": "Caritas Görlitz", **values})
        return admin.post(url("responsiblebody", "add"), data, follow=True)

    def test_left_empty_it_is_made_of_the_name(self, admin):
        make_body("caritas_goerlitz", name="Caritas")
        self.add(admin)
        body = ResponsibleBody.objects.get(name="Caritas Görlitz")
        assert body.key == "caritas_goerlitz_2"

    def test_one_that_is_entered_stays(self, admin):
        self.add(admin, key="caritas")
        assert ResponsibleBody.objects.get().key == "caritas"

    def test_where_none_can_be_made_it_is_asked_for(self, admin):
        assert "key" in errors_of(self.add(admin, name="Допомога"))
        assert not ResponsibleBody.objects.exists()


class TestNew:
    def test_the_message_leads_to_what_it_needs_next(self, admin):
        data = body_data(name="Tafel Görlitz", contact_state="unconfirmed")
        told = admin.post(url("responsiblebody", "add"), data, follow=True)

        shown = told.content.decode()
        assert f'href="{reverse("hilfe_matrix:index")}"' in shown
        assert f'href="{reverse("hilfe_ukraine_ask_bodies")}"' in shown

    def test_and_to_no_page_that_would_refuse(self, allowed):
        client = allowed("add_responsiblebody")
        data = body_data(name="Tafel Görlitz", contact_state="unconfirmed")
        told = client.post(url("responsiblebody", "add"), data, follow=True)

        assert "Tafel Görlitz" in told.content.decode()
        assert reverse("hilfe_ukraine_ask_bodies") not in told.content.decode()
