"""Loading a register: regions and postcodes of whole states, all or nothing."""

from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from django.db import transaction
from wagtail.search.backends import get_search_backends

from hilfe_ukraine.domain.region_set import (
    AreaRow,
    RegionRow,
    RegionSet,
    RegisterFile,
    parse_region_set,
)
from hilfe_ukraine.domain.regions import Level
from hilfe_ukraine.models import PostcodeArea, Region, RoutingVersion
from hilfe_ukraine.models.regions import RegionQuerySet


#: Names of the registers that ship with the app, each a folder below ``data``.
SHIPPED = ("saxony",)

_DATA = files("hilfe_ukraine") / "data"


@dataclass(frozen=True)
class ImportReport:
    """What an import did: keys of regions, and numbers of postcode areas."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    areas_added: int
    areas_deleted: int

    @property
    def is_empty(self) -> bool:
        """Whether everything was as it should be already."""
        return self == ImportReport((), (), (), 0, 0)


def read_shipped(name: str) -> RegionSet:
    """Return a register that ships with the app; ``name`` is one of :data:`SHIPPED`.

    Raises ``RegisterError`` with file and line if the data is damaged, and ``OSError``
    if it is not there at all.
    """
    regions, postcodes = (
        RegisterFile(file, (_DATA / name / file).read_bytes())
        for file in ("regions.csv", "postcodes.csv")
    )
    return parse_region_set(regions, postcodes)


def import_regions(*, region_set: RegionSet, today: date) -> ImportReport:
    """Make the stored register of the set's states equal to the set.

    Regions that vanished stay, with ``valid_until`` set to ``today``, since rules and
    offers point to them; postcode areas that vanished are deleted. Other states are
    left alone. One transaction, with the routing version raised if anything changed;
    applying the same set again changes nothing. The search index follows after it.
    """
    with transaction.atomic():
        added, changed = _store_regions(region_set)
        retired = _retire_regions(region_set, today)
        areas_added, areas_deleted = _store_areas(region_set)
        report = ImportReport(added, changed, retired, areas_added, areas_deleted)
        if not report.is_empty:
            RoutingVersion.raise_it()
    _index_for_search(region_set)
    return report


def _store_regions(region_set: RegionSet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys that were added and those that were changed."""
    stored = {region.key: region for region in _stored(region_set)}
    added: list[str] = []
    changed: list[Region] = []
    for level in (Level.STATE, Level.DISTRICT, Level.MUNICIPALITY):
        rows = [row for row in region_set.regions if row.level == level]
        new = [_new_region(row, stored) for row in rows if row.key not in stored]
        changed += [
            stored[row.key]
            for row in rows
            if row.key in stored and _take_over(stored[row.key], row)
        ]
        # Bulk operations send no signals; they return the ids the next level needs.
        stored |= {region.key: region for region in Region.objects.bulk_create(new)}
        added += [region.key for region in new]
    Region.objects.bulk_update(changed, ["name", "label", "valid_until", "successor"])
    return tuple(added), tuple(region.key for region in changed)


def _new_region(row: RegionRow, stored: dict[str, Region]) -> Region:
    parent = stored[row.parent] if row.parent else None
    return Region(
        key=row.key, level=row.level, name=row.name, label=row.label, parent=parent
    )


def _take_over(region: Region, row: RegionRow) -> bool:
    """Bring the stored region up to date; says whether anything differed.

    A region that is in the register again is no longer abolished. Level and parent
    follow from the key and cannot change.
    """
    before = (region.name, region.label, region.valid_until, region.successor_id)
    after = (row.name, row.label, None, None)
    region.name, region.label, region.valid_until, region.successor_id = after
    return before != after


def _retire_regions(region_set: RegionSet, today: date) -> tuple[str, ...]:
    living = {row.key for row in region_set.regions}
    gone = [row for row in _stored(region_set).current() if row.key not in living]
    for region in gone:
        region.valid_until = today
    Region.objects.bulk_update(gone, ["valid_until"])
    return tuple(region.key for region in gone)


def _store_areas(region_set: RegionSet) -> tuple[int, int]:
    """Return how many postcode areas were added and deleted."""
    regions = {region.key: region for region in _stored(region_set)}
    areas = PostcodeArea.objects.filter(
        region__in=_stored(region_set), kind=PostcodeArea.Kinds.AREA
    )
    stored = {
        AreaRow(postcode, key): pk
        for pk, postcode, key in areas.values_list("pk", "postcode", "region__key")
    }
    wanted = dict.fromkeys(region_set.areas)
    gone = [pk for area, pk in stored.items() if area not in wanted]
    PostcodeArea.objects.filter(pk__in=gone).delete()
    new = [
        PostcodeArea(postcode=area.postcode, region=regions[area.region])
        for area in wanted
        if area not in stored
    ]
    PostcodeArea.objects.bulk_create(new)
    return len(new), len(gone)


def _stored(region_set: RegionSet) -> RegionQuerySet:
    regions: RegionQuerySet = Region.objects.within(region_set.states)
    return regions


def _index_for_search(region_set: RegionSet) -> None:
    """Bulk operations bypass the signals by which Wagtail keeps its index."""
    regions = list(_stored(region_set))
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Region, regions)
