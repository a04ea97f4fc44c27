"""Facts in words: what was asked, and what was answered, in one language.

For lists and summaries. Load the category with ``questions__texts__locale`` and
``texts__locale`` prefetched, or each call costs statements of its own.
"""

from django.utils import translation
from django.utils.translation import gettext, ngettext

from hilfe_ukraine.domain.facts import HELPER, QUANTITY, STAY_DAYS, Value

from .categories import Category, CategoryQuestion
from .localized import Words, in_language, words_of


def fact_label(name: str, category: Category, language: str) -> str:
    """Return what the fact is called; its key if nobody gave it words."""
    with translation.override(language):
        if name == STAY_DAYS:
            return gettext("Length of stay")
        if name == HELPER:
            return gettext("Offered by")
        if name == QUANTITY:
            words = in_language(category.texts.all(), language)
            return words_of(words, "quantity_label") or gettext("Quantity")
    question = _question(name, category)
    text = in_language(question.texts.all(), language) if question else None
    return words_of(text, "label") if text else name


def fact_hint(name: str, category: Category, language: str) -> str:
    """Return what helps to answer; ``""`` if nobody wrote anything."""
    with translation.override(language):
        if name == STAY_DAYS:
            return gettext(
                "In days: half a year is 180, a year 365. Without an end: 3650."
            )
    question = _question(name, category)
    text = in_language(question.texts.all(), language) if question else None
    return words_of(text, "help_text")


def value_label(name: str, value: Value, category: Category, language: str) -> str:
    """Return the answer in words; the stored value if nobody gave it words."""
    with translation.override(language):
        if name == STAY_DAYS and isinstance(value, int):
            return ngettext("%(count)d day", "%(count)d days", value) % {"count": value}
        if name == HELPER:
            return _helper(value)
    question = _question(name, category)
    if question is None or value not in question.choice_keys:
        return str(value)
    text = in_language(question.texts.all(), language)
    if text is None:
        return str(value)
    labels = dict(zip(question.choice_keys, text.labels, strict=False))
    label = labels.get(str(value))
    return Words(label, text.locale.language_code) if label else str(value)


def _helper(value: Value) -> str:
    words = {
        "person": gettext("a private person"),
        "organisation": gettext("an organisation or company"),
    }
    return words.get(str(value), str(value))


def _question(name: str, category: Category) -> CategoryQuestion | None:
    questions = {question.key: question for question in category.questions.all()}
    return questions.get(name)
