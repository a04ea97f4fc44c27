"""One offer in words, for people who may read all of it."""

from dataclasses import dataclass, field
from typing import Any

import phonenumbers

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.languages import Level

from .fact_words import fact_label, value_label
from .language_words import language_name, spoken_words
from .localized import Words
from .offers import HelpOffer


#: Load an offer with these, or every word costs statements of its own.
WORDS = ("category__texts__locale", "category__questions__texts__locale")


@dataclass(frozen=True)
class Row:
    """One line: a label, and one or more values.

    ``language`` is set where the values are a helper's own words in a language that is
    not the portal's; ``language_name`` says it in words.
    """

    label: str
    values: list[str] = field(default_factory=list)
    language: str = ""

    @property
    def language_name(self) -> str:
        """Return the name of the language in the active one, or ``""``."""
        return language_name(self.language) if self.language else ""


def offer_rows(offer: HelpOffer) -> list[Row]:
    """What is offered, where and when; nothing personal."""
    rows = [
        Row(_("Kind of help"), [str(offer.category)]),
        Row(_("Place"), [place_of(offer)]),
        *_facts(offer),
    ]
    if offer.available_from:
        rows.append(Row(_("Available from"), [date_format(offer.available_from)]))
    if offer.available_until:
        rows.append(Row(_("Available until"), [date_format(offer.available_until)]))
    rows.append(Row(_("Language of the form"), [language_name(offer.language)]))
    return rows


def entry_rows(offer: HelpOffer) -> list[Row]:
    """What the helper wrote, in the order of the form.

    What was chosen is stored in the words of the portal; those of the form's own
    questions are in the active language here.
    """
    rows = [
        Row(_label(entry), _values(entry), str(entry.get("language", "")))
        for entry in offer.entries
    ]
    return [row for row in rows if row.values]


def contact_rows(offer: HelpOffer) -> list[Row]:
    """How the helper can be reached."""
    labels = {
        "organisation": _("Organisation"),
        "name": _("Name"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "street": _("Street"),
        "city": _("Town"),
    }
    contact = offer.contact
    contact = {**contact, "phone": phone_words(contact.get("phone", ""))}
    return [
        Row(label, [str(contact[name])])
        for name, label in labels.items()
        if contact.get(name)
    ]


def phone_words(number: str) -> str:
    """Return a stored phone number as people read and dial it, "+49 3581 1234"."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    wanted = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, wanted)


def place_of(offer: HelpOffer) -> str:
    """Return where the help is, as people say it."""
    if offer.statewide:
        return _("by phone, online or anywhere in the state")
    label = offer.region.label if offer.region else ""
    return f"{offer.postcode} {label}".strip()


def _facts(offer: HelpOffer) -> list[Row]:
    language = get_language() or ""
    return [
        Row(
            fact_label(name, offer.category, language),
            [value_label(name, value, offer.category, language)],
        )
        for name, value in offer.facts.items()
    ]


def _label(entry: dict[str, Any]) -> str:
    own = {"details": _("Description"), "languages": _("Languages")}
    words = Words(entry.get("label", ""), conf.default_language)
    return own.get(entry.get("key", ""), words)


def _values(entry: dict[str, Any]) -> list[str]:
    if entry.get("languages"):
        return [
            spoken_words(row["language"], Level(row["level"]))
            for row in entry["languages"]
        ]
    value = entry.get("value")
    values = value if isinstance(value, list) else [value]
    language = entry.get("language") or conf.default_language
    return [Words(str(item), language) for item in values if item not in (None, "")]
