"""What a page contributes to its form, loaded once per routing version."""

import hashlib

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.html import strip_tags
from wagtail.contrib.forms.forms import FormBuilder

from hilfe_ukraine.actions.routing_table import RoutingTable
from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import Category, LegalText, ResponsibleBody

from .days_kept import days_kept_words


@dataclass(frozen=True)
class PageSetup:
    """The page's categories in order, its questions, and the bodies it names.

    ``staff_labels`` are the questions in the language of the portal, by translation
    key: clerks read them, whatever language the helper's page has. ``staff_choices``
    are the answers to choose from, in the same way: those of this page, and what
    clerks read for each. ``languages`` are the published pages that say the same, this
    one included, in the order of the settings. Rows are shared between requests and
    must not be changed.
    """

    categories: tuple[Category, ...]
    questions: tuple[Any, ...]
    fallback_body: ResponsibleBody | None
    owning_office: ResponsibleBody | None
    legal_text_id: int | None
    unconfirmed_days: int | None = None
    ended_days: int | None = None
    staff_labels: Mapping[Any, str] = field(default_factory=dict)
    staff_choices: Mapping[Any, Mapping[str, str]] = field(default_factory=dict)
    languages: tuple[Any, ...] = ()

    def category(self, key: str) -> Category | None:
        """Return the category with this key if the page offers it."""
        return next((row for row in self.categories if row.key == key), None)

    def questions_for(self, category: Category) -> Iterable[Any]:
        """Return the editor's questions that are asked for this category."""
        return (q for q in self.questions if q.is_asked_for(category))


_setups: dict[int, tuple[int, PageSetup]] = {}


def setup_of(page: Any, table: RoutingTable) -> PageSetup:
    """Return the setup of a live page; no statement while nothing was published."""
    cached = _setups.get(page.pk)
    if cached is None or cached[0] != table.version:
        # Read anew: the caller's row may be older than the version, and would stay.
        fresh = type(page).objects.select_related("locale").get(pk=page.pk)
        cached = (table.version, read_setup(fresh, table))
        _setups[page.pk] = cached
    return cached[1]


def read_setup(page: Any, table: RoutingTable, *, store: bool = True) -> PageSetup:
    """Read the setup anew; ``store=False`` for previews, which write nothing."""
    chosen = {category.key for category in page.categories.all()}
    bodies = {body.pk: body for body in table.body_rows.values()}
    questions = list(page.questions.all())
    for question in questions:
        # Keeps the rows at the question; all() would ask the database each time.
        question.categories.get_object_list()
    in_portal_language = _in_portal_language(questions)
    return PageSetup(
        categories=tuple(row for row in table.categories.values() if row.key in chosen),
        questions=tuple(questions),
        fallback_body=bodies.get(page.fallback_body_id),
        owning_office=bodies.get(page.owning_office_id),
        legal_text_id=_legal_text(page).pk if store else None,
        unconfirmed_days=page.unconfirmed_days,
        ended_days=page.ended_days,
        staff_labels={key: row.label for key, row in in_portal_language.items()},
        staff_choices={
            row.translation_key: _choices(row, in_portal_language[row.translation_key])
            for row in questions
        },
        languages=_languages(page),
    )


def _in_portal_language(questions: list[Any]) -> dict[Any, Any]:
    """Return each question as clerks read it; as it is, if it was never translated."""
    found = {question.translation_key: question for question in questions}
    if questions:
        rows = type(questions[0]).objects.filter(
            translation_key__in=found, locale__language_code=conf.default_language
        )
        found.update({row.translation_key: row for row in rows})
    return found


def _choices(asked: Any, read: Any) -> dict[str, str]:
    """Return what clerks read for each choice; nothing if the lists differ in length.

    Choices have no keys in Wagtail's form builder: the third is the third.
    """
    builder = FormBuilder([])
    own, words = (builder.get_formatted_field_choices(row) for row in (asked, read))
    if len(own) != len(words):
        return {}
    return {
        value: word for (value, _own), (word, _word) in zip(own, words, strict=True)
    }


def _languages(page: Any) -> tuple[Any, ...]:
    order = {code: place for place, code in enumerate(conf.content_languages)}
    rows = type(page).objects.live().filter(translation_key=page.translation_key)
    pages = [
        row
        for row in rows.select_related("locale")
        if row.locale.language_code in order
    ]
    return tuple(sorted(pages, key=lambda row: order[row.locale.language_code]))


def forget_setups() -> None:
    """Drop the cached setups: the database was changed underneath them."""
    _setups.clear()


def _legal_text(page: Any) -> LegalText:
    """Freeze the wording that helpers see from now on; equal wordings are one row."""
    language = page.locale.language_code
    # A setup is read while any language is active, such as that of a page around it.
    with translation.override(language):
        parts = [
            page.get_legal_basis_display(),
            page.controller,
            page.recipients,
            page.data_protection_officer,
            *days_kept_words(page),
            strip_tags(page.privacy_text),
        ]
        text = "\n\n".join(str(part) for part in parts if part)
    digest = hashlib.sha256(f"{language}\0{text}".encode()).hexdigest()
    row, _created = LegalText.objects.get_or_create(
        digest=digest, defaults={"language": language, "text": text}
    )
    return row
