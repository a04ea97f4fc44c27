"""The page behind the link in a test message: GET shows, POST confirms."""

import pytest

from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.actions.sending.address_tests import send_address_test
from hilfe_ukraine.actions.sending.forward import forward
from hilfe_ukraine.delivery.message_links import address_link
from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import ResponsibleBody
from tests.factories import make_body


pytestmark = pytest.mark.django_db


@pytest.fixture
def path(settings):
    body = make_body(contact_state="unconfirmed", name="Landratsamt Görlitz")
    now = timezone.now()
    test = send_address_test(body=body, user=None, now=now)
    forward(test.uuid, now=now, clock=lambda: now)
    link = address_link(test)
    return link[link.index("/", len("https://")) :]


def state():
    return ResponsibleBody.objects.get().contact_state


def test_opening_shows_what_it_is_for_and_does_nothing(client, path):
    page = client.get(path)

    assert page.status_code == 200
    assert "Landratsamt Görlitz" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert state() == "unconfirmed"


def test_the_button_confirms(client, path):
    response = client.post(path)

    assert (response.status_code, response["Location"]) == (303, path)
    assert state() == "confirmed"
    assert 'role="status"' in client.get(path).content.decode()


def test_after_another_address_the_link_is_over(client, path):
    ResponsibleBody.objects.update(email="neu@example.org")

    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert state() == "unconfirmed"


def test_a_link_for_another_purpose_is_refused(client, path):
    token = make_token(
        Purpose.ANSWER,
        ResponsibleBody.objects.get().uuid,
        version=1,
        expires_at=timezone.now(),
    )
    address = reverse("hilfe_ukraine:address", args=[token])
    assert client.post(address).status_code == 404
