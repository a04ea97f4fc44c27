"""A webhook from its first address to its first offer: real browser, real receiver.

Without JavaScript, as everything must work that matters.
"""

import pytest

from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Receiver

from hilfe_ukraine.actions.sending.forward import forward_due
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.models import Delivery, ResponsibleBody
from tests.browser.staff import make_administrator
from tests.factories import make_body, make_referral
from tests.https_sink import authority, https_sink
from tests.schema import validate


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def receiver(tmp_path, settings):
    """The body's own system, on this machine."""
    settings.HILFE_UKRAINE_WEBHOOK_NETWORKS = ["127.0.0.0/8", "::1/128"]
    ca = authority()
    with https_sink(tmp_path, ca=ca, certificate=ca.issue_cert("localhost")) as sink:
        settings.HILFE_UKRAINE_WEBHOOK_PORTS = [sink.port]
        settings.HILFE_UKRAINE_WEBHOOK_CA_FILE = sink.ca_file
        yield sink


@pytest.fixture
def administrator(sign_in, django_db_serialized_rollback):
    """The administrator's browser, which runs no scripts; the admin is in English."""
    return sign_in(make_administrator("en"), scripts=False)


def send_what_is_due():
    forward_due(now=timezone.now(), limit=10, clock=timezone.now)


def test_from_the_first_address_to_the_first_offer(administrator, receiver):
    page, body = administrator, make_body(name="Landratsamt Görlitz")
    page.goto(f"/admin/snippets/hilfe_ukraine/responsiblebody/edit/{body.pk}/")
    page.locator("[name=channel]").select_option("webhook")
    page.get_by_label("Why is it changed?").fill("Agreed with Ms Beyer, by phone.")
    page.locator("button[type=submit]").first.click()
    page.goto(f"/admin/snippets/hilfe_ukraine/responsiblebody/edit/{body.pk}/")
    assert page.locator("[name=channel]").input_value() == "webhook"

    page.get_by_role("link", name="Set up a webhook").click()
    page.locator("[name=url]").fill(f"https://localhost:{receiver.port}/hook")
    page.get_by_role("button", name="Save address and send a test").click()
    secret = page.locator(".hilfe-secret").inner_text()
    page.get_by_role("link", name="I have copied it").click()
    assert secret not in page.content()
    assert "not tested yet" in page.locator("main").text_content()

    send_what_is_due()
    page.reload()
    assert page.get_by_role("row", name="delivered 200").is_visible()
    assert "in use" in page.locator("main").text_content()

    body = ResponsibleBody.objects.get(pk=body.pk)
    new_delivery(
        kind=Delivery.Kinds.FORWARD,
        receiver=Delivery.Receivers.BODY,
        about=make_referral(body=body),
        body=body,
        now=timezone.now(),
    ).save()
    send_what_is_due()

    test, offer = receiver.requests
    for request in (test, offer):
        assert Receiver(secret).verify(request.body, request.headers)
        validate(request.body)
    assert validate(offer.body)["data"]["contact"]["name"] == "Erika Muster"
