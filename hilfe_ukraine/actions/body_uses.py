"""What names a body: live rules, drafts, pages, and bodies it stands in for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, WorkflowState

from hilfe_ukraine.models import RegionRouting, ResponsibleBody


class Obstacle(StrEnum):
    """Why a routing is left as it is."""

    NONE = ""
    #: The user may not change, or not publish, routing of this region.
    NO_RIGHT = "no_right"
    LOCKED = "locked"
    IN_REVIEW = "in_review"
    #: A version of it goes live by itself; publishing another would take that back.
    SCHEDULED = "scheduled"


@dataclass(frozen=True)
class Use:
    """One routing that names the body; ``obstacle`` says why it must stay."""

    routing: RegionRouting
    is_live: bool
    is_draft: bool
    obstacle: Obstacle


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
    for routing in _with_obstacles(rows).order_by("region__key"):
        is_live = routing.pk in live_pks and routing.live
        is_draft = routing.has_unpublished_changes and _names(
            routing.latest_revision, body
        )
        if is_live or is_draft:
            obstacle = _obstacle(routing, is_live, user, may)
            yield Use(routing, is_live, is_draft, obstacle)


def _with_obstacles(rows: QuerySet[RegionRouting]) -> QuerySet[RegionRouting]:
    own = {
        "base_content_type": ContentType.objects.get_for_model(RegionRouting),
        "object_id": Cast(OuterRef("pk"), CharField()),
    }
    return rows.annotate(
        in_review=Exists(WorkflowState.objects.active().filter(**own)),
        is_scheduled=Exists(
            Revision.objects.filter(**own, approved_go_live_at__isnull=False)
        ),
    )


def _obstacle(routing: Any, is_live: bool, user: Any, may: May) -> Obstacle:
    if not may("publish" if is_live else "change", routing):
        return Obstacle.NO_RIGHT
    if routing.locked and not (user and routing.locked_by_id == user.pk):
        return Obstacle.LOCKED
    if routing.in_review:
        return Obstacle.IN_REVIEW
    return Obstacle.SCHEDULED if routing.is_scheduled else Obstacle.NONE


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
