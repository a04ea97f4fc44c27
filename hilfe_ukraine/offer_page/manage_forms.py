"""What a helper fills in behind the personal link, and where links were lost."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hilfe_ukraine.actions.correct import NEW_EMAIL, Correction, quantity_is_open
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.facts import HELPER, HELPER_CHOICES, QUANTITY
from hilfe_ukraine.models import HelpOffer, WithdrawReason
from hilfe_ukraine.models.offer_words import phone_words

from .contact import ContactForm
from .fields import SPOKEN
from .offer_form import details_field
from .period import PERIOD, check_period, date_field, period_fields
from .question import fact_field, make_required
from .spoken_languages import LANGUAGES, spoken_entry, spoken_field, spoken_rows


_CONTACT = ("organisation", "name", "email", "phone", "street", "city")
_DETAILS = "details"


class CorrectionForm(ContactForm):
    """An offer as it stands, to be corrected; which fields depends on the offer."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, offer: HelpOffer, today: date) -> None:
        super().__init__(data, initial=_as_it_stands(offer))
        self.today, self.offer = today, offer
        del self.fields[HELPER]
        if offer.category.asks_period:
            self.fields |= period_fields()
        # The category may have stopped asking since the offer was made.
        if QUANTITY in offer.category.asked() and quantity_is_open(offer):
            self.fields[QUANTITY] = fact_field(offer.category, QUANTITY)
            make_required(self.fields[QUANTITY])
        if any(entry.get("key") == _DETAILS for entry in offer.entries):
            self.fields[_DETAILS] = details_field(offer.category)
        if any(entry.get("key") == LANGUAGES for entry in offer.entries):
            self.fields[SPOKEN] = spoken_field()
        # As the page shows them, and so the list of errors.
        for name in _CONTACT:
            self.fields[name] = self.fields.pop(name)

    def clean(self) -> dict[str, Any]:
        """Check the period besides what the contact needs."""
        helper = self.offer.contact.get(HELPER, HELPER_CHOICES[0])
        self.cleaned_data[HELPER] = helper
        cleaned = super().clean()
        check_period(self, cleaned, today=self.today)
        return cleaned

    def help_fields(self) -> list[forms.BoundField]:
        """Return the fields about the help itself."""
        return [self[name] for name in self.fields if name not in _CONTACT]

    def contact_fields(self) -> list[forms.BoundField]:
        """Return the fields about the helper."""
        return [self[name] for name in _CONTACT]

    def correction(self) -> Correction:
        """Return what was filled in; what is not asked for stays as it is."""
        typed = self.cleaned_data
        start, end = (
            typed[name] if name in self.fields else getattr(self.offer, name)
            for name in PERIOD
        )
        return Correction(
            contact={name: typed.get(name, "") for name in _CONTACT},
            details=typed.get(_DETAILS, ""),
            spoken=self._spoken(),
            available_from=start,
            available_until=end,
            quantity=typed.get(QUANTITY),
        )

    def _spoken(self) -> dict[str, Any] | None:
        """In the language of the portal, as in a new offer: clerks read it."""
        if SPOKEN not in self.fields:
            return None
        with translation.override(conf.default_language):
            return spoken_entry(self.cleaned_data[SPOKEN])


class PauseForm(forms.Form):
    """Until when the offer rests."""

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, today: date, valid_until: date | None
    ) -> None:
        super().__init__(data)
        self.today, self.valid_until = today, valid_until
        self.fields["until"] = date_field(_("I can help again from"))
        make_required(self.fields["until"])
        self.fields["until"].help_text = _(
            "From this day on your offer goes on by itself."
        )
        self.fields["until"].error_messages["required"] = _(
            "Enter the day from which on you can help again."
        )

    def clean_until(self) -> date:
        """A day to come, and none on which the offer will have expired."""
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise ValidationError(_("Enter a day after today."))
        if self.valid_until and until > self.valid_until:
            raise ValidationError(self._too_late(self.valid_until))
        return until

    @property
    def has_a_day(self) -> bool:
        """Whether any day can be entered; none on the last day of the offer."""
        return self.valid_until is None or self.valid_until > self.today

    def _too_late(self, last: date) -> str:
        words = _(
            "The latest day that you can enter is %(date)s: your offer is valid until "
            "then."
        ) % {"date": date_format(last)}
        if last >= self.today + timedelta(days=conf.offer_days):
            return words
        way_out = _(
            "To pause it for longer, go back to your offer and press “My offer is "
            "still valid” first."
        )
        return f"{words} {way_out}"


class WithdrawForm(forms.Form):
    """Why the offer is withdrawn; nobody has to say so."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you withdraw it?"),
        choices=[choice for choice in WithdrawReason.choices if choice[0]],
        widget=forms.RadioSelect,
        required=False,
    )


class LostLinkForm(forms.Form):
    """To which address the links go, if it is known."""

    use_required_attribute = False
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The address that you gave with your offer."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address."),
            "invalid": gettext_lazy(
                "This e-mail address is not complete. Example: name@example.org."
            ),
        },
    )


def _as_it_stands(offer: HelpOffer) -> dict[str, Any]:
    contact: dict[str, str] = offer.contact
    entries: list[dict[str, Any]] = offer.entries
    details = [e.get("value", "") for e in entries if e.get("key") == _DETAILS]
    spoken = [spoken_rows(e) for e in entries if e.get("key") == LANGUAGES]
    return {
        **contact,
        "email": contact.get(NEW_EMAIL) or contact.get("email", ""),
        "phone": phone_words(contact.get("phone", "")),
        "available_from": offer.available_from,
        "available_until": offer.available_until,
        QUANTITY: offer.quantity,
        _DETAILS: "".join(details[:1]),
        SPOKEN: next(iter(spoken), []),
    }
