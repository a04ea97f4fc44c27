"""Letters to helpers, and news of an offer to its bodies."""

import re

from datetime import date, timedelta

import pytest

from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.delivery.payloads import write_payload
from hilfe_ukraine.links import Purpose, read_token
from hilfe_ukraine.models import Delivery
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
)


pytestmark = pytest.mark.django_db

EMAIL = "erika@muster.example"
KINDS = ("received", "outcome", "still_valid", "links", "reminder", "old_address")
PERSONAL = ("Erika", "Muster", "quiet", "+49", EMAIL)


@pytest.fixture
def offer():
    return make_offer(
        state="referred",
        waiting_for="",
        category=make_category(title="Rooms"),
        contact={"name": "Erika Muster", "email": EMAIL, "phone": "+4935811234"},
        entries=[{"key": "details", "label": "Details", "value": "quiet"}],
        email_index=blind_index("email", EMAIL),
        valid_until=date(2023, 3, 4),
    )


@pytest.fixture
def referral(offer):
    return make_referral(offer=offer, body=make_body("kreis", name="Kreis & Co"))


def mail(kind, **values):
    usual = {"receiver": "helper", "language": "en", "kind": kind}
    usual["address"] = EMAIL if kind == "old_address" else ""
    return write_message(make_delivery(**{**usual, **values}), number=1, now=NOW)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "de", "uk", "ru"])
def test_every_letter_has_links_and_the_way_to_new_ones(
    offer, referral, kind, language, settings
):
    settings.HILFE_UKRAINE_LEGAL_LINKS = {"imprint": "https://portal.example/imprint/"}
    if kind == "reminder":
        offer.state, offer.contact_check = "unconfirmed", "pending"
        offer.save()
    written = mail(kind, offer=offer, language=language)

    assert written.to == EMAIL
    assert written.subject
    for text in (written.text, written.html):
        assert offer.reference in text
        assert re.search(r"/(manage|confirm)/\S+/", text)
        # Whoever has just asked for new links is not told where to ask for them.
        asked = f"/hilfe/links/?language={language}"
        assert (asked in text) is (kind != "links")
        assert "https://portal.example/imprint/" in text
        assert not [word for word in PERSONAL if word in text]
        assert "{%" not in text
        assert "{{" not in text
    assert f'<html lang="{language}">' in written.html
    assert "&amp;" not in written.text
    assert "\n\n\n\n" not in written.text


def test_the_personal_link_is_the_same_at_every_try(offer, referral):
    row = make_delivery(offer=offer, kind="received", receiver="helper", language="en")
    first, second = (write_message(row, number=n, now=NOW).text for n in (1, 2))

    assert first == second
    token = re.search(r"/manage/([^/]+)/", first)[1]
    found = read_token(Purpose.MANAGE, token, now=NOW + timedelta(days=89))
    assert (found.uuid, found.version) == (offer.uuid, 1)
    assert "- Kreis & Co" in first


@pytest.mark.parametrize("language", ["en", "de", "uk", "ru"])
@pytest.mark.parametrize("email", ["neu@muster.example", ""], ids=["another", "none"])
def test_the_previous_address_gets_neither_the_new_one_nor_its_link(
    offer, language, email, settings
):
    settings.HILFE_UKRAINE_LEGAL_LINKS = {"imprint": "https://portal.example/imprint/"}
    offer.contact = {**offer.contact, "new_email": "neu@muster.example"}
    offer.save()
    waits = mail("old_address", offer=offer, language=language)
    offer.contact = {"name": "Erika Muster", "email": email}
    offer.save()
    is_over = mail("old_address", offer=offer, language=language)

    assert waits.to == is_over.to == EMAIL
    assert waits.subject == is_over.subject
    for message, links in ((waits, 1), (is_over, 0)):
        assert message.text.count("/manage/") == links
        for text in (message.text, message.html):
            assert ("/manage/" in text) == bool(links)
            assert "neu@" not in text
            assert "https://portal.example/imprint/" in text
            assert "{%" not in text
        assert "\n\n\n" not in message.text


def test_one_mail_lists_all_open_offers_and_unproven_ones_get_no_personal_link(offer):
    index = {"email_index": offer.email_index, "category": offer.category}
    waiting = make_offer(state="unconfirmed", contact_check="pending", **index)
    ended = make_offer(state="withdrawn", **index)
    text = mail("links", offer=offer).text

    assert text.count("/manage/") == text.count("/confirm/") == 1
    assert waiting.reference in text
    assert ended.reference not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("taken", "somebody takes it"),
        ("not_needed", "not needed at present"),
        ("withdrawn", "you have withdrawn your offer"),
        ("expired", "your offer has ended"),
    ],
)
def test_the_last_letter_says_what_came_of_it(offer, state, words):
    offer.state = state
    offer.save()

    assert words in mail("outcome", offer=offer).text


@pytest.mark.parametrize("kind", ["changed", "ended"])
def test_news_to_a_body_hold_number_and_link_only(referral, kind):
    row = {"referral": referral, "receiver": Delivery.Receivers.BODY}
    written = mail(kind, **row)

    for text in (written.text, written.html):
        assert referral.offer.reference in text
        assert "/hilfe/answer/" in text
        assert not [word for word in PERSONAL if word in text]


MAY_USE_IT = "You may use it as it stands now. It is not paused."


def test_a_pause_is_said_with_its_end(referral):
    referral.offer.paused_until = date(2022, 4, 1)
    referral.offer.save()
    written = mail("changed", referral=referral, receiver="body")

    for text in (written.text, written.html):
        assert "paused until April 1, 2022" in text
        assert MAY_USE_IT not in text


@pytest.mark.parametrize("paused_until", [None, NOW.date()], ids=["none", "over"])
def test_what_is_neither_restricted_nor_paused_may_be_used(referral, paused_until):
    """Perhaps again: the letter before may have said that it must not be used."""
    referral.offer.paused_until = paused_until
    referral.offer.save()
    written = mail("changed", referral=referral, receiver="body")

    for text in (written.text, written.html):
        assert MAY_USE_IT in text
        assert "paused until" not in text


def test_what_is_restricted_may_not_be_used(referral):
    referral.offer.restricted_at = NOW
    referral.offer.save()
    written = mail("changed", referral=referral, receiver="body")

    for text in (written.text, written.html):
        assert "must not be used at present" in text
        assert MAY_USE_IT not in text


@pytest.mark.parametrize(
    ("state", "words"), [("withdrawn", "has withdrawn"), ("lapsed", "has expired")]
)
def test_the_end_says_whose_it_was(referral, state, words):
    referral.state = state
    referral.save()

    assert words in mail("ended", referral=referral, receiver="body").text


def test_a_system_hears_of_changes_and_of_the_end(referral):
    def document(kind):
        row = make_delivery(referral=referral, kind=kind)
        return write_payload(row, now=NOW).decode()

    assert '"offer.changed"' in document("changed")
    assert "Erika" in document("changed")
    referral.state = "withdrawn"
    referral.save()
    ended = document("ended")
    assert '"offer.ended"' in ended
    assert '"state": "withdrawn"' in ended
    assert "Erika" not in ended
