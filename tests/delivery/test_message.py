"""A mail as it goes over the wire: headers, parts, and nothing smuggled in."""

from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime

import pytest

from hilfe_ukraine.delivery.outbox import repeat_of
from hilfe_ukraine.domain.errors import Unsendable
from tests.delivery.written import write
from tests.factories import NOW


pytestmark = pytest.mark.django_db


def decoded(header):
    return str(make_header(decode_header(header)))


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


@pytest.mark.parametrize(
    "names",
    [
        {"HILFE_UKRAINE_FROM_EMAIL": "Hilfe <hilfe@görlitz.example>"},
        {"HILFE_UKRAINE_BOUNCE_ADDRESS": "bounces@görlitz.example"},
    ],
)
def test_a_sender_with_an_umlaut_in_its_domain_goes_out_in_ascii(
    forward, settings, names
):
    for name, value in names.items():
        setattr(settings, name, value)

    message = write(new_delivery_like(forward))

    assert message.return_path.endswith("@xn--grlitz-wxa.example")
    assert message.wire.isascii()


def new_delivery_like(row):
    """The same message once more, with a Message-ID of its own."""
    repeat = repeat_of(row, now=NOW)
    repeat.save()
    return repeat


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
