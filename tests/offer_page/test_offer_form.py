"""Step two: which fields it has, and what of it is stored."""

import uuid

from datetime import timedelta

import pytest

from django.utils import timezone

from hilfe_ukraine.models import Category, CategoryQuestion, HelpOffer
from hilfe_ukraine.offer_page.offer_form import OfferForm, question_name
from tests.factories import NOW, make_body
from tests.offer_page.browse import read_form, send
from tests.offer_page.read import complaints
from tests.offer_page.site import add_question, publish, route


pytestmark = pytest.mark.django_db

HOUSING = "/hilfe-ukraine/?category=housing&postcode=02826"
TRANSLATION = "/hilfe-ukraine/?category=translation&postcode=02826"


def names(client, address):
    return set(read_form(client.get(address)).names)


def answer(client, page, address, **answers):
    """Send step two with an answer to each of the page's questions, by its label."""
    questions = {q.label: q for q in page.questions.all()}
    named = {question_name(questions[label]): text for label, text in answers.items()}
    return send(client, client.get(address), **{"detail-quantity": "2", **named})


def entries():
    rows = HelpOffer.objects.get().entries
    return {row["label"]: row["value"] for row in rows[1:]}


def test_the_fields_depend_on_the_category(client, offer_page):
    housing = Category.objects.get(key="housing")
    housing.asks_period = True
    housing.save()
    CategoryQuestion.objects.create(parent=housing, key="dwelling", choices="house")
    publish(offer_page)

    only_housing = names(client, HOUSING) - names(client, TRANSLATION)
    assert only_housing == {
        "available_from",
        "available_until",
        "detail-quantity",
        "detail-dwelling",
    }


def test_what_was_answered_before_is_not_asked_again(client, offer_page):
    rule = {"bodies": (make_body("verein"),)}
    route("14626", {**rule, "conditions": (("helper", "is", "organisation"),)})
    address = f"{HOUSING}&fact-quantity=4&fact-helper=organisation"
    form = read_form(client.get(address))

    assert {"helper", "detail-quantity"}.isdisjoint(form.names)
    assert form.fields["fact-helper"] == "organisation"
    response = send(client, client.get(address), helper=None, organisation="")
    assert list(complaints(response)) == ["id_organisation"]
    assert send(client, response, organisation="Verein").status_code == 303
    offer = HelpOffer.objects.get()
    assert offer.facts == {"helper": "organisation", "quantity": 4}
    assert offer.contact["helper"] == "organisation"


def test_a_choice_that_did_not_decide_may_be_left_out(client, offer_page):
    CategoryQuestion.objects.create(
        parent=Category.objects.get(key="housing"), key="dwelling", choices="house\nbed"
    )
    publish(offer_page)
    answer(client, offer_page, HOUSING)

    assert HelpOffer.objects.get().facts == {"quantity": 2, "helper": "person"}


# The editor's questions.


def test_a_question_may_be_for_certain_categories_only(client, offer_page):
    housing = Category.objects.get(key="housing")
    pets = question_name(add_question(offer_page, "Haustiere?", (housing,)))
    remark = question_name(add_question(offer_page, "Bemerkung", required=False))

    assert {pets, remark} <= names(client, HOUSING)
    assert pets not in names(client, TRANSLATION)
    assert remark in names(client, TRANSLATION)


def test_answers_are_kept_under_the_key_that_all_languages_share(client, offer_page):
    question = add_question(offer_page, "Haustiere?")
    answer(client, offer_page, HOUSING, **{"Haustiere?": "Ein Hund"})

    assert HelpOffer.objects.get().entries[1] == {
        "key": str(question.translation_key),
        "label": "Haustiere?",
        "value": "Ein Hund",
    }


def test_an_answer_stays_readable_when_its_question_is_gone(client, offer_page):
    add_question(offer_page, "Haustiere?")
    answer(client, offer_page, HOUSING, **{"Haustiere?": "Ein Hund"})
    offer_page.questions.clear()
    publish(offer_page)

    assert not offer_page.questions.model.objects.exists()
    assert entries() == {"Haustiere?": "Ein Hund"}


def test_questions_with_equal_labels_are_two_questions(client, offer_page):
    for _ in range(2):
        question = offer_page.questions.model(
            label="Haustiere?", field_type="singleline", locale=offer_page.locale
        )
        offer_page.questions.add(question)
    publish(offer_page)
    first, second = (question_name(q) for q in offer_page.questions.all())
    filled = {first: "Hund", second: "Katze", "detail-quantity": "2"}
    send(client, client.get(HOUSING), **filled)

    assert [row["value"] for row in HelpOffer.objects.get().entries[1:]] == [
        "Hund",
        "Katze",
    ]


TYPES = {
    "singleline": ("Hund", "Hund"),
    "multiline": ("Hund\r\nund Katze", "Hund\nund Katze"),
    "email": ("a@b.example", "a@b.example"),
    "url": ("https://b.example/", "https://b.example/"),
    "number": ("3", "3"),
    "dropdown": ("eins", "eins"),
    "radio": ("zwei", "zwei"),
    "multiselect": (["eins", "zwei"], ["eins", "zwei"]),
    "checkboxes": (["eins", "zwei"], ["eins", "zwei"]),
    "date": ("31.03.2027", "31. März 2027"),
    "datetime": ("31.03.2027 14:30", "31.03.2027 14:30"),
}


def test_every_type_of_question_is_stored_as_it_was_meant(client, offer_page):
    for field_type in TYPES:
        question = offer_page.questions.model(
            label=field_type,
            field_type=field_type,
            choices="eins\nzwei",
            locale=offer_page.locale,
        )
        offer_page.questions.add(question)
    publish(offer_page)
    answers = {name: typed for name, (typed, _) in TYPES.items()}
    response = answer(client, offer_page, HOUSING, **answers)

    assert response.status_code == 303, complaints(response)
    assert entries() == {name: stored for name, (_, stored) in TYPES.items()}


def test_a_box_that_was_ticked_is_a_word(client, offer_page):
    add_question(offer_page, "Barrierefrei?", field_type="checkbox")
    answer(client, offer_page, HOUSING, **{"Barrierefrei?": "on"})

    assert list(entries()) == ["Barrierefrei?"]
    assert entries()["Barrierefrei?"] not in ("True", "on", True)


def test_answers_that_cannot_be_stored_are_refused_at_their_field(client, offer_page):
    for field_type in ("singleline", "multiline", "email", "url", "radio"):
        add_question(offer_page, field_type, field_type=field_type, choices="eins")
    ids = {question_name(question) for question in offer_page.questions.all()}
    for text in ("x" * 20_000, "a\0b", "a\x07b"):
        answers = dict.fromkeys(
            ("singleline", "multiline", "email", "url", "radio"), text
        )
        response = answer(client, offer_page, HOUSING, **answers)
        found = {key.removeprefix("id_") for key in complaints(response)}
        assert {name.removesuffix("_0") for name in found} == ids
    assert not HelpOffer.objects.exists()


def test_a_group_of_boxes_has_a_legend_and_an_error_of_its_own(client, offer_page):
    question = add_question(
        offer_page, "Sprachen", field_type="checkboxes", choices="deutsch\nukrainisch"
    )
    page = client.get(HOUSING)
    assert f"<legend>{question.label}" in page.content.decode()
    response = send(client, page, **{"detail-quantity": "2"})

    assert list(complaints(response)) == [f"id_{question_name(question)}_0"]


# Single rules.


def test_the_period_may_begin_today_and_last_one_day(client, offer_page):
    Category.objects.update(asks_period=True)
    publish(offer_page)
    today = timezone.localdate()
    period = {"available_from": today, "available_until": today}
    response = send(client, client.get(TRANSLATION), **period)

    assert response.status_code == 303
    assert HelpOffer.objects.get().available_until == today


@pytest.mark.parametrize("written", ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"])
def test_dates_are_understood_as_people_write_them(client, offer_page, written):
    Category.objects.update(asks_period=True)
    publish(offer_page)
    soon = timezone.localdate() + timedelta(days=20)
    period = {"available_from": soon.strftime(written)}

    assert send(client, client.get(TRANSLATION), **period).status_code == 303
    assert HelpOffer.objects.get().available_from == soon


def test_where_consent_is_the_basis_it_is_called_so(client, offer_page):
    noted = client.get(TRANSLATION).context["form"].fields["privacy"]
    publish(offer_page, legal_basis="consent")
    consent = client.get(TRANSLATION).context["form"].fields["privacy"]

    assert noted.label != consent.label
    assert noted.error_messages["required"] != consent.error_messages["required"]


def test_a_form_without_a_category_still_takes_what_was_typed(enquire, offer_page):
    form = OfferForm(
        {"name": "Erika"}, page=offer_page, settled=enquire(""), today=NOW.date()
    )

    assert form["name"].value() == "Erika"
    assert "detail-quantity" not in form.fields


def test_the_name_of_a_question_can_be_no_other_fields_name():
    class Asked:
        translation_key = uuid.UUID(int=7)

    assert question_name(Asked()) == f"question-{uuid.UUID(int=7)}"
