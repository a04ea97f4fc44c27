"""Text fields that take people's words as they are, and no control characters."""

import unicodedata

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def refuse_control_characters(text: str) -> None:
    """Refuse what no keyboard writes; line breaks and tabs belong to long texts."""
    for char in text:
        if unicodedata.category(char) == "Cc" and char not in "\r\n\t":
            raise ValidationError(
                _(
                    "The text contains a character that cannot be stored. "
                    "Please type it."
                )
            )


def _refuse_line_breaks(text: str) -> None:
    # A line break in a name would become a line of its own in a mail's header.
    if len(text.splitlines()) > 1 or "\t" in text:
        raise ValidationError(_("Please write this in one line."))


_TOO_LONG = gettext_lazy(
    "Please use at most %(limit_value)d characters; these are %(show_value)d."
)


def one_kind_of_line_break(text: str) -> str:
    """Browsers send line breaks as CR LF; one character is enough."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def limit_text(field: forms.CharField, longest: int) -> None:
    """Give a field that others made the limits that our own fields have."""
    if field.max_length is None:
        field.validators.append(MaxLengthValidator(longest))
    field.validators.append(refuse_control_characters)
    field.validators = _with_message(field.validators)


class LineField(forms.CharField):
    """One line of text, with its autocomplete token (WCAG 1.3.5)."""

    def __init__(
        self,
        *,
        autocomplete: str = "off",
        input_type: str = "text",
        placeholder: str | None = None,
        **kwargs: Any,
    ) -> None:
        attrs = {"autocomplete": autocomplete, "dir": "auto"}
        if placeholder is not None:
            attrs["placeholder"] = placeholder
        widget = forms.TextInput(attrs=attrs)
        widget.input_type = input_type
        super().__init__(widget=widget, **kwargs)
        self.validators += [refuse_control_characters, _refuse_line_breaks]
        self.validators = _with_message(self.validators)


class LinesField(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs
        )
        self.validators = _with_message([*self.validators, refuse_control_characters])

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No ``maxlength``: browsers would cut a pasted text without a word."""
        return {}

    def to_python(self, value: Any) -> str:
        """Take the text with plain line breaks, so that its length is what one sees."""
        return one_kind_of_line_break(super().to_python(value) or "")


def _with_message(validators: list[Any]) -> list[Any]:
    for validator in validators:
        if getattr(validator, "code", "") == "max_length":
            validator.message = _TOO_LONG
    return validators
