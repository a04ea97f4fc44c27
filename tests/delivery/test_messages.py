"""What stands in the mails, and what must never stand in them."""

import re

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime

import pytest

from wagtail.models import Locale

from hilfe_ukraine.delivery.channels.base import Unsendable
from hilfe_ukraine.delivery.message_links import answer_link, confirm_link
from hilfe_ukraine.delivery.messages import with_words, write_message
from hilfe_ukraine.links import Purpose, read_token
from hilfe_ukraine.models import CategoryText, Delivery
from hilfe_ukraine.wagtail_admin.register_urls import OFFERS_PATH
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
    make_region,
)


pytestmark = pytest.mark.django_db

Kinds, Receivers = Delivery.Kinds, Delivery.Receivers


def write(delivery, number=1):
    return write_message(delivery, number=number, now=NOW)


def decoded(header):
    return str(make_header(decode_header(header)))


def token_in(link):
    return re.search(r"/(?:answer|confirm)/([^/]+)/", link)[1]


@pytest.fixture
def offer():
    return make_offer(
        category=make_category(title="Flats & rooms"),
        region=make_region("14626110", label="Görlitz"),
        contact={
            "name": "Erika Muster",
            "organisation": "Muster GmbH",
            "email": "erika@muster.example",
            "phone": "+4935811234",
            "street": "Am Markt 1",
        },
        entries=[{"key": "details", "label": "Details", "value": "two quiet rooms"}],
    )


@pytest.fixture
def forward(offer):
    return make_delivery(referral=make_referral(offer=offer), language="en")


@pytest.fixture
def confirm(offer):
    return make_delivery(
        offer=offer, kind=Kinds.CONFIRM, receiver=Receivers.HELPER, language="en"
    )


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
    assert "nothing is passed on" in message.text


def test_with_a_phone_number_the_helper_reads_when_the_offer_goes_on(confirm, offer):
    offer.release_at = NOW + timedelta(hours=24)

    assert "March 5, 2022" in write(confirm).text


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


@pytest.mark.parametrize(
    "address",
    [
        "erika@muster.example\r\nBcc: all@muster.example",
        "erika@muster.example\x00",
        "a@muster.example, b@muster.example",
        "<script>@muster.example",
        "erika",
    ],
)
def test_nothing_is_smuggled_in_through_an_address(confirm, address):
    message = replace(write(confirm), to=address)

    with pytest.raises(Unsendable):
        message.wire  # noqa: B018 - it is made now


def test_nothing_is_smuggled_in_through_words(forward, offer):
    text = offer.category.texts.get()
    text.title = "Flats\r\nBcc: all@muster.example"
    text.save()

    mail = message_from_bytes(write(forward).wire)

    assert mail["Bcc"] is None
    assert decoded(mail["Subject"]).startswith(offer.reference)
    with pytest.raises(Unsendable, match="control_character"):
        replace(write(forward), subject="A\x00B").wire  # noqa: B018 - as above


def test_the_mail_is_marked_as_automatic(forward):
    mail = message_from_bytes(write(forward, number=2).wire)

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Hilfe-Attempt"] == "2"
    assert mail["Message-ID"] == forward.message_id
    assert parsedate_to_datetime(mail["Date"]) == NOW


def test_long_words_stay_whole_in_headers(forward):
    message = replace(write(forward), message_id=f"<{'x' * 70}@portal.example>")

    assert f"Message-ID: <{'x' * 70}@portal.example>".encode() in message.wire


def test_both_texts_arrive_as_they_were_written(forward):
    text = "Zimmer für 2 = gut\n--=_hilfe--\n.\nFrom here: " + "lang " * 40 + "\n"
    raw = replace(write(forward), text=text, html=f"<p>{text}</p>").wire

    mail = message_from_bytes(raw, policy=default)

    assert not mail.defects
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    plain, html = mail.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == text
    assert html.get_content().replace("\r\n", "\n") == f"<p>{text}</p>"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


@pytest.mark.parametrize("name", ["Portal", "Hilfe, Portal", "Für Länder " * 9])
@pytest.mark.parametrize("subject", ["Flats", "Житло, Görlitz " * 20, "long " * 30])
def test_any_name_and_subject_arrives_whole_in_short_lines(forward, name, subject):
    name, subject = name.strip(), subject.strip()
    sender = f'"{name}" <portal@example.org>'

    raw = replace(write(forward), sender=sender, subject=subject).wire

    mail = message_from_bytes(raw)
    shown, address = parseaddr(mail["From"])
    assert (decoded(shown), address) == (name, "portal@example.org")
    assert decoded(mail["Subject"]) == subject
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    encoded = [word for word in raw.split() if word.startswith(b"=?")]
    assert all(len(word) <= 75 for word in encoded)


def test_the_words_of_the_category_are_the_only_statement(
    forward, django_assert_num_queries
):
    row = with_words(Delivery.objects.filter(pk=forward.pk)).get()

    with django_assert_num_queries(1):
        write(row)


class TestSuspect:
    """To an office: mail to a body comes back."""

    @pytest.fixture
    def body(self):
        return make_body("kreis", name="Kreis & Stadt <Nord>", email="old@amt.example")

    @pytest.fixture
    def suspect(self, body):
        return make_delivery(
            offer=None,
            about_body=body,
            body=make_body("office"),
            kind=Kinds.SUSPECT,
            receiver=Receivers.ADMINISTRATOR,
            language="en",
        )

    def test_it_says_which_body_since_when_and_what_to_do(self, suspect, body):
        message = write(suspect)

        assert message.to == "office@office.example"
        assert message.subject == "Mail to “Kreis & Stadt <Nord>” comes back"
        assert "old@amt.example" in message.text
        assert "March 4, 2022" in message.text  # 11:00 UTC is noon in Berlin
        assert "noon" in message.text
        assert "name a deputy" in message.text
        form = f"responsiblebody/edit/{body.pk}/"
        assert form in message.text
        assert form in message.html
        assert "Kreis &amp; Stadt &lt;Nord&gt;" in message.html

    def test_it_says_when_how_many_offers_go_on(self, suspect, body):
        later = NOW + timedelta(days=3)
        assert "next body" not in write(suspect).text

        make_referral(body=body, pass_on_at=later)
        make_referral(body=body, pass_on_at=later, state="passed_on")
        assert "One offer waits" in write(suspect).text

        make_referral(body=body, pass_on_at=later + timedelta(days=1))
        for text in (write(suspect).text, write(suspect).html):
            assert "2 offers wait" in text
            assert "March 7, 2022" in text

    def test_it_is_the_same_in_every_language(self, suspect):
        for language in ("de", "uk", "ru"):
            suspect.language = language
            assert "old@amt.example" in write(suspect).text

    def test_without_a_body_there_is_nothing_to_write(self, suspect):
        suspect.about_body = None
        with pytest.raises(Unsendable, match="no_body"):
            write(suspect)


def test_every_message_comes_back_to_an_address_of_its_own(forward, settings):
    assert write(forward).return_path == "portal@example.org"

    settings.HILFE_UKRAINE_BOUNCE_ADDRESS = "bounces@example.org"

    assert write(forward).return_path.startswith(f"bounces+{forward.uuid.hex}-")
    assert write(forward).delivery_uuid == str(forward.uuid)
