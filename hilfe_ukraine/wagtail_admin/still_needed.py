"""What still needs a row: asked before it is deleted, and told in words."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey

from hilfe_ukraine.models import BodyNote, Category, RegionRouting, ResponsibleBody


#: The keys under which a revision's rules hold ids of a model.
_IN_DRAFTS = {Category: "categories", ResponsibleBody: "bodies"}


def needed_by(instance: models.Model) -> str:
    """Return what needs the row, for example "Rules: 3, Help offers: 12", or "".

    Looks at every relation, those of a host's own pages included, and at drafts of
    routing: a rule whose category was deleted would be a rule for all categories.
    """
    found: Counter[str] = Counter()
    for name, count in _relations(instance):
        found[name] += count
    drafts = _count_drafts(instance)
    if drafts:
        found[_("drafts of routing")] = drafts
    return ", ".join(f"{capfirst(name)}: {count}" for name, count in found.items())


def _relations(instance: models.Model) -> Iterator[tuple[str, int]]:
    relation: Any
    for relation in instance._meta.get_fields(include_hidden=True):
        if not _counts(relation):
            continue
        name = str(relation.related_model._meta.verbose_name_plural)
        rows = relation.related_model._base_manager
        count = rows.filter(**{relation.field.name: instance.pk}).count()
        if count:
            yield name, count


def _counts(relation: object) -> bool:
    """Whether rows of this relation are users of the row, not parts of it."""
    if not isinstance(relation, models.ForeignObjectRel):
        return False
    if not relation.concrete and relation.related_model._meta.auto_created:
        return False
    is_part = isinstance(relation.field, ParentalKey)
    return not is_part and relation.related_model is not BodyNote


def _count_drafts(instance: models.Model) -> int:
    key = _IN_DRAFTS.get(type(instance))
    if key is None:
        return 0
    drafts = RegionRouting.objects.filter(has_unpublished_changes=True)
    contents = drafts.exclude(latest_revision=None).values_list(
        "latest_revision__content", flat=True
    )
    return sum(
        any(instance.pk in rule.get(key, ()) for rule in content.get("rules", ()))
        for content in contents
    )
