"""Publishing many routings as one set, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from hilfe_ukraine.actions.log import PUBLISHED_AS_SET, log_action, on_its_own
from hilfe_ukraine.actions.routing_changed import as_one_change
from hilfe_ukraine.domain.errors import HilfeUkraineError
from hilfe_ukraine.models import RegionRouting, RoutingSet, RoutingSetItem

from .hindrances import CHANGED_SINCE, hindrances


class SetRefused(HilfeUkraineError, ValueError):
    """Nothing was done. ``problems`` says for each region or body key why, in words."""

    def __init__(self, problems: Mapping[str, Any]) -> None:
        super().__init__("; ".join(f"{key}: {why}" for key, why in problems.items()))
        self.problems = problems


def publish_set(
    *,
    routings: Sequence[RegionRouting],
    source: str,
    user: Any,
    now: datetime,
    name: str = "",
    counts: Mapping[str, int] | None = None,
) -> RoutingSet:
    """Publish what ``routings`` hold in memory as one set, and record it.

    Args:
        routings: rows as they were loaded, with their rules changed in memory
            (``routing.rules = [...]``), or new ones that were never saved. Rules must
            be complete: nothing here checks them, nor the user's rights on the regions.
        source: one of ``RoutingSet.Sources``.
        user: who publishes; ``None`` for a command.
        name: what the set is called, for example the name of the file.
        counts: what the list of sets says about it.

    One transaction: each routing gets a revision and is published as by its button,
    the routing version is raised once. Raises :class:`SetRefused` and changes nothing
    where a routing is locked, scheduled, in a workflow, has a draft, or was changed
    since it was loaded.
    """
    with transaction.atomic(), as_one_change():
        routing_set = start_set(
            source=source, user=user, now=now, name=name, counts=counts
        )
        publish_into(routing_set, routings, user=user)
    return routing_set


def start_set(
    *,
    source: str,
    user: Any,
    now: datetime,
    name: str = "",
    counts: Mapping[str, int] | None = None,
) -> RoutingSet:
    """Make an empty set; call it inside the transaction that fills it."""
    return RoutingSet.objects.create(
        source=source,
        name=name[:200],
        counts=dict(counts or {}),
        created_at=now,
        created_by=user,
    )


def publish_into(
    routing_set: RoutingSet, routings: Sequence[RegionRouting], *, user: Any
) -> None:
    """Publish as :func:`publish_set` does, into a set that was started."""
    stored = lock_routings([routing.region.key for routing in routings])
    problems = dict(hindrances(list(stored.values()), user=user))
    for routing in routings:
        if not _is_as_loaded(routing, stored.get(routing.region.key)):
            problems[routing.region.key] = CHANGED_SINCE
    if problems:
        raise SetRefused(problems)
    for routing in routings:
        _publish_one(routing_set, routing, stored.get(routing.region.key), user)


def lock_routings(keys: Iterable[str] | None = None) -> dict[str, RegionRouting]:
    """Return the routings of these regions by key, and let nobody else change them.

    Of all regions, if none are named. Call it inside a transaction, before reading what
    is going to be changed, and before ``lock_bodies``: everybody locks in this order,
    so that two never wait for each other.
    """
    rows = RegionRouting.objects.order_by("pk")
    if keys is not None:
        rows = rows.filter(region__key__in=list(keys))
    rows = rows.select_for_update(of=("self",)).select_related("region")
    return {row.region.key: row for row in rows}


def _is_as_loaded(routing: RegionRouting, stored: RegionRouting | None) -> bool:
    if stored is None:
        return routing.pk is None
    return (routing.pk, routing.latest_revision_id, routing.live) == (
        stored.pk,
        stored.latest_revision_id,
        stored.live,
    )


def _publish_one(
    routing_set: RoutingSet,
    routing: RegionRouting,
    stored: RegionRouting | None,
    user: Any,
) -> None:
    # Read before anything is written: the set must know what was there.
    before = stored.serializable_data() if stored else None
    revision_before = stored.live_revision_id if stored else None
    if stored is None:
        routing.live = False
        routing.save()
        log_action(routing, "wagtail.create", user)
    revision = publish_now(routing, user=user)
    RoutingSetItem.objects.create(
        routing_set=routing_set,
        key=routing.region.key,
        before=before,
        revision_before=revision_before,
        revision_after=revision.pk,
    )
    log_action(routing, PUBLISHED_AS_SET, user, set=routing_set.uuid)


def publish_now(routing: RegionRouting, *, user: Any) -> Any:
    """Publish what the row holds in memory through a revision, and return that."""
    revision = routing.save_revision(user=user)
    # Every saved rule would have the whole routing indexed again.
    with disable_reference_index_auto_update(), on_its_own(user):
        # Rights were checked for the region; Wagtail's own check knows no regions.
        revision.publish(user=user, skip_permission_checks=True)
    published = RegionRouting.objects.get(pk=routing.pk)
    ReferenceIndex.create_or_update_for_object(published)
    return revision
