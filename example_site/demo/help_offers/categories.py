"""Kinds of help with their words and questions, from ``data/categories.toml``."""

from collections.abc import Mapping
from typing import Any

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import (
    Category,
    CategoryQuestion,
    CategoryQuestionText,
    CategoryText,
)

from .tables import in_each_language, read_toml


def load() -> None:
    """Create the categories whose keys are missing, in the order of the file."""
    existing = set(Category.objects.values_list("key", flat=True))
    for position, row in enumerate(read_toml("categories")["category"], start=1):
        if row["key"] not in existing:
            _create(row, position * 10)


def _create(row: Mapping[str, Any], position: int) -> None:
    flags = ("asks_period", "asks_quantity", "asks_languages", "allows_statewide")
    category = Category(
        key=row["key"], position=position, **{flag: row[flag] for flag in flags}
    )
    category.texts = [
        CategoryText(locale=locale, **words) for locale, words in in_each_language(row)
    ]
    category.questions = [_question(one) for one in row.get("question", ())]
    category.full_clean()
    category.save()
    category.save_revision()
    routing_changed()


def _question(row: Mapping[str, Any]) -> CategoryQuestion:
    question = CategoryQuestion(key=row["key"], choices="\n".join(row["choices"]))
    question.texts = [
        CategoryQuestionText(
            locale=locale,
            label=words["label"],
            help_text=words["help_text"],
            choice_labels="\n".join(words["choices"]),
        )
        for locale, words in in_each_language(row)
    ]
    return question
