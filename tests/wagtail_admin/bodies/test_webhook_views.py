"""The page on a body's webhook: who may open it, what it says, what it does."""

import re

import pytest

from django.urls import reverse

from hilfe_ukraine.actions.roles import (
    ADMINISTRATOR,
    BODY_STAFF,
    EDITOR,
    FIGURES_ONLY,
    HOTLINE,
    REGIONAL_EDITOR,
)
from hilfe_ukraine.models import Delivery, ResponsibleBody, Webhook
from tests.factories import NOW, SECRET, make_body, make_delivery, make_webhook
from tests.wagtail_admin.forms import body_data, errors_of, url


pytestmark = pytest.mark.django_db

NAMES = ["webhook", "webhook_test", "webhook_secret", "webhook_remove"]
URL = "https://amt.example/hook"


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def webhook():
    return make_webhook()


def address(name, body):
    return reverse(f"hilfe_ukraine_{name}", args=[body.uuid])


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def seen(client, name, body):
    """The hidden field of the form that asks."""
    page = client.get(address(name, body)).content.decode()
    return {"seen": re.search(r'name="seen" value="([^"]+)"', page)[1]}


@pytest.mark.parametrize(
    "role", [EDITOR, REGIONAL_EDITOR, HOTLINE, BODY_STAFF, FIGURES_ONLY]
)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_gets_in(person, browser, webhook, role, name, method):
    client = browser(person(role))
    response = getattr(client, method)(
        address(name, webhook.body), {"url": "https://evil.example/", "seen": ""}
    )

    # Wagtail leads those who may not back to their start page.
    assert response.status_code in (302, 403)
    assert response.status_code == 403 or response.url == "/admin/"
    webhook.refresh_from_db()
    assert (webhook.url, webhook.secret) == (URL, SECRET)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("name", NAMES)
def test_strangers_must_log_in(client, webhook, name):
    response = client.get(address(name, webhook.body))

    assert response.url.startswith("/admin/login/")


def test_a_body_without_a_webhook_gets_one_and_its_secret_is_shown_once(admin):
    body = make_body(channel="webhook")
    page = admin.get(address("webhook", body))
    assert "Set up the webhook" in words_of(page)

    done = admin.post(address("webhook", body), {"url": URL})

    secret = Webhook.objects.get(body=body).secret
    assert secret in done.content.decode()
    assert done["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    after = admin.get(address("webhook", body))
    assert secret not in after.content.decode()
    assert "not tested yet" in words_of(after)
    assert Delivery.objects.get(kind="test").state == "ready"


def test_the_page_says_what_came_of_the_tests(admin, webhook):
    for code, state in (
        ("tls:SSLError", "ready"),
        ("404", "dead"),
        ("200", "delivered"),
    ):
        make_delivery(
            offer=None,
            body=webhook.body,
            kind="test",
            channel="webhook",
            carrier=webhook.carrier,
            state=state,
            attempts=1,
            last_code=code,
        )
    words = words_of(admin.get(address("webhook", webhook.body)))

    assert "no encrypted connection to the receiving system (tls:SSLError)" in words
    assert "the receiving system knows no such address (404)" in words
    assert "delivered 200" in words
    assert "in use" in words
    assert URL in words


def test_the_page_costs_the_same_with_many_tests(
    admin, webhook, django_assert_max_num_queries
):
    for _ in range(10):
        make_delivery(offer=None, body=webhook.body, kind="test", channel="webhook")
    admin.get(address("webhook", webhook.body))

    with django_assert_max_num_queries(13):
        admin.get(address("webhook", webhook.body))


def test_a_body_whose_channel_is_another_one_is_told_so(admin):
    webhook = make_webhook(body=make_body())

    words = words_of(admin.get(address("webhook", webhook.body)))

    assert "This body gets its offers by e-mail." in words


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("http://amt.example/", "must begin with https://"),
        ("https://a:b@amt.example/", "must not hold a user name"),
        ("https://amt.example:22/", "Only these ports may be used: 443."),
        ("https://", "not a complete address"),
        ("https://127.0.0.1/x", "a network that is not public"),
        ("https://[::1]/x", "a network that is not public"),
        ("", "This field is required"),
    ],
)
def test_a_bad_address_is_explained_and_kept_in_the_field(admin, webhook, bad, words):
    page = admin.post(address("webhook", webhook.body), {"url": bad})

    assert words in words_of(page)
    assert f'value="{bad}"' in page.content.decode() or not bad
    webhook.refresh_from_db()
    assert webhook.url == URL


def test_the_same_address_again_makes_no_secret(admin, webhook):
    done = admin.post(address("webhook", webhook.body), {"url": URL}, follow=True)

    assert "nothing changed" in words_of(done)
    webhook.refresh_from_db()
    assert webhook.secret == SECRET


@pytest.mark.parametrize("name", NAMES)
def test_looking_changes_nothing(admin, webhook, name):
    response = admin.get(address(name, webhook.body))

    assert response.status_code == (405 if name == "webhook_test" else 200)
    webhook.refresh_from_db()
    assert (webhook.secret, webhook.changed_at) == (SECRET, NOW)
    assert not Delivery.objects.exists()


def test_a_test_is_sent_by_a_button(admin, webhook):
    done = admin.post(address("webhook_test", webhook.body), follow=True)

    assert "The test is on its way." in words_of(done)
    assert Delivery.objects.get().kind == "test"


def test_a_test_without_a_webhook_does_nothing(admin):
    admin.post(address("webhook_test", make_body()))

    assert not Delivery.objects.exists()


def test_a_new_secret_is_asked_for_and_shown_once(admin, webhook):
    form = seen(admin, "webhook_secret", webhook.body)
    done = admin.post(address("webhook_secret", webhook.body), form)

    webhook.refresh_from_db()
    assert webhook.secret != SECRET
    assert webhook.old_secret == SECRET
    assert webhook.secret in done.content.decode()
    assert SECRET not in done.content.decode()


@pytest.mark.parametrize("name", ["webhook_secret", "webhook_remove"])
def test_a_form_that_is_sent_twice_acts_once(admin, webhook, name):
    form = seen(admin, name, webhook.body)
    admin.post(address("webhook_secret", webhook.body), form)
    webhook.refresh_from_db()
    once = webhook.secret

    again = admin.post(address(name, webhook.body), form, follow=True)

    assert "nothing was done" in words_of(again)
    webhook.refresh_from_db()
    assert webhook.secret == once


@pytest.mark.parametrize("name", ["webhook_secret", "webhook_remove"])
@pytest.mark.parametrize("form", [{}, {"seen": ""}, {"seen": "x"}])
def test_a_form_of_another_kind_does_nothing(admin, webhook, name, form):
    admin.post(address(name, webhook.body), form)

    webhook.refresh_from_db()
    assert webhook.secret == SECRET


def test_a_webhook_is_removed_after_a_question(admin, webhook):
    form = seen(admin, "webhook_remove", webhook.body)
    done = admin.post(address("webhook_remove", webhook.body), form, follow=True)

    assert "The webhook was removed." in words_of(done)
    assert not Webhook.objects.exists()


def test_an_unknown_body_is_not_found(admin):
    body = make_body()
    body.uuid = "6f4f1f5e-7f57-4c2e-8a38-0a4f2b0c7d11"

    assert admin.get(address("webhook", body)).status_code == 404


def test_the_page_of_the_body_leads_to_its_webhook(admin, webhook):
    page = admin.get(url("responsiblebody", "edit", webhook.body.pk))

    assert address("webhook", webhook.body) in page.content.decode()
    assert "amt.example" in words_of(page)
    new = admin.get(url("responsiblebody", "add"))
    assert "hilfe-ukraine/webhooks/" not in new.content.decode()


def test_the_channel_is_chosen_in_the_form_of_the_body(admin):
    done = admin.post(
        url("responsiblebody", "add"), body_data(key="amt", channel="webhook")
    )

    assert done.status_code == 302
    assert ResponsibleBody.objects.get(key="amt").channel == "webhook"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"channel": "pigeon"}, "pigeon"),
        ({"channel": "webhook", "email": ""}, "Enter the address offers are sent to."),
    ],
)
def test_a_body_needs_a_channel_that_exists_and_an_e_mail_address(admin, values, words):
    page = admin.post(url("responsiblebody", "add"), body_data(key="amt", **values))

    assert words in errors_of(page)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "dead", "last_code": "404", "attempts": 1}, "the last test failed"),
        ({"state": "ready", "last_code": "503", "attempts": 2}, "the last test failed"),
        ({"state": "ready"}, "not tested yet"),
        ({"state": "cancelled", "last_code": "404"}, "not tested yet"),
    ],
)
def test_a_test_that_failed_is_not_called_untested(admin, values, words):
    body = make_webhook(state="untested", tested_at=None).body
    make_delivery(offer=None, body=body, kind="test", carrier="host:a", **values)

    for page in (
        admin.get(address("webhook", body)),
        admin.get(url("responsiblebody", "edit", body.pk)),
    ):
        assert words in words_of(page)
