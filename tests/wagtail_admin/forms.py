"""What a browser posts from the snippet forms."""

from typing import Any

from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    querydict_from_html,
)


#: Wagtail's script saves drafts by itself with this.
AS_AUTOSAVE = {"headers": {"Accept": "application/json"}}


def url(model: str, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_hilfe_ukraine_{model}:{view}", args=args)


def rule_data(**values: Any) -> dict[str, Any]:
    """One rule; ``conditions`` are (fact, operator, value), ``text`` is in German."""
    conditions = values.pop("conditions", ())
    text = values.pop("text", "")
    texts = [{"locale": Locale.get_default().pk, "text": text}] if text else []
    rows = [
        {"fact": fact, "operator": operator, "value": value}
        for fact, operator, value in conditions
    ]
    return {
        "title": "A rule",
        "outcome": "forward",
        # Tuples: a list would be taken for a formset.
        "categories": tuple(values.pop("categories", ())),
        "bodies": tuple(values.pop("bodies", ())),
        "conditions": inline_formset(rows),
        "texts": inline_formset(texts),
        **values,
    }


def routing_data(*rules: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The form of a routing; add ``region`` for a new one."""
    return nested_form_data(
        {"note": "", "rules": inline_formset(list(rules)), **values}
    )


def as_shown(page: Any) -> dict[str, Any]:
    """What a browser posts of the snippet's form on ``page`` if nobody touches it."""
    shown = querydict_from_html(page.content.decode(), form_id="w-editor-form")
    return dict(shown.lists())


def category_data(**values: Any) -> dict[str, Any]:
    """The form of a category with a German text."""
    defaults = {
        "position": 10,
        "texts": inline_formset(
            [{"locale": Locale.get_default().pk, "title": "Wohnraum"}]
        ),
        "questions": inline_formset([]),
    }
    return nested_form_data({**defaults, **values})


def body_data(**values: Any) -> dict[str, Any]:
    """The form of a body whose address is not confirmed yet."""
    defaults = {
        "name": "Landratsamt Görlitz",
        "kind": "district",
        "channel": "email",
        "email": "amt@example.org",
        "contact_state": "unconfirmed",
        "reaction_days": 3,
        "members": inline_formset([]),
        "change_note": "Telefonat mit dem Amt",
    }
    return nested_form_data({**defaults, **values})


def errors_of(response: Any) -> str:
    """Everything the page complains about, as one text."""
    form = response.context["form"]
    # Lazy texts are read here, after the request and its language are over.
    with translation.override("en"):
        return str(list(_errors(form)))


def _errors(form: Any) -> Any:
    yield from form.errors.items()
    for formset in getattr(form, "formsets", {}).values():
        yield from formset.non_form_errors()
        for child in formset.forms:
            yield from _errors(child)
