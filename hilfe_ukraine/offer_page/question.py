"""The question between the two steps: which place, or which deciding facts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hilfe_ukraine.actions.places import FoundPlace, districts
from hilfe_ukraine.domain.facts import LARGEST, SMALLEST, STAY_DAYS
from hilfe_ukraine.models import Category
from hilfe_ukraine.models.fact_words import fact_hint, fact_label, value_label

from .fields import FACT_PREFIX, MUNICIPALITY


class Question(forms.Form):
    """Fields for what is not known yet, or was answered in a way that cannot be."""

    use_required_attribute = False

    def __init__(self, data: Any, fields: dict[str, forms.Field]) -> None:
        super().__init__(data)
        self.fields.update(fields)


def municipality_field(found: FoundPlace) -> forms.ChoiceField:
    """Return the choice between the places of an ambiguous postcode."""
    return forms.ChoiceField(
        label=_("In which place is the help?"),
        help_text=_("This postcode belongs to several places."),
        choices=[(key, found.regions[key].label) for key in found.place.candidates],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the place where the help is."),
            "invalid_choice": _(
                "This place does not belong to the postcode. Please choose again."
            ),
        },
    )


def district_field() -> forms.ChoiceField:
    """Return the choice by hand for a postcode that is not in the register."""
    choices = [(row.key, row.label) for row in districts()]
    return forms.ChoiceField(
        label=_("District or city"),
        choices=[("", _("Please choose")), *choices],
        required=False,
        error_messages={"invalid_choice": _("Please choose one of the districts.")},
    )


def fact_fields(category: Category, names: Iterable[str]) -> dict[str, forms.Field]:
    """Return the fields for these facts, by their names in addresses and forms."""
    fields = {FACT_PREFIX + name: fact_field(category, name) for name in names}
    for field in fields.values():
        make_required(field)
    return fields


def make_required(field: forms.Field) -> None:
    """Let nobody leave out the answer to a field of :func:`fact_field`."""
    messages = field.error_messages
    field.required = True
    messages["required"] = messages.get("invalid_choice") or messages["invalid"]


def fact_field(category: Category, name: str) -> forms.Field:
    """Return the optional field for one fact, in the active language."""
    language = get_language() or ""
    question = category.asked()[name]
    label = fact_label(name, category, language)
    hint = fact_hint(name, category, language)
    if not question.choices:
        return forms.IntegerField(
            label=label,
            help_text=hint,
            min_value=SMALLEST,
            max_value=LARGEST,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
            error_messages={"invalid": _no_number(name)},
        )
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[
            (key, value_label(name, key, category, language))
            for key in question.choices
        ],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Please choose one of the answers.")},
    )


def _no_number(name: str) -> str:
    if name == STAY_DAYS:
        return _("Enter the number of days, for example 30.")
    return _("Enter a whole number, for example 3.")


def municipality_of(data: Any) -> str:
    """Return the key that was sent for the place, or ``""``."""
    return (data.get(MUNICIPALITY) or "").strip()
