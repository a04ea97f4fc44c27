"""How the helper can be reached: fields, and what makes one way enough."""

from typing import Any

import phonenumbers

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.facts import HELPER_CHOICES

from .plain_text import LineField


#: Ways to reach a helper; one of them is enough.
WAYS = ("email", "phone", "street", "city")


def phone_number(text: str) -> str:
    """Return a phone number in E.164; raises ``ValidationError`` if it is none."""
    try:
        number = phonenumbers.parse(text, conf.phone_region)
    except phonenumbers.NumberParseException:
        number = None
    # The library reads letters as keys of a telephone: "or in the evening" would
    # become digits, and nobody could be reached.
    if number is None or not _is_whole(number) or any(map(str.isalpha, text)):
        raise ValidationError(
            _("This does not look like a phone number. Example: 0351 5640.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_whole(number: phonenumbers.PhoneNumber) -> bool:
    # "Possible" would take a number without its area code as well.
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE


class ContactForm(forms.Form):
    """Who offers, and how to reach them: e-mail, phone or post, one is enough."""

    helper = forms.ChoiceField(
        label=gettext_lazy("Who offers the help?"),
        choices=[
            (HELPER_CHOICES[0], gettext_lazy("I do, as a private person")),
            (
                HELPER_CHOICES[1],
                gettext_lazy("An organisation, a company or an association"),
            ),
        ],
        widget=forms.RadioSelect,
        initial=HELPER_CHOICES[0],
        error_messages={"required": gettext_lazy("Choose who offers the help.")},
    )
    organisation = LineField(
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("Only if an organisation offers the help."),
        max_length=160,
        required=False,
        autocomplete="organization",
        # Tells the style sheet that nothing is typed.
        placeholder=" ",
    )
    name = LineField(
        label=gettext_lazy("First and last name"),
        help_text=gettext_lazy("For an organisation: whom we can speak to."),
        max_length=120,
        autocomplete="name",
        error_messages={"required": gettext_lazy("Enter your name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": gettext_lazy(
                "This e-mail address is not complete. Example: name@example.org."
            )
        },
    )
    phone = LineField(
        label=gettext_lazy("Phone number"),
        help_text=gettext_lazy(
            "Numbers of other countries with their code, such as +380."
        ),
        required=False,
        max_length=40,
        autocomplete="tel",
        input_type="tel",
    )
    street = LineField(
        label=gettext_lazy("Street and house number"),
        required=False,
        max_length=160,
        # "street-address" is for several lines, which this is not.
        autocomplete="address-line1",
    )
    city = LineField(
        label=gettext_lazy("Postcode and town"),
        required=False,
        max_length=120,
        autocomplete="address-level2",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for way in WAYS:
            # Each may be left empty, yet none is called optional: one is needed.
            self.fields[way].one_of_several = True  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """Bring the number into its international form."""
        text = self.cleaned_data["phone"]
        return phone_number(text) if text else ""

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way of contact, and the organisation's name."""
        cleaned = super().clean() or {}
        if cleaned.get("helper") == HELPER_CHOICES[1] and not cleaned.get(
            "organisation"
        ):
            self.add_error("organisation", _("Enter the name of the organisation."))
        if (
            cleaned.get("street")
            and not cleaned.get("city")
            and "city" not in self.errors
        ):
            self.add_error("city", _("Enter postcode and town as well."))
        if not self._is_reachable(cleaned):
            self.add_error(
                "email",
                _(
                    "Tell us how to reach you: an e-mail address, a phone number or a "
                    "postal address. One of them is enough."
                ),
            )
        return cleaned

    def _is_reachable(self, cleaned: dict[str, Any]) -> bool:
        # A field that has its own error was filled in; one complaint is enough.
        ways = ("email", "phone", "street")
        return any(cleaned.get(way) or way in self.errors for way in ways)
