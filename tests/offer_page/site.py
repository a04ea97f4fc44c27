"""What editors and administrators do: publish a page, ask more, publish routing."""

from typing import Any

from wagtail.models import Locale, Page

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import RegionRouting
from tests.factories import make_routing, make_rule


def publish(page: Any, **changes: Any) -> Any:
    """Change fields of a page and publish it; returns the page as it is stored."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk).specific


def add_question(page: Any, label: str, categories: tuple = (), **values: Any) -> Any:
    """Ask one question more on a published page; returns the question."""
    question = page.questions.model(
        label=label, locale=page.locale, **{"field_type": "singleline", **values}
    )
    question.categories = list(categories)
    page.questions.add(question)
    publish(page)
    return page.questions.model.objects.get(page_id=page.pk, label=label)


def route(region: str, *rules: dict[str, Any]) -> RegionRouting:
    """Publish the routing of one region with these rules."""
    routing = make_routing(region)
    for rule in rules:
        make_rule(routing, **rule)
    routing_changed()
    return routing


def translated(page: Any, language: str, **changes: Any) -> Any:
    """Publish the page in another language as well, with its parent; returns it."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    page.get_parent().copy_for_translation(locale).save_revision().publish()
    return publish(page.copy_for_translation(locale), **changes)
