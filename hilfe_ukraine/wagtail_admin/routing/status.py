"""The status of a routing in the list, read for all rows at once.

Wagtail's own status column costs two statements per row for snippets.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from hilfe_ukraine.models import RegionRouting


def with_status(rows: QuerySet[RegionRouting]) -> QuerySet[RegionRouting]:
    """Annotate what :func:`routing_status` reads."""
    content_type = ContentType.objects.get_for_model(RegionRouting)
    key = Cast(OuterRef("pk"), CharField())
    schedules = Revision.objects.filter(
        content_type=content_type, object_id=key, approved_go_live_at__isnull=False
    )
    workflows = WorkflowState.objects.active().filter(
        base_content_type=content_type, object_id=key
    )
    return rows.annotate(
        is_scheduled=Exists(schedules), is_in_moderation=Exists(workflows)
    )


def routing_status(routing: RegionRouting) -> str:
    """Return in words whether the routing decides anything, and what is on its way."""
    state = _("published") if routing.live else _("not published")
    if routing.is_scheduled:
        return _("%(state)s, scheduled") % {"state": state}
    if routing.is_in_moderation:
        return _("%(state)s, in moderation") % {"state": state}
    if routing.live and routing.has_unpublished_changes:
        return _("%(state)s, newer draft") % {"state": state}
    return state
