"""The one shape of all texts per language: a child row for each locale."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from hilfe_ukraine.conf import conf


class LocalizedText(models.Model):
    """Words in one language. Subclasses add ``parent`` (a ParentalKey) and the texts.

    Not Wagtail's TranslatableMixin: with it, each language would be another row, and
    a rule for the German row would not match the Ukrainian one.
    """

    locale = models.ForeignKey(
        Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.locale)


class Words(str):
    """A text that knows its language: it may have fallen back to another one.

    Goes wherever a text goes, through forms too; the template filter ``marked`` tells
    screen readers which voice to read it with (WCAG 3.1.2).
    """

    language: str

    def __new__(cls, text: str, language: str = "") -> Self:
        """Take the text as it is; ``""`` is the language of the page around it."""
        words = super().__new__(cls, text)
        words.language = language
        return words


def words_of(row: Any, name: str) -> Words:
    """Return a text of one row with the row's language; ``""`` if there is no row."""
    if row is None:
        return Words("")
    return Words(getattr(row, name), row.locale.language_code)


def in_language(texts: Iterable[Any], language: str) -> Any | None:
    """Return the row in ``language``, else in the default one, else any, else None.

    ``texts`` are rows with their locale already loaded.
    """
    by_language = {text.locale.language_code: text for text in texts}
    for code in (language, language.split("-")[0], conf.default_language):
        if code in by_language:
            return by_language[code]
    return next(iter(by_language.values()), None)
