"""Why a routing must not be published in bulk: somebody is at work on it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.locks import BasicLock
from wagtail.models import Revision, WorkflowState

from hilfe_ukraine.models import RegionRouting


CHANGED_SINCE = _("Somebody has changed this routing in the meantime.")
_LOCKED = _("This routing is locked. Ask whoever locked it to unlock it.")
_SCHEDULED = _(
    "A version of this routing is scheduled. Publish it, or cancel the schedule, first."
)
_IN_WORKFLOW = _("A draft of this routing is in a workflow. Finish or cancel it first.")
#: The only one that stands against nothing but losing the draft.
DRAFT = _(
    "There is a draft of this routing that is not published. Publish it, or go back to "
    "the published version, first: otherwise that work would be lost."
)


def hindrances(routings: Collection[RegionRouting], *, user: Any) -> Mapping[str, Any]:
    """Return what stands against publishing, by region key, in (lazy) words.

    ``user`` is who would publish; whoever locked a routing may do so. ``None`` stands
    for a command. Two statements however many there are; regions must be loaded.
    """
    keys = [str(routing.pk) for routing in routings]
    content_type = ContentType.objects.get_for_model(RegionRouting)
    scheduled = Revision.objects.filter(
        content_type=content_type, object_id__in=keys, approved_go_live_at__isnull=False
    ).values_list("object_id", flat=True)
    in_workflow = (
        WorkflowState.objects.active()
        .filter(base_content_type=content_type, object_id__in=keys)
        .values_list("object_id", flat=True)
    )
    waits, is_reviewed = set(scheduled), set(in_workflow)
    found = {}
    for routing in routings:
        if routing.locked and (user is None or BasicLock(routing).for_user(user)):
            found[routing.region.key] = _LOCKED
        elif str(routing.pk) in waits:
            found[routing.region.key] = _SCHEDULED
        elif str(routing.pk) in is_reviewed:
            found[routing.region.key] = _IN_WORKFLOW
        elif routing.has_unpublished_changes or not routing.live:
            found[routing.region.key] = DRAFT
    return found
