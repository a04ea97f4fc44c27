"""What the rows of one routing form may choose from, read once for all rows."""

from collections.abc import Iterable
from functools import cached_property

from django.utils.translation import gettext as _
from wagtail.models import Locale

from hilfe_ukraine.domain.facts import (
    HELPER,
    HELPER_CHOICES,
    QUANTITY,
    STAY_DAYS,
    Question,
)
from hilfe_ukraine.models import Category, ResponsibleBody


class RuleChoices:
    """Choices shared by all rules of one form, each set of rows read once."""

    @cached_property
    def categories(self) -> list[Category]:
        rows = Category.objects.prefetch_related("texts__locale", "questions")
        return list(rows)

    @cached_property
    def bodies(self) -> list[ResponsibleBody]:
        """Bodies a rule may name; desks follow from the place (DESIGN 5)."""
        return list(ResponsibleBody.objects.filter(parent=None))

    @cached_property
    def category_choices(self) -> list[tuple[int, str]]:
        return [(category.pk, str(category)) for category in self.categories]

    @cached_property
    def locale_choices(self) -> list[tuple[int, str]]:
        return [(locale.pk, str(locale)) for locale in Locale.objects.all()]

    def body_choices(self, chosen: Iterable[int] = ()) -> list[tuple[int, str]]:
        """Bodies by name; ``chosen`` ones stay even where they would not be offered."""
        offered = {body.pk for body in self.bodies}
        others = [pk for pk in chosen if pk not in offered]
        extra = ResponsibleBody.objects.filter(pk__in=others) if others else []
        return [(body.pk, body_label(body)) for body in [*self.bodies, *extra]]

    @cached_property
    def fact_choices(self) -> list[tuple[str, str]]:
        """Every fact a condition can test, with its key and what it may be."""
        fixed = [
            (STAY_DAYS, _("Length of stay in days"), ()),
            (QUANTITY, _("Quantity"), ()),
            (HELPER, _("Person or organisation"), HELPER_CHOICES),
        ]
        own = [
            (question.key, str(category), question.choice_keys)
            for category in self.categories
            for question in category.questions.all()
        ]
        return [
            (key, _fact_label(key, label, may_be)) for key, label, may_be in fixed + own
        ]

    def questions_for(self, categories: Iterable[Category]) -> dict[str, Question]:
        """Return what is asked for any of ``categories``, all of them if none is named.

        Where two categories ask under the same key, the choices of both are allowed.
        """
        keys = {category.pk for category in categories}
        found: dict[str, Question] = {}
        for category in self.categories:
            if keys and category.pk not in keys:
                continue
            for name, question in category.asked().items():
                earlier = found.get(name, question)
                choices = dict.fromkeys([*earlier.choices, *question.choices])
                found[name] = Question(name, tuple(choices))
        return found


def _fact_label(key: str, label: str, may_be: Iterable[str]) -> str:
    values = ", ".join(may_be)
    return f"{label}: {key} ({values})" if values else f"{label}: {key}"


def body_label(body: ResponsibleBody) -> str:
    """Return the name, and the state of the address unless it is confirmed."""
    if body.contact_state == ResponsibleBody.ContactStates.CONFIRMED:
        return body.name
    return f"{body.name} ({body.get_contact_state_display()})"
