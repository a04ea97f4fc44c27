"""Text fields: people's words as they are, without what cannot be stored."""

import pytest

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from hilfe_ukraine.offer_page.plain_text import (
    LineField,
    LinesField,
    limit_text,
    refuse_control_characters,
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


WORDS = ["Müller-Lüdenscheidt", "Олена Петренко", "a" * 50, "O'Neil", "<b>", "👋"]


@pytest.mark.parametrize("text", WORDS)
def test_words_of_any_script_stay_as_they_are(text):
    assert LineField(max_length=50).clean(f"  {text} ") == text
    assert LinesField(max_length=50).clean(text) == text


def test_line_breaks_of_browsers_become_one_character():
    assert LinesField().clean("a\r\nb\rc\nd\te") == "a\nb\nc\nd\te"
    # Three characters, as the reader counts them.
    assert LinesField(max_length=3).clean("a\r\nb") == "a\nb"


@pytest.mark.parametrize("char", ["\0", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9f"])
@pytest.mark.parametrize("field", [LineField(), LinesField()])
def test_control_characters_are_refused(field, char):
    with pytest.raises(ValidationError):
        field.clean(f"a{char}b")


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\r\nb", "a\u2028b", "a\u2029b", "a\tb"]
)
def test_one_line_is_one_line(text):
    with pytest.raises(ValidationError, match="Please write this in one line"):
        LineField().clean(text)


@pytest.mark.parametrize("field", [LineField(max_length=5), LinesField(max_length=5)])
def test_too_long_is_said_in_numbers(field):
    with pytest.raises(ValidationError, match="at most 5 characters; these are 6"):
        field.clean("abcdef")


def test_no_browser_cuts_a_pasted_text_off():
    class Form(forms.Form):
        text = LinesField(max_length=5)

    assert "maxlength" not in str(Form()["text"])


def test_a_line_names_what_browsers_may_fill_in():
    class Form(forms.Form):
        phone = LineField(autocomplete="tel", input_type="tel")

    html = str(Form()["phone"])
    assert 'type="tel"' in html
    assert 'autocomplete="tel"' in html


def test_a_field_of_others_gets_our_limits():
    field = forms.CharField()
    limit_text(field, 5)

    assert field.clean("a\r\nb") == "a\r\nb"
    for text in ("abcdef", "a\x07"):
        with pytest.raises(ValidationError) as caught:
            field.clean(text)
        assert len(caught.value.messages) == 1


def test_a_narrower_limit_of_its_own_stays():
    field = forms.CharField(max_length=3)
    limit_text(field, 5)

    with pytest.raises(ValidationError, match="at most 3 characters; these are 6"):
        field.clean("abcdef")


def test_line_breaks_and_tabs_are_no_control_characters():
    refuse_control_characters("a\r\n\tb")
