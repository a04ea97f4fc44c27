"""The help offer page, from ``data/page.toml``, and its translations beside it."""

from collections.abc import Mapping
from typing import Any

from wagtail.models import Locale, Page

from hilfe_ukraine.models import Category, ResponsibleBody
from hilfe_ukraine.pages.models import HelpOfferPage, HelpOfferQuestion

from .tables import read_toml


LANGUAGES = ("en", "uk", "ru")
TEXTS = (
    *("title", "slug", "search_description", "hotline", "intro"),
    *("controller", "recipients", "data_protection_officer", "privacy_text"),
    *("thank_you_text", "other_help"),
)


def load(parent: Page) -> None:
    """Publish the page below ``parent``, unless there is any help offer page.

    It is translated into each language that ``parent`` has as well.
    """
    if not HelpOfferPage.objects.exists():
        _publish(parent, read_toml("page"))
    page = HelpOfferPage.objects.filter(locale=parent.locale).first()
    for code in LANGUAGES if page else ():
        _translate(page, code, parent)


def _publish(parent: Page, row: Mapping[str, Any]) -> None:
    page = HelpOfferPage(
        **{name: row[name].strip() for name in TEXTS},
        locale=parent.locale,
        show_in_menus=True,
        # So that the first offer of a demonstration goes straight through.
        confirmation_required=False,
        fallback_body=ResponsibleBody.objects.get(key=row["fallback_body"]),
        owning_office=ResponsibleBody.objects.get(key=row["owning_office"]),
    )
    page.categories = Category.objects.all()
    page.questions = [
        _question(one, parent, position) for position, one in enumerate(row["question"])
    ]
    parent.add_child(instance=page)
    page.save_revision().publish()


def _translate(page: HelpOfferPage, code: str, parent: Page) -> None:
    """As an editor does it: copy for the translation, write the words, publish."""
    locale = Locale.objects.filter(language_code=code).first()
    if not locale or not parent.has_translation(locale) or page.has_translation(locale):
        return
    row = read_toml(f"page.{code}")
    translation = page.copy_for_translation(locale)
    for name in TEXTS:
        if name != "slug":
            setattr(translation, name, row[name].strip())
    questions = list(translation.questions.all())
    for question, words in zip(questions, row["question"], strict=False):
        question.label, question.help_text = words["label"], words["help_text"]
        question.choices = "\n".join(words.get("choices", ()))
    translation.questions = questions
    translation.save_revision().publish()


def _question(row: Mapping[str, Any], parent: Page, position: int) -> HelpOfferQuestion:
    question = HelpOfferQuestion(
        sort_order=position,
        locale=parent.locale,
        label=row["label"],
        help_text=row["help_text"],
        field_type=row["field_type"],
        required=row["required"],
        choices="\n".join(row.get("choices", ())),
    )
    question.categories = [Category.objects.get(key=key) for key in row["categories"]]
    return question
