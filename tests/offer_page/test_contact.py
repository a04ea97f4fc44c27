"""How the helper can be reached: one way is enough."""

import pytest

from django.core.exceptions import ValidationError
from django.utils import translation

from hilfe_ukraine.offer_page.contact import ContactForm, phone_number


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def errors(**answers):
    filled = {"helper": "person", "name": "Erika", "email": "e@muster.example"}
    form = ContactForm({**filled, **answers})
    return {name: list(messages) for name, messages in form.errors.items()}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0351 5640", "+493515640"),
        ("(0351) 56-40", "+493515640"),
        ("+49 351 5640", "+493515640"),
        ("0049 351 5640", "+493515640"),
        ("+380 44 123 4567", "+380441234567"),
        ("０３５１ ５６４０", "+493515640"),
    ],
)
def test_a_phone_number_is_brought_into_one_form(typed, number):
    assert phone_number(typed) == number


@pytest.mark.parametrize("typed", ["12", "abc", "+49", "9" * 40, "0351 5640 oder 41"])
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(ValidationError, match="does not look like a phone number"):
        phone_number(typed)


def test_numbers_without_a_country_belong_to_the_portals(settings):
    settings.HILFE_UKRAINE_PHONE_REGION = "AT"

    assert phone_number("01 58858") == "+43158858"


@pytest.mark.parametrize(
    "way",
    [
        {"email": "e@muster.example"},
        {"phone": "0351 5640"},
        {"street": "Ring 1", "city": "02826 Görlitz"},
    ],
)
def test_one_way_is_enough(way):
    assert not errors(**{"email": "", **way})


@pytest.mark.parametrize("answers", [{}, {"city": "02826 Görlitz"}, {"phone": "  "}])
def test_no_way_at_all_is_one_complaint(answers):
    found = errors(email="", **answers)

    assert list(found) == ["email"]
    assert found["email"][0].startswith("Tell us how to reach you")


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"email": "nope"}, "email"),
        ({"email": "", "phone": "nope"}, "phone"),
        ({"email": "", "street": "Ring 1"}, "city"),
        ({"email": "", "street": "Ring 1", "city": "a\nb"}, "city"),
    ],
)
def test_a_way_that_is_wrong_is_the_only_complaint(answers, field):
    found = errors(**answers)

    assert {field: len(found[field])} == {
        name: len(all_) for name, all_ in found.items()
    }
    assert len(found[field]) == 1


def test_an_organisation_says_its_name():
    assert errors(helper="organisation") == {
        "organisation": ["Enter the name of the organisation."]
    }
    assert not errors(helper="organisation", organisation="Verein")
    assert list(errors(helper="robot")) == ["helper"]


def test_addresses_that_would_break_a_header_are_refused():
    for email in (
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "a b@c.de",
    ):
        assert list(errors(email=email)) == ["email"]


def test_browsers_know_what_belongs_where():
    form = ContactForm()
    tokens = {
        name: field.widget.attrs.get("autocomplete")
        for name, field in form.fields.items()
        if name != "helper"
    }

    assert tokens == {
        "organisation": "organization",
        "name": "name",
        "email": "email",
        "phone": "tel",
        "street": "address-line1",
        "city": "address-level2",
    }
