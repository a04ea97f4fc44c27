"""What names a body: live rules, drafts, pages, and bodies it stands in for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from hilfe_ukraine.models import RegionRouting, ResponsibleBody

from .hindrances import DRAFT, hindrances


_NO_RIGHT = _("You may not publish routing of this region.")


@dataclass(frozen=True)
class Use:
    """One routing that names the body; ``obstacle`` says in words why it must stay."""

    routing: RegionRouting
    is_live: bool
    is_draft: bool
    obstacle: Any


@dataclass(frozen=True)
class Uses:
    """All that names a body."""

    routings: tuple[Use, ...]
    deputy_of: tuple[ResponsibleBody, ...]
    pages: tuple[Page, ...]
    desks: tuple[ResponsibleBody, ...]

    def __bool__(self) -> bool:
        return bool(self.routings or self.deputy_of or self.pages)


#: Whether the user may do this (``"change"``, ``"publish"``) to that routing.
May = Callable[[str, RegionRouting], bool]


def uses_of_body(body: ResponsibleBody, *, user: Any, may: May) -> Uses:
    """Return what names the body; the same number of statements however much it is."""
    return Uses(
        routings=tuple(_uses_in_routing(body, user, may)),
        deputy_of=tuple(ResponsibleBody.objects.filter(deputy=body)),
        pages=tuple(_pages(body)),
        desks=tuple(body.desks.select_related("region")),
    )


def names_body(body: ResponsibleBody) -> bool:
    """Whether anything names the body at all."""
    return bool(uses_of_body(body, user=None, may=lambda *_: True))


def _uses_in_routing(body: ResponsibleBody, user: Any, may: May) -> Iterator[Use]:
    live = RegionRouting.objects.filter(rules__bodies=body).values("pk")
    live_pks = {row["pk"] for row in live}
    rows = RegionRouting.objects.filter(
        Q(pk__in=live_pks) | Q(has_unpublished_changes=True)
    )
    rows = rows.select_related("region", "latest_revision")
    routings = list(rows.order_by("region__key"))
    busy = hindrances(routings, user=user)
    for routing in routings:
        is_live = routing.pk in live_pks and routing.live
        is_draft = routing.has_unpublished_changes and _names(
            routing.latest_revision, body
        )
        if is_live or is_draft:
            obstacle = busy.get(routing.region.key, "")
            # A draft is laid on top of what is published, and so is not lost.
            obstacle = "" if obstacle is DRAFT else obstacle
            if not may("publish" if is_live else "change", routing):
                obstacle = _NO_RIGHT
            yield Use(routing, is_live, is_draft, obstacle)


def _names(revision: Revision | None, body: ResponsibleBody) -> bool:
    rules = revision.content.get("rules", ()) if revision else ()
    return any(body.pk in rule.get("bodies", ()) for rule in rules)


def _pages(body: ResponsibleBody) -> Iterator[Page]:
    """Pages of any type, the host's own included, with a field that names the body."""
    for relation in ResponsibleBody._meta.get_fields(include_hidden=True):
        model: Any = getattr(relation, "related_model", None)
        is_page = isinstance(model, type) and issubclass(model, Page)
        if relation.auto_created and is_page:
            pages: Any = model
            yield from pages.objects.filter(**{relation.field.name: body})
