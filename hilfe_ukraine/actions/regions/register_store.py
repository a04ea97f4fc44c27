"""Reading and writing the stored register in bulk."""

from collections.abc import Collection

from wagtail.search.backends import get_search_backends

from hilfe_ukraine.domain.region_set import AreaRow, RegionRow, RegionSet
from hilfe_ukraine.domain.regions import Level, level_of
from hilfe_ukraine.domain.registers.changes import Changes, StoredRegion
from hilfe_ukraine.models import PostcodeArea, Region


_BATCH = 1000
_COLUMNS = ("key", "level", "name", "label", "valid_until", "successor__key")


def current_register() -> RegionSet:
    """Return all regions that live and all postcodes; two statements."""
    current = Region.objects.current().order_by("key")
    columns = current.values_list("key", "name", "label", "parent__key")
    regions = tuple(
        RegionRow(key, level_of(key), name, label, parent or "")
        for key, name, label, parent in columns
    )
    return RegionSet(regions, tuple(stored_areas().values()))


def stored_regions(states: Collection[str]) -> list[StoredRegion]:
    """Return all regions of these states, abolished ones as well; one statement."""
    rows = Region.objects.within(states).order_by("key").values_list(*_COLUMNS)
    return [
        StoredRegion(key, level, name, label, until, successor or "")
        for key, level, name, label, until, successor in rows
    ]


def stored_areas(states: Collection[str] | None = None) -> dict[int, AreaRow]:
    """Return areas by their id, of these states or of all."""
    rows = PostcodeArea.objects.filter(kind=PostcodeArea.Kinds.AREA)
    if states is not None:
        rows = rows.filter(region__in=Region.objects.within(states))
    columns = rows.values_list("pk", "postcode", "region__key")
    return {pk: AreaRow(postcode, key) for pk, postcode, key in columns}


def living_among(keys: Collection[str]) -> set[str]:
    """Return those of the keys that stand in the register and live; one statement."""
    rows = Region.objects.current().filter(key__in=keys)
    return set(rows.values_list("key", flat=True))


def store_regions(found: Changes, states: Collection[str]) -> None:
    """Write regions, parents before children; in a transaction of the caller."""
    ids = dict(Region.objects.within(states).values_list("key", "pk"))
    for level in (Level.STATE, Level.DISTRICT, Level.MUNICIPALITY):
        rows = [row for row in found.added if row.level == level]
        new = [_new_region(row, ids) for row in rows]
        # Bulk operations send no signals; they return the ids the next level needs.
        Region.objects.bulk_create(new, batch_size=_BATCH)
        ids |= {region.key: region.pk for region in new}
    after = [*(after for _, after in found.changed), *found.retired]
    # Successors may lie in another state: a district moved, or a state was founded.
    ids |= _ids_of(
        {region.successor for region in after if region.successor} - set(ids)
    )
    Region.objects.bulk_create(
        [_changed_region(region, ids) for region in after],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "label", "valid_until", "successor"],
    )


def _ids_of(keys: Collection[str]) -> dict[str, int]:
    return dict(Region.objects.filter(key__in=keys).values_list("key", "pk"))


def _new_region(row: RegionRow, ids: dict[str, int]) -> Region:
    return Region(
        key=row.key,
        level=row.level,
        name=row.name,
        label=row.label,
        parent_id=ids[row.parent] if row.parent else None,
    )


def _changed_region(region: StoredRegion, ids: dict[str, int]) -> Region:
    return Region(
        pk=ids[region.key],
        key=region.key,
        level=region.level,
        name=region.name,
        label=region.label,
        valid_until=region.valid_until,
        successor_id=ids.get(region.successor),
    )


def store_areas(
    found: Changes, stored: dict[int, AreaRow], states: Collection[str]
) -> None:
    """Write postcode areas; in a transaction of the caller."""
    gone = set(found.areas_deleted)
    ids = [pk for pk, area in stored.items() if area in gone]
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        PostcodeArea.objects.filter(pk__in=batch).delete()
    if not found.areas_added:
        return
    regions = dict(Region.objects.within(states).values_list("key", "pk"))
    PostcodeArea.objects.bulk_create(
        [
            PostcodeArea(postcode=area.postcode, region_id=regions[area.region])
            for area in found.areas_added
        ],
        batch_size=_BATCH,
    )


def index_for_search(found: Changes) -> None:
    """Bulk operations bypass the signals by which Wagtail keeps its index."""
    keys = {row.key for row in found.added}
    keys |= {after.key for _, after in found.changed}
    keys |= {region.key for region in found.retired}
    regions = [row for row in Region.objects.order_by("key") if row.key in keys]
    for backend in get_search_backends(with_auto_update=True):
        for start in range(0, len(regions), _BATCH):
            backend.add_bulk(Region, regions[start : start + _BATCH])
