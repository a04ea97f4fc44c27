"""Step two comes back changed, or routing has changed meanwhile: nothing is lost."""

import uuid

from datetime import timedelta

import pytest

from django.utils import timezone

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import HelpOffer
from tests.factories import make_body, make_category
from tests.offer_page.browse import read_form, send
from tests.offer_page.read import complaints, in_german, says
from tests.offer_page.site import publish, route
from tests.views.refusals import TYPED, day, refused


pytestmark = pytest.mark.django_db

CHANGED = (
    "Meanwhile somebody else is in charge of your offer. Please read who gets it, "
    "and send it once more. Nothing you wrote is lost."
)
TOO_LATE = (
    "The form was open for a long time. Please check it and send it once more. "
    "Nothing you wrote is lost."
)


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
