"""The one shape of all texts per language: a child row for each locale."""

from collections.abc import Iterable
from typing import Any

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


def in_language(texts: Iterable[Any], language: str) -> Any | None:
    """Return the row in ``language``, else in the default one, else any, else None.

    ``texts`` are rows with their locale already loaded.
    """
    by_language = {text.locale.language_code: text for text in texts}
    for code in (language, language.split("-")[0], conf.default_language):
        if code in by_language:
            return by_language[code]
    return next(iter(by_language.values()), None)
