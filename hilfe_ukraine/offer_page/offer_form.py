"""Step two: details of the help, the editor's questions, contact, data protection."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.contrib.forms.forms import FormBuilder

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.facts import HELPER, HELPER_CHOICES, QUANTITY, STAY_DAYS
from hilfe_ukraine.models import Category, words_of

from .again import helper_of
from .captcha import CaptchaField
from .contact import ContactForm
from .enquiry import Enquiry
from .fields import (
    CAPTCHA,
    CONTACT_NAMES,
    DETAIL_NAMES,
    DETAIL_PREFIX,
    PRIVACY,
    QUESTION_PREFIX,
    SPOKEN,
)
from .languages import keep_typed
from .own_words import mark_own_words
from .period import check_period, period_fields
from .plain_text import LinesField, limit_text, one_kind_of_line_break
from .question import fact_field, make_required
from .spoken_languages import spoken_entry, spoken_field


_MAX_DETAILS = 5000
_MAX_ANSWER = 5000


class OfferForm(ContactForm):
    """The form under the decision. Which fields it has depends on the category.

    ``settled`` is the enquiry that led here; what it knows is not asked again. With
    ``typed`` instead of ``data`` it shows what was typed and complains of nothing.
    If it knows an earlier offer, its contact is taken over, not asked for or shown.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        page: Any,
        settled: Enquiry,
        today: date,
        captcha: bool = False,
        typed: Any = None,
    ) -> None:
        super().__init__(data)
        self.today = today
        self.category: Category = settled.meant
        self.earlier = settled.earlier
        self.staff_labels = settled.setup.staff_labels
        self.staff_choices = settled.setup.staff_choices
        self.questions = list(settled.setup.questions_for(self.category))
        for name, fld in self._make_details(settled.facts).items():
            self.fields[name] = fld
        for name, fld in self._editor_fields().items():
            self.fields[name] = fld
        # As the page shows them, and so the list of errors: the contact comes second.
        for name in CONTACT_NAMES:
            self.fields[name] = self.fields.pop(name)
        self.fields[PRIVACY] = _privacy_field(page)
        if captcha:
            self.fields[CAPTCHA] = CaptchaField()
        if HELPER in settled.facts:
            del self.fields[HELPER]
            self.known_helper = str(settled.facts[HELPER])
        else:
            self.known_helper = ""
        self._leave_out_what_is_known()
        if typed is not None:
            keep_typed(self, typed)

    def _leave_out_what_is_known(self) -> None:
        if self.known_helper == HELPER_CHOICES[0]:
            del self.fields["organisation"]
        elif self.known_helper:
            self.fields["organisation"].one_of_several = True  # type: ignore[attr-defined]
            self.fields["organisation"].help_text = ""
        if self.earlier:
            self.known_helper = helper_of(self.earlier)
            for name in CONTACT_NAMES:
                self.fields.pop(name, None)

    def _make_details(self, known: dict[str, Any]) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        if self.category.asks_period:
            fields |= period_fields()
        for name in self.category.asked():
            if name not in (*known, HELPER, STAY_DAYS):
                fields[DETAIL_PREFIX + name] = fact_field(self.category, name)
        quantity = fields.get(DETAIL_PREFIX + QUANTITY)
        if quantity:
            make_required(quantity)
        if self.category.asks_languages:
            fields[SPOKEN] = spoken_field()
        fields["details"] = details_field(self.category)
        return fields

    def _editor_fields(self) -> dict[str, forms.Field]:
        """The editor's questions, under names that no other field can have.

        One by one, since FormBuilder names fields by their labels, and of two equal
        labels only one would be left.
        """
        fields = {}
        for question in self.questions:
            (fld,) = FormBuilder([question]).formfields.values()
            if isinstance(fld, forms.CharField):
                limit_text(fld, _MAX_ANSWER)
            fields[question_name(question)] = fld
        return fields

    def clean(self) -> dict[str, Any]:
        """Check the period besides what the contact needs."""
        if self.known_helper:
            self.cleaned_data[HELPER] = self.known_helper
        cleaned = self.cleaned_data if self.earlier else super().clean()
        check_period(self, cleaned, today=self.today)
        return cleaned

    def clean_available_from(self) -> date | None:
        """A day that is over cannot be the first one."""
        start = self.cleaned_data["available_from"]
        if start and start < self.today:
            raise forms.ValidationError(_("This date is in the past."))
        return start

    # What the template shows, in groups.

    def detail_fields(self) -> list[forms.BoundField]:
        """Return the fields about the help itself."""
        return [
            self[name]
            for name in self.fields
            if name in DETAIL_NAMES or name.startswith((DETAIL_PREFIX, QUESTION_PREFIX))
        ]

    def contact_fields(self) -> list[forms.BoundField]:
        """Return the fields about the helper."""
        return [self[name] for name in CONTACT_NAMES if name in self.fields]

    # What the action stores.

    def contact_data(self) -> dict[str, str]:
        """Return who offers and how to reach them; empty fields are left out."""
        if self.earlier:
            return dict(self.earlier.contact)
        values = {name: self.cleaned_data.get(name, "") for name in CONTACT_NAMES}
        return {name: value for name, value in values.items() if value}

    def fact_data(self) -> dict[str, int | str]:
        """Return the facts that were asked for only here."""
        asked = {
            name.removeprefix(DETAIL_PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(DETAIL_PREFIX) and value not in (None, "")
        }
        return {**asked, HELPER: self.cleaned_data[HELPER]}

    def entries(self) -> list[dict[str, Any]]:
        """Return description and answers, each with its key and its label.

        Answers stand under the question's ``translation_key``, so that all languages
        are one data set and answers to questions that were removed stay readable. The
        labels are in the language of the portal: clerks read them. Own words in another
        language say which one it is.
        """
        language = get_language() or ""
        with translation.override(conf.default_language):
            return mark_own_words(self._entries(), self.questions, language)

    def _entries(self) -> list[dict[str, Any]]:
        rows = [_entry("details", _("Description"), self.cleaned_data["details"])]
        if SPOKEN in self.cleaned_data:
            rows.append(spoken_entry(self.cleaned_data[SPOKEN]))
        for question in self.questions:
            value = self.cleaned_data.get(question_name(question))
            if value not in (None, "", []):
                key = question.translation_key
                label = self.staff_labels.get(key, question.label)
                words = self.staff_choices.get(key, {})
                rows.append(_entry(str(key), label, _in_words(value, words)))
        return rows


def question_name(question: Any) -> str:
    """Return the name of the form field of an editor's question."""
    return f"{QUESTION_PREFIX}{question.translation_key}"


def _entry(key: str, label: str, value: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "value": _readable(value)}


def _in_words(value: Any, words: Mapping[str, str]) -> Any:
    """Return the choice, or choices, in the words that clerks read."""
    if isinstance(value, str):
        return words.get(value, value)
    if isinstance(value, list):
        return [words.get(item, item) for item in value]
    return value


def _readable(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(value, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return one_kind_of_line_break(str(value))


def details_field(category: Category) -> LinesField:
    """Return the field for the helper's own words, with the hint of the category."""
    text = category.text_in(get_language() or "")
    return LinesField(
        label=_("Describe your offer"),
        help_text=words_of(text, "details_help"),
        max_length=_MAX_DETAILS,
        error_messages={"required": _("Describe your offer in a few words.")},
    )


def _privacy_field(page: Any) -> forms.BooleanField:
    if page.legal_basis == page.LegalBases.CONSENT:
        label = _("I consent to my data being used as described.")
        complaint = _("Without your consent we may not take the offer.")
    else:
        label = _("I have taken note of the information on data protection.")
        complaint = _(
            "Please read the information on data protection and tick the box."
        )
    return forms.BooleanField(label=label, error_messages={"required": complaint})
