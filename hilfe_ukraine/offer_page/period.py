"""From when until when the help is there: the two days, and what is wrong with them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


#: Names of the fields, and of the columns of an offer.
PERIOD = ("available_from", "available_until")


def period_fields() -> dict[str, forms.DateField]:
    """Return the fields for both days, in the active language."""
    labels = (_("Available from"), _("Available until"))
    return {name: date_field(label) for name, label in zip(PERIOD, labels, strict=True)}


def date_field(label: str) -> forms.DateField:
    """Return a field for a day; may be left empty."""
    return forms.DateField(
        label=label,
        required=False,
        # The format that type=date sends and shows in the reader's own way.
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
        error_messages={
            "invalid": gettext_lazy("Enter a date such as 31.03.2027."),
        },
    )


def check_period(form: forms.Form, cleaned: Mapping[str, Any], *, today: date) -> None:
    """Complain of a last day that is before the first one, or over; either may lack."""
    start, end = (cleaned.get(name) for name in PERIOD)
    if start and end and end < start:
        words = _("This date is before the day the help begins.")
        form.add_error(PERIOD[1], words)
    elif end and end < today:
        form.add_error(PERIOD[1], _("This date is in the past."))
