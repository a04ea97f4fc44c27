"""Behind the personal link: an offer is paused, and goes on."""

from datetime import timedelta

import pytest

from django.utils import timezone, translation
from django.utils.formats import date_format

from hilfe_ukraine.models import HelpOffer
from tests.offer_page.read import complaints, in_german, says
from tests.views.personal import link, tomorrow


pytestmark = pytest.mark.django_db


def test_pausing_and_ending_the_pause(client, offer):
    response = client.post(link(offer, "pause"), {"until": tomorrow(7)})
    assert response["Location"].endswith("?done=paused")
    page = client.get(response["Location"])
    assert says(page, "End the pause now")
    words = in_german(
        "Your offer is paused. From %(date)s on it goes on by itself. Until then it is "
        "passed on to nobody else."
    )
    with translation.override("de"):
        back = date_format(timezone.localdate() + timedelta(days=7))
    assert words % {"date": back} in page.content.decode()
    assert page.content.decode().count("Ihr Angebot ruht.") == 1

    client.post(link(offer), {"act": "end_pause"})
    offer.refresh_from_db()
    assert offer.paused_until is None


@pytest.mark.parametrize("until", ["", "gestern", "2020-01-01", "2999-01-01"])
def test_a_pause_needs_a_day_to_come(client, offer, until):
    response = client.post(link(offer, "pause"), {"until": until})

    assert response.status_code == 422
    assert "id_until" in complaints(response)


FOR_LONGER = (
    "To pause it for longer, go back to your offer and press “My offer is still valid” "
    "first."
)
LAST_DAY = (
    "Today is the last day of your offer, so it cannot be paused yet. Please go back "
    "to it and press “My offer is still valid”. After that you can pause it."
)


def test_a_pause_does_not_outlast_the_offer(client, offer):
    late = client.post(link(offer, "pause"), {"until": tomorrow(31)})
    words = in_german(
        "The latest day that you can enter is %(date)s: your offer is valid until then."
    )
    with translation.override("de"):
        latest = date_format(offer.valid_until)
    assert words % {"date": latest} in complaints(late)["id_until"]
    assert complaints(late)["id_until"].endswith(in_german(FOR_LONGER))

    response = client.post(link(offer, "pause"), {"until": tomorrow(30)})
    assert response["Location"].endswith("?done=paused")


def test_where_it_does_not_help_nobody_is_sent_to_extend_the_offer(
    client, offer, settings
):
    settings.HILFE_UKRAINE_OFFER_DAYS = 30
    late = client.post(link(offer, "pause"), {"until": tomorrow(31)})

    assert in_german(FOR_LONGER) not in complaints(late)["id_until"]


def test_on_its_last_day_an_offer_is_to_be_extended_before_it_is_paused(client, offer):
    HelpOffer.objects.update(valid_until=timezone.localdate())
    page = client.get(link(offer, "pause"))

    assert says(page, LAST_DAY)
    assert "<form" not in page.content.decode()
    assert client.post(link(offer, "pause"), {"until": tomorrow()}).status_code == 422
    assert HelpOffer.objects.get().paused_until is None
