"""Which rows of the matrix a user sees, and which of them he may publish."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from hilfe_ukraine.models import Region, RegionRouting
from hilfe_ukraine.models.regions import RegionQuerySet
from hilfe_ukraine.wagtail_admin.coverage.scope import LOOK
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY


_STATES = Region.Levels.STATE
#: Who types part of a name wants to see that it was understood, not a register.
_MOST_NAMED = 5


def rows_for(user: Any) -> RegionQuerySet:
    """Districts within the user's reach, and municipalities granted to him alone."""
    rows = Region.objects.choosable()
    reach = ROUTING_POLICY.reach(user, LOOK)
    if reach is None:
        return rows.filter(level=Region.Levels.DISTRICT)
    granted = Q(level=Region.Levels.DISTRICT) | Q(key__in=reach)
    return rows.within(reach).filter(granted).exclude(level=_STATES)


def municipalities_for(user: Any, name: str) -> list[Region]:
    """Some municipalities within the user's reach that are called like this."""
    reach = ROUTING_POLICY.reach(user, LOOK)
    rows = Region.objects.choosable().filter(level=Region.Levels.MUNICIPALITY)
    rows = rows if reach is None else rows.within(reach)
    found = rows.filter(label__icontains=name).order_by("label", "key")
    return list(found[:_MOST_NAMED])


def states_for(user: Any) -> list[Region]:
    """The states in which the user has rows."""
    states = Region.objects.current().filter(level=_STATES).order_by("label")
    reach = ROUTING_POLICY.reach(user, LOOK)
    if reach is not None:
        states = states.filter(key__in={key[:2] for key in reach})
    return list(states)


def routings_of_rows(regions: Collection[Region]) -> dict[str, RegionRouting]:
    """Return the routings of these regions by key; one statement."""
    rows = RegionRouting.objects.filter(region__in=[region.pk for region in regions])
    return {row.region.key: row for row in rows.select_related("region")}


def refuse_foreign(user: Any, keys: Iterable[str]) -> None:
    """Raise ``PermissionDenied`` if the user may not publish in all of these regions.

    Keys that are in no register are none of it: nothing happens there.
    """
    regions = list(Region.objects.current().filter(key__in=set(keys)))
    allowed = set(
        rows_for(user).filter(key__in=set(keys)).values_list("key", flat=True)
    )
    routings = routings_of_rows(regions)
    for region in regions:
        exists = region.key in routings
        may = ROUTING_POLICY.may_publish(user, region, exists=exists)
        if region.key not in allowed or not may:
            raise PermissionDenied
