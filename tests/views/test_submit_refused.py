"""What is wrong gets a clear message at its field; nothing typed is lost or stored."""

from datetime import timedelta

import pytest

from captcha.models import CaptchaStore
from django.utils import timezone

from hilfe_ukraine.offer_page.captcha import CaptchaField
from tests.database import row_counts
from tests.offer_page.browse import fill, read_form, send
from tests.offer_page.read import complaints, in_german
from tests.views.refusals import day, refused


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"name": ""}, "id_name", "Enter your name."),
        ({"name": "   "}, "id_name", "Enter your name."),
        ({"details": ""}, "id_details", "Describe your offer in a few words."),
        ({"helper": None}, "id_helper_0", "Choose who offers the help."),
        (
            {"helper": "organisation"},
            "id_organisation",
            "Enter the name of the organisation.",
        ),
        (
            {"email": "erika@muster"},
            "id_email",
            "This e-mail address is not complete. Example: name@example.org.",
        ),
        (
            {"email": ""},
            "id_email",
            "Tell us how to reach you: an e-mail address, a phone number or a "
            "postal address. One of them is enough.",
        ),
        (
            {"phone": "abc"},
            "id_phone",
            "This does not look like a phone number. Example: 0351 5640.",
        ),
        ({"street": "Ring 1"}, "id_city", "Enter postcode and town as well."),
        (
            {"privacy": None},
            "id_privacy",
            "Please read the information on data protection and tick the box.",
        ),
        ({"captcha_1": ""}, "id_captcha_1", CaptchaField().error_messages["required"]),
        (
            {"detail-quantity": "viele"},
            "id_detail-quantity",
            "Enter a whole number, for example 3.",
        ),
        (
            {"detail-quantity": ""},
            "id_detail-quantity",
            "Enter a whole number, for example 3.",
        ),
        ({"available_from": day(-1)}, "id_available_from", "This date is in the past."),
        (
            {"available_until": day(-1)},
            "id_available_until",
            "This date is in the past.",
        ),
        (
            {"available_from": day(9), "available_until": day(8)},
            "id_available_until",
            "This date is before the day the help begins.",
        ),
        (
            {"available_from": "31.02.2030"},
            "id_available_from",
            "Enter a date such as 31.03.2027.",
        ),
    ],
)
def test_each_complaint_stands_at_its_field(client, form, answers, field, message):
    response = refused(client, form, **answers)

    assert complaints(response) == {field: in_german(message)}


@pytest.mark.parametrize(
    "text",
    ["x" * 20_000, "Eri\0ka", "Eri\x1bka", "Eri\x85ka"],
    ids=["20,000 characters", "NUL", "escape", "next line"],
)
def test_text_that_cannot_be_stored_is_refused_and_kept(client, form, text):
    names = ["details", "name", "email", "phone", "street", "city", "detail-quantity"]
    response = refused(client, form, **dict.fromkeys(names, text))

    assert complaints(response).keys() == {f"id_{name}" for name in names}
    kept = read_form(response).fields
    assert {kept[name] for name in names} == {text}


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028"])
def test_no_line_of_a_header_is_smuggled_in(client, form, line_break):
    names = ["organisation", "name", "email", "phone", "street", "city"]
    text = f"erika@muster.example{line_break}Bcc: all@muster.example"
    response = refused(client, form, **dict.fromkeys(names, text))

    assert complaints(response).keys() == {f"id_{name}" for name in names}


def test_all_that_is_wrong_is_said_at_once(client, form):
    response = refused(client, form, name="", email="x", privacy=None, captcha_1="")

    assert list(complaints(response)) == [
        "id_name",
        "id_email",
        "id_privacy",
        "id_captcha_1",
    ]


def test_a_form_that_was_sent_empty_is_answered(client, form):
    before = row_counts(besides=("captcha_captchastore",))
    response = client.post(read_form(form).action)

    assert response.status_code == 422
    assert {"id_category_0", "id_postcode", "id_name"} <= complaints(response).keys()
    assert row_counts(besides=("captcha_captchastore",)) == before


# The captcha.


def test_wrong_digits_are_refused_and_cannot_be_tried_again(client, form):
    response = refused(client, form, captcha_1="00000x")

    assert list(complaints(response)) == ["id_captcha_1"]
    used = read_form(form).fields["captcha_0"]
    assert not CaptchaStore.objects.filter(hashkey=used).exists()
    fields = read_form(response).fields
    assert (fields["captcha_0"] != used, fields["captcha_1"]) == (True, "")
    assert send(client, response).status_code == 303


def test_digits_that_came_too_late_are_refused(client, form):
    data = fill(form)
    CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))
    response = refused(client, form, captcha_1=data["captcha_1"])

    assert list(complaints(response)) == ["id_captcha_1"]
    assert send(client, response).status_code == 303


def test_blanks_between_the_digits_are_forgiven(client, form):
    spaced = " ".join(fill(form)["captcha_1"])

    sent = send(client, form, **{"captcha_1": spaced, "detail-quantity": "2"})
    assert sent.status_code == 303


def test_a_tampered_captcha_key_is_refused(client, form):
    for key in ["\0", "x" * 20_000, "ffff", ""]:
        response = refused(client, form, captcha_0=key, captcha_1="12345")
        assert "id_captcha_1" in complaints(response), key[:9]
