"""Which languages the helper speaks, and how well: one question, one row for each.

The portal's own languages stand there by name, since most people need no other; below
them are rows for any other language. It is one field of the form, so that a host's
template shows it like all others.
"""

from collections.abc import Mapping
from itertools import count, takewhile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.languages import Level, Spoken
from hilfe_ukraine.models.language_words import (
    language_name,
    level_words,
    other_languages,
    spoken_words,
)


#: So many rows for languages that are not the portal's own; more if more were named.
_OTHERS = 2

#: The key of the answer among the entries of an offer.
LANGUAGES = "languages"
#: What was sent: pairs of language and level, as text, in the order of the rows.
Rows = list[tuple[str, str]]


class SpokenInput(forms.Widget):
    """Two kinds of rows: a level for a named language; a language and its level."""

    template_name = "hilfe_ukraine/widgets/spoken.html"
    use_fieldset = True
    #: Shows labels of its own; other groups are shown choice by choice.
    draws_itself = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Rows:
        named = [(code, data.get(f"{name}-{code}", "")) for code in conf.languages]
        numbers = takewhile(
            lambda n: n <= _OTHERS or f"{name}-other-{n}" in data, count(1)
        )
        others = [
            (data.get(f"{name}-other-{n}", ""), data.get(f"{name}-level-{n}", ""))
            for n in numbers
        ]
        return named + others

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        """The first row: there a link of the error summary leads."""
        return f"{id_}_0"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        own, rows = conf.languages, value or []
        levels = [level for _code, level in rows[: len(own)]] or [""] * len(own)
        others = rows[len(own) :]
        others += [("", "")] * (_OTHERS - len(others))
        named = zip(own, map(language_name, own), levels, strict=True)
        return context | {
            "named": list(named),
            "others": list(enumerate(others, start=1)),
            "levels": [(level.value, level_words(level)) for level in Level],
            "languages": other_languages(get_language() or ""),
        }


class SpokenField(forms.Field):
    """Takes the rows apart; gives the languages with their levels."""

    widget = SpokenInput
    default_error_messages = {
        "required": gettext_lazy("Choose at least one language that you speak."),
        "invalid": gettext_lazy("Choose languages and levels from the lists."),
    }

    def to_python(self, value: Rows | None) -> Spoken:
        """Return the level of each language; empty rows say nothing."""
        spoken: dict[str, Level] = {}
        for number, (code, level) in enumerate(value or []):
            is_named = number < len(conf.languages)
            if level or (code and not is_named):
                self._add(spoken, code, level)
        return spoken

    def _add(self, spoken: dict[str, Level], code: str, level: str) -> None:
        if not code:
            raise ValidationError(_("Choose the language that belongs to the level."))
        if code not in _known():
            raise ValidationError(self.error_messages["invalid"])
        if not level:
            raise ValidationError(
                _("Choose how well you speak this language: %(language)s.")
                % {"language": language_name(code)}
            )
        if level not in list(Level):
            raise ValidationError(self.error_messages["invalid"])
        # Named twice: the better level counts, whichever row it stands in.
        better = min(spoken.get(code, Level.BASIC), Level(level), key=list(Level).index)
        spoken[code] = better


def spoken_field() -> SpokenField:
    """Return the question as the form asks it, in the active language."""
    return SpokenField(label=_("Which languages do you speak, and how well?"))


def spoken_rows(entry: Mapping[str, Any]) -> Rows:
    """Return the rows of the form for an answer as :func:`spoken_entry` keeps it."""
    levels = {row["language"]: row["level"] for row in entry.get("languages", [])}
    named = [(code, levels.pop(code, "")) for code in conf.languages]
    return named + list(levels.items())


def _known() -> set[str]:
    return {*conf.languages, *dict(other_languages(get_language() or ""))}


def spoken_entry(spoken: Mapping[str, Level]) -> dict[str, Any]:
    """Return how an offer keeps the languages: in words for people, by keys for all.

    The words are in the language that is active.
    """
    return {
        "key": LANGUAGES,
        "label": _("Languages"),
        "value": [spoken_words(code, level) for code, level in spoken.items()],
        "languages": [
            {"language": code, "level": level.value} for code, level in spoken.items()
        ],
    }
