"""A portal in any of the four languages, and places that lead to every kind of page."""

from typing import Any

from wagtail.models import Locale, Page

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import Category, CategoryText
from tests.factories import make_body
from tests.offer_page.site import publish, route


LANGUAGES = ("de", "en", "uk", "ru")
#: Of each language: title of the page, what is offered, and a sentence of an editor.
WORDS = {
    "de": ("Hilfe anbieten", "Wohnraum", "Übersetzen", "Danke, dass Sie helfen."),
    "en": ("Offer help", "Housing", "Translation", "Thank you for helping."),
    "uk": ("Запропонувати допомогу", "Житло", "Переклад", "Дякуємо за допомогу."),
    "ru": ("Предложить помощь", "Жильё", "Перевод", "Спасибо за помощь."),
}
#: Where which page comes: of housing and of translation.
ASKS_WHERE = "02827"
GOES_ON = "02826"
ELSEWHERE = "04109"
UNKNOWN = "99999"


def open_portal(page: Any, language: str) -> Any:
    """Publish the page in a language with words in every place; return it."""
    _decide_something()
    locale, _ = Locale.objects.get_or_create(language_code=language)
    if page.locale != locale:
        page.get_parent().copy_for_translation(locale).save_revision().publish()
        page = page.copy_for_translation(locale)
    title, housing, translation, sentence = WORDS[language]
    for key, words in (("housing", housing), ("translation", translation)):
        CategoryText.objects.update_or_create(
            parent=Category.objects.get(key=key),
            locale=locale,
            defaults={"title": words, "description": sentence},
        )
    text = f"<p>{sentence}</p>"
    page = publish(
        page,
        title=title,
        intro=text,
        privacy_text=text,
        thank_you_text=text,
        other_help=f"<h3>{sentence}</h3>{text}",
        hotline="0351 00000",
        controller=sentence,
        recipients=sentence,
        data_protection_officer=sentence,
        confirmation_required=True,
    )
    routing_changed()
    return Page.objects.get(pk=page.pk).specific


def _decide_something() -> None:
    housing = Category.objects.get(key="housing")
    translation = Category.objects.get(key="translation")
    body = make_body("town", name="Stadt Görlitz", email="stadt@example.org")
    route("14626120", {"categories": (translation,), "bodies": (body,)})
    many = {"conditions": (("quantity", "at_least", "3"),)}
    route("14626", {"categories": (housing,), "bodies": (body,), **many})
    route("14713", {"outcome": "redirect", "text": "Leipzig: www.leipzig.example"})
