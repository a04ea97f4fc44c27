"""What is wrong gets a clear message at its field; nothing typed is lost or stored."""

import uuid

from datetime import timedelta

import pytest

from captcha.models import CaptchaStore
from django.utils import timezone

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page.captcha import CaptchaField
from tests.database import row_counts
from tests.factories import make_body, make_category
from tests.offer_page.browse import fill, read_form, send
from tests.offer_page.read import complaints, in_german, says
from tests.offer_page.site import publish, route


pytestmark = pytest.mark.django_db

CHANGED = (
    "Meanwhile somebody else is in charge of your offer. Please read who gets it, "
    "and send it once more. Nothing you wrote is lost."
)
TOO_LATE = (
    "The form was open for a long time. Please check it and send it once more. "
    "Nothing you wrote is lost."
)
TYPED = "Zwei Betten,\nruhig gelegen"


@pytest.fixture
def form(client, offer_page):
    """Step two for housing in Görlitz, with a period and a quantity."""
    housing = offer_page.categories.get(key="housing")
    housing.asks_period = True
    housing.save()
    publish(offer_page)
    return client.get("/hilfe-ukraine/?category=housing&postcode=02826")


def refused(client, form, **answers):
    """Send what is wrong; returns the page after checking that nothing was lost."""
    typed = {"details": TYPED, "detail-quantity": "2", **answers}
    before = row_counts(besides=("captcha_captchastore",))
    response = send(client, form, **typed)
    assert response.status_code == 422
    assert row_counts(besides=("captcha_captchastore",)) == before
    if "details" not in answers:
        assert read_form(response).fields["details"] == TYPED
    assert "no-store" in response["Cache-Control"]
    return response


def day(offset):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


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


# Hidden fields that were changed.


CHANGED_FIELDS = [
    ({"category": "weapons"}, "id_category_0"),
    ({"category": "\0"}, "id_category_0"),
    ({"category": "jobs"}, "id_category_0"),
    ({"category": None}, "id_category_0"),
    ({"postcode": "00000"}, "id_postcode"),
    ({"postcode": "0282"}, "id_postcode"),
    ({"postcode": "\0"}, "id_postcode"),
    ({"postcode": "9" * 20_000}, "id_postcode"),
    ({"postcode": None}, "id_postcode"),
    ({"municipality": "14713"}, "id_municipality_0"),
    ({"municipality": "\0"}, "id_municipality_0"),
    ({"postcode": "99999", "municipality": "\0"}, "id_municipality"),
    ({"postcode": "99999", "municipality": "09162"}, "id_municipality"),
    ({"fact-quantity": "-1"}, "id_fact-quantity"),
    ({"fact-quantity": "9" * 20_000}, "id_fact-quantity"),
    ({"fact-helper": "robot"}, "id_fact-helper_0"),
]


def test_changed_hidden_fields_are_asked_for_again(client, form):
    make_category("jobs", title="Arbeit")
    for answers, field in CHANGED_FIELDS:
        response = refused(client, form, **answers)
        assert field in complaints(response), answers


def test_a_changed_token_costs_nothing_but_a_click(client, form):
    for token in ["", "x", "\0", "a:b:c", "ü" * 50, "9" * 20_000]:
        response = refused(client, form, token=token)
        assert says(response, TOO_LATE)
    assert send(client, response).status_code == 303


def test_a_form_that_was_open_for_too_long_is_sent_once_more(client, offer_page, form):
    old = make_token(
        Purpose.SUBMIT,
        uuid.uuid4(),
        version=offer_page.pk,
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    response = refused(client, form, token=old)

    assert says(response, TOO_LATE)
    assert read_form(response).fields["token"] != old
    assert send(client, response).status_code == 303


def test_who_has_not_seen_the_receiver_is_shown_it(client, form):
    for seen in ["", "0" * 16, None, "\0"]:
        response = refused(client, form, seen=seen)
        assert says(response, "Your offer goes to")
        assert says(response, CHANGED)
    assert send(client, response).status_code == 303


# Routing that was published between step one and the POST.


def test_a_new_receiver_is_shown_before_anything_is_sent_to_it(client, form):
    route("14626", {"bodies": (make_body("kreis", name="Landratsamt"),)})
    response = refused(client, form)

    assert says(response, CHANGED)
    assert "Landratsamt" in response.content.decode()
    assert read_form(response).fields["token"] == read_form(form).fields["token"]
    assert send(client, response).status_code == 303
    offer = HelpOffer.objects.get()
    assert [r.body.key for r in offer.referrals.all()] == ["kreis"]


def test_a_new_question_is_asked_in_the_form(client, form):
    kreis, helpers = make_body("kreis"), make_body("vereine")
    route(
        "14626",
        {"bodies": (kreis,), "conditions": (("helper", "is", "person"),)},
        {"bodies": (helpers,)},
    )
    response = refused(client, form, helper="person")

    assert complaints(response) == {
        "id_fact-helper_0": in_german("Please choose one of the answers.")
    }
    seen_first = send(client, response, **{"fact-helper": "organisation"})
    assert send(client, seen_first, organisation="Verein").status_code == 303
    offer = HelpOffer.objects.get()
    assert [r.body.key for r in offer.referrals.all()] == ["vereine"]
    assert offer.facts["helper"] == "organisation"


def test_a_category_taken_off_the_page_keeps_what_was_typed(client, offer_page, form):
    left = offer_page.categories.get(key="translation")
    publish(offer_page, categories=[left])
    response = refused(client, form, available_from=day(5))

    assert "id_category_0" in complaints(response)
    fields = read_form(response).fields
    assert (fields["detail-quantity"], fields["available_from"]) == ("2", day(5))


def test_a_page_that_lost_all_its_categories_keeps_what_was_typed(
    client, offer_page, form
):
    publish(offer_page, categories=[])
    response = send(client, form, details=TYPED)

    assert response.status_code == 422
    assert read_form(response).fields["details"] == TYPED
    assert not HelpOffer.objects.exists()
