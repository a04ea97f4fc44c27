"""The link in the mail: GET shows, POST confirms."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import Delivery, HelpOffer, Referral
from tests.database import row_counts
from tests.factories import make_body, make_category, make_offer, make_referral
from tests.offer_page.read import read_page, says
from tests.offer_page.site import publish


pytestmark = pytest.mark.django_db


def link(offer, **values):
    wanted = {
        "version": offer.link_version,
        "expires_at": timezone.now() + timedelta(days=1),
        **values,
    }
    token = make_token(Purpose.CONFIRM, offer.uuid, **wanted)
    return reverse("hilfe_ukraine:confirm", args=[token])


@pytest.fixture
def unconfirmed(goerlitz):
    return make_offer(
        state="unconfirmed",
        waiting_for="",
        contact_check="pending",
        confirmed_at=None,
        category=make_category("housing", title="Wohnraum"),
        fallback_body=make_body("fallback", name="Landesdirektion"),
    )


def test_looking_at_the_page_confirms_nothing(client, unconfirmed):
    before = row_counts()
    for method in (client.get, client.head):
        assert method(link(unconfirmed)).status_code == 200

    assert row_counts() == before
    unconfirmed.refresh_from_db()
    assert unconfirmed.confirmed_at is None


def test_the_messages_that_follow_go_by_the_clock_of_the_workers(
    client, unconfirmed, fast_clock
):
    client.post(link(unconfirmed))

    assert fast_clock() is (connection.vendor != "postgresql")


def test_the_page_says_what_is_to_be_confirmed(client, unconfirmed):
    response = client.get(link(unconfirmed))
    content = response.content.decode()

    assert says(response, "Confirm your offer")
    assert unconfirmed.reference in content
    assert "Wohnraum" in content
    assert "Erika" not in content
    assert '<form method="post"' in content


NOTHING_HAPPENS = (
    "Did you make this offer? Then confirm it here. If not, simply close this page: "
    "nothing will happen."
)


def test_who_did_not_make_an_offer_with_an_address_alone_need_do_nothing(
    client, unconfirmed
):
    assert says(client.get(link(unconfirmed)), NOTHING_HAPPENS)


def test_who_did_not_make_an_offer_that_goes_on_by_itself_reads_when_and_whom_to_tell(
    client, offer_page
):
    release_at = timezone.now() + timedelta(hours=6)
    publish(offer_page, hotline="0351 5640")
    offer = make_offer(
        state="unconfirmed",
        waiting_for="",
        contact_check="pending",
        confirmed_at=None,
        release_at=release_at,
        page_id=offer_page.pk,
    )
    page = client.get(link(offer))

    assert date_format(timezone.localtime(release_at), "DATETIME_FORMAT") in (
        page.content.decode()
    )
    assert "0351 5640" in page.content.decode()
    assert not says(page, NOTHING_HAPPENS)


def test_who_did_not_make_an_offer_that_has_gone_on_reads_that_it_counts(
    client, unconfirmed
):
    HelpOffer.objects.update(state="referred", contact_check="released")
    page = client.get(link(unconfirmed))

    words = (
        "If not, please tell us, and give the offer number. A phone number was given "
        "with this offer, so it counts already, even without a confirmation."
    )
    assert says(page, words)
    assert not says(page, NOTHING_HAPPENS)


def test_the_button_confirms_without_any_cookie(unconfirmed):
    client = Client(enforce_csrf_checks=True)
    address = link(unconfirmed)
    response = client.post(address)

    assert (response.status_code, response["Location"]) == (303, address)
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == HelpOffer.States.REFERRED
    done = client.get(address)
    assert says(done, "Your offer is confirmed")
    assert "Landesdirektion" in done.content.decode()
    assert "<form" not in done.content.decode()
    assert not client.cookies


def test_pressing_it_twice_is_the_same(client, unconfirmed):
    client.post(link(unconfirmed))
    before = row_counts()

    assert client.post(link(unconfirmed)).status_code == 303
    assert row_counts() == before
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("waiting_for", "message"),
    [
        ("keep", "Your offer is noted. We contact you as soon as it is needed."),
        (
            "unrouted",
            "An office looks for the right place for your offer and contacts you.",
        ),
    ],
)
def test_it_says_what_happens_when_no_body_has_it(client, waiting_for, message):
    assert says(client.get(link(make_offer(waiting_for=waiting_for))), message)


PERSONAL_LINK = (
    "We send you an e-mail with your personal link. With it you see what becomes of "
    "your offer, and can correct, pause or withdraw it."
)


RESTRICTED = (
    "At your request, or while a question is being settled, nobody may use your offer "
    "at present. It stays as it is. If you want to change something, please contact us."
)


def test_an_offer_that_was_confirmed_and_taken_is_not_called_over(client):
    offer = make_offer(state="taken", waiting_for="", confirmed_at=timezone.now())

    page = client.get(link(offer))

    assert says(page, "Your offer is confirmed")
    assert not says(page, PERSONAL_LINK)


def test_an_offer_that_was_taken_unconfirmed_is_called_taken_and_not_over(client):
    """It went on without a confirmation, and somebody takes the help."""
    offer = make_offer(
        state="taken", waiting_for="", contact_check="released", confirmed_at=None
    )

    page = client.get(link(offer))

    assert says(
        page,
        "Your help is needed, and somebody takes it. Thank you! If anything changes, "
        "please tell them directly.",
    )
    assert offer.reference in page.content.decode()
    assert not says(page, "Your offer has ended")
    assert "<form" not in page.content.decode()


@pytest.mark.parametrize("state", ["not_needed", "withdrawn", "expired"])
def test_of_an_offer_that_ended_unconfirmed_it_asks_and_promises_nothing(client, state):
    """It went on without a confirmation, and was over before somebody opened this."""
    offer = make_offer(
        state=state, waiting_for="", contact_check="released", confirmed_at=None
    )

    before = client.get(link(offer))
    assert client.post(link(offer)).status_code == 303
    for page in (before, client.get(link(offer))):
        content = page.content.decode()
        assert says(page, "Your offer has ended")
        assert offer.reference in content
        assert "<form" not in content
        assert not says(page, PERSONAL_LINK)
    assert not Delivery.objects.exists()


def test_a_restricted_offer_is_not_said_to_count_from_some_day_on(client, unconfirmed):
    release_at = timezone.now() + timedelta(hours=6)
    HelpOffer.objects.update(restricted_at=timezone.now(), release_at=release_at)

    page = client.get(link(unconfirmed))

    when = date_format(timezone.localtime(release_at), "DATETIME_FORMAT")
    assert when not in page.content.decode()
    assert says(page, RESTRICTED)
    assert "<form" in page.content.decode()


def test_who_confirms_while_the_use_is_restricted_is_promised_nothing(
    client, unconfirmed
):
    HelpOffer.objects.update(restricted_at=timezone.now())
    client.post(link(unconfirmed))

    page = client.get(link(unconfirmed))
    assert says(page, "Your offer is confirmed")
    assert "<form" not in page.content.decode()
    assert not says(page, PERSONAL_LINK)
    assert not Referral.objects.exists()


def test_a_body_that_has_passed_it_on_is_not_named(client):
    offer = make_offer(state="referred", waiting_for="")
    gone, now = make_body("gone", name="Altamt"), make_body("now", name="Neuamt")
    make_referral(offer=offer, body=gone, state="passed_on")
    make_referral(offer=offer, body=now)

    content = client.get(link(offer)).content.decode()
    assert "Neuamt" in content
    assert "Altamt" not in content


def test_it_is_kept_nowhere_and_passed_on_to_nobody(client, unconfirmed):
    for response in (client.get(link(unconfirmed)), client.post(link(unconfirmed))):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_it_speaks_the_language_of_the_offer(client, unconfirmed):
    HelpOffer.objects.update(language="uk")

    assert read_page(client.get(link(unconfirmed))).lang == "uk"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"version": 2}, 410),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, 410),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_has_ended_confirms_nothing(
    client, unconfirmed, values, status, method
):
    response = getattr(client, method)(link(unconfirmed, **values))

    assert response.status_code == status
    unconfirmed.refresh_from_db()
    assert unconfirmed.confirmed_at is None
    assert unconfirmed.reference not in response.content.decode()


def test_other_methods_are_refused(client, unconfirmed):
    assert client.put(link(unconfirmed)).status_code == 405
