"""Loading registers: regions and postcodes of whole states, all or nothing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction

from hilfe_ukraine.domain.region_set import AreaRow, RegionSet
from hilfe_ukraine.domain.registers.changes import (
    Changes,
    StoredRegion,
    changes,
    check_losses,
)
from hilfe_ukraine.domain.registers.merge import Merged, merge
from hilfe_ukraine.domain.registers.records import Record
from hilfe_ukraine.domain.registers.succession import Succession
from hilfe_ukraine.models import RoutingVersion

from .register_files import SHIPPED, read_shipped, shipped_succession
from .register_store import (
    current_register,
    index_for_search,
    living_among,
    store_areas,
    store_regions,
    stored_areas,
    stored_regions,
)


__all__ = ["SHIPPED", "Changes", "import_regions", "merge_registers", "read_shipped"]


def merge_registers(records: Iterable[Record], *, states: Collection[str]) -> Merged:
    """Read all records and merge them with what is stored; writes nothing.

    ``states`` are the keys of the only states to look at; empty for all. Raises
    ``RegisterError`` for anything wrong with the files.
    """
    return merge(
        records,
        stored=current_register(),
        facts=shipped_succession(),
        states=states,
    )


def import_regions(
    *,
    region_set: RegionSet,
    today: date,
    succession: Succession | None = None,
    dry_run: bool = False,
    accept_losses: bool = False,
) -> Changes:
    """Make the stored register of the set's states equal to the set.

    Args:
        region_set: all regions and postcodes of one or more states.
        today: the day on which regions end of which no better day is known.
        succession: what became of abolished regions; what ships if left out.
        dry_run: only tell what would change.
        accept_losses: import even if so much is lost that a file was probably cut off.

    Regions that vanished stay, with ``valid_until`` and their successor, since rules
    and offers point to them; postcode areas that vanished are deleted. Other states
    are left alone. One transaction, with the routing version raised if anything
    changed; applying the same set again changes nothing. The search index follows.

    Raises ``SuspiciousRegister`` unless losses are accepted.
    """
    facts = succession or Succession(shipped_succession())
    states = region_set.states
    with transaction.atomic():
        areas = stored_areas(states)
        found, regions = _compare(region_set, areas, facts, today)
        if not accept_losses:
            check_losses(found, regions, areas.values())
        if dry_run or not found:
            return found
        store_regions(found, states)
        store_areas(found, areas, states)
        RoutingVersion.raise_it()
    index_for_search(found)
    return found


def _compare(
    region_set: RegionSet,
    areas: Mapping[int, AreaRow],
    succession: Succession,
    today: date,
) -> tuple[Changes, list[StoredRegion]]:
    """Return what would change, and the regions that are stored."""
    regions = stored_regions(region_set.states)
    found = changes(
        stored=regions,
        areas=areas.values(),
        wanted=region_set,
        succession=succession,
        today=today,
        elsewhere=living_among(succession.successors),
    )
    return found, regions
