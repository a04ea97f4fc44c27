"""What stands in the mails, and what must never stand in them."""

import re

from datetime import timedelta

import pytest

from wagtail.models import Locale

from hilfe_ukraine.delivery.message_links import answer_link, confirm_link
from hilfe_ukraine.delivery.messages import with_words
from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.links import Purpose, read_token
from hilfe_ukraine.models import CategoryText, Delivery
from hilfe_ukraine.wagtail_admin.offer_urls import OFFERS_PATH
from tests.delivery.written import write
from tests.factories import NOW, make_body, make_delivery


pytestmark = pytest.mark.django_db

Kinds, Receivers = Delivery.Kinds, Delivery.Receivers


def token_in(link):
    return re.search(r"/(?:answer|confirm)/([^/]+)/", link)[1]


@pytest.fixture
def nobody(offer):
    return make_delivery(
        offer=offer,
        body=make_body("office"),
        kind=Kinds.NOBODY,
        receiver=Receivers.ADMINISTRATOR,
        language="en",
    )


def test_a_mail_to_a_body_has_reference_kind_place_date_and_link(forward, offer):
    message = write(forward)

    assert message.to == forward.body.email
    assert message.subject == f"{offer.reference}: Flats & rooms, Görlitz"
    for part in (offer.reference, "Flats & rooms", "Görlitz", "2022"):
        assert part in message.text
    assert answer_link(forward.referral) in message.text
    assert answer_link(forward.referral) in message.html
    assert "Flats &amp; rooms" in message.html


@pytest.mark.parametrize("kind", ["forward", "confirm", "nobody"])
def test_no_mail_holds_what_the_helper_entered(kind, request, offer):
    message = write(request.getfixturevalue(kind))

    written = message.subject + message.text + message.html
    for personal in ("Muster", "erika@", "+49", "1234", "Am Markt", "quiet"):
        assert personal not in written


@pytest.mark.parametrize("kind", ["forward", "confirm", "nobody"])
def test_the_form_of_every_mail(kind, request):
    delivery = request.getfixturevalue(kind)
    message = write(delivery, number=3)

    assert message.subject.startswith(delivery.offer.reference)
    assert message.message_id == delivery.message_id
    assert message.number == 3
    assert '<html lang="en">' in message.html
    assert "<img" not in message.html
    assert "<link" not in message.html
    assert "{%" not in message.html + message.text
    assert "&amp;" not in message.text


@pytest.mark.parametrize("kind", ["forward", "confirm", "nobody"])
def test_a_possible_repeat_says_so(kind, request):
    delivery = request.getfixturevalue(kind)
    delivery.possible_duplicate = True

    message = write(delivery)

    assert message.subject.endswith("[repeat]")
    assert "may have reached you before" in message.text
    assert "may have reached you before" in message.html


def test_every_try_sends_the_same_link(forward):
    assert write(forward).text == write(forward, number=2).text


def test_the_link_opens_the_referral_for_its_time(forward, settings):
    link = answer_link(forward.referral)

    assert link.startswith("http://testserver/hilfe/answer/")
    opened = read_token(Purpose.ANSWER, token_in(link), now=NOW)
    assert (opened.uuid, opened.version) == (forward.referral.uuid, 1)
    assert opened.expires_at == NOW + timedelta(days=90)


def test_the_helper_is_written_to_with_the_link_to_confirm(confirm, offer):
    message = write(confirm)

    assert message.to == "erika@muster.example"
    assert confirm_link(offer) in message.text
    opened = read_token(Purpose.CONFIRM, token_in(confirm_link(offer)), now=NOW)
    assert opened.uuid == offer.uuid
    assert "Opening the link does nothing by itself." in message.text
    assert "your offer does not count" in message.text
    # It may be noted only, and step two has promised that nobody gets it then.
    assert "pass" not in message.text


def test_with_a_phone_number_the_helper_reads_when_the_offer_goes_on(confirm, offer):
    offer.release_at = NOW + timedelta(hours=24)

    message = write(confirm)

    for text in (message.text, message.html):
        assert text.count("March 5, 2022") == 2
        assert "please tell us" in text
        assert "pass" not in text
        assert "you need not do anything" not in text


def test_of_an_offer_that_has_gone_on_meanwhile_no_mail_says_that_it_waits(
    confirm, offer
):
    """Its mail may be late, or sent once more."""
    offer.contact_check = "released"
    message = write(confirm)

    for text in (message.text, message.html):
        assert "it counts already" in text
        assert "does not count" not in text
        assert "you need not do anything" not in text


def test_who_gave_an_address_alone_and_offered_nothing_need_do_nothing(confirm):
    assert "you need not do anything" in write(confirm).text


def test_the_owning_office_reads_that_nobody_is_in_charge(nobody, offer):
    message = write(nobody)

    assert message.to == "office@office.example"
    assert "no rule says" in message.text


def test_the_register_is_linked_by_the_name_it_really_has(nobody, offer):
    link = f"http://testserver/admin/{OFFERS_PATH}/?q={offer.reference}"

    assert link in write(nobody).text


def test_without_a_register_there_is_no_link(nobody, monkeypatch):
    monkeypatch.setattr("hilfe_ukraine.delivery.message_links._REGISTER", "nowhere")

    assert "http" not in write(nobody).text


def test_help_from_anywhere_names_no_place(forward, offer):
    offer.statewide = True

    message = write(forward)

    assert message.subject == f"{offer.reference}: Flats & rooms"
    assert "Görlitz" not in message.text
    assert "anywhere in the state" in message.text


def test_the_words_are_in_the_language_of_the_row(confirm, offer):
    ukrainian = Locale.objects.create(language_code="uk")
    CategoryText.objects.create(parent=offer.category, locale=ukrainian, title="Житло")
    confirm.language = "uk"

    message = write(confirm)

    assert "Житло" in message.text
    assert '<html lang="uk">' in message.html


def test_without_an_address_there_is_nothing_to_send(confirm, forward, offer):
    offer.contact = {"phone": "+49"}
    forward.body.email = ""

    for delivery in (confirm, forward):
        with pytest.raises(Unsendable, match="no_address"):
            write(delivery)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("forward", "no_referral"), ("confirm", "no_offer"), ("nobody", "no_offer")],
)
def test_a_message_about_nothing_cannot_be_sent(kind, code):
    delivery = make_delivery(kind=kind, offer=None, language="en")

    with pytest.raises(Unsendable, match=code):
        write(delivery)


def test_the_address_is_that_of_now(forward):
    forward.body.email = "new@office.example"

    assert write(forward).to == "new@office.example"


def test_the_words_of_the_category_are_the_only_statement(
    forward, django_assert_num_queries
):
    row = with_words(Delivery.objects.filter(pk=forward.pk)).get()

    with django_assert_num_queries(1):
        write(row)


def test_every_message_comes_back_to_an_address_of_its_own(forward, settings):
    assert write(forward).return_path == "portal@example.org"

    settings.HILFE_UKRAINE_BOUNCE_ADDRESS = "bounces@example.org"

    assert write(forward).return_path.startswith(f"bounces+{forward.uuid.hex}-")
    assert write(forward).delivery_uuid == str(forward.uuid)
