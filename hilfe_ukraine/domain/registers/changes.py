"""What an import changes: what is stored, compared with what should be."""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date

from hilfe_ukraine.domain.errors import SuspiciousRegister
from hilfe_ukraine.domain.region_set import AreaRow, RegionRow, RegionSet

from .succession import Succession


_MANY, _SHARE = 10, 0.1


@dataclass(frozen=True)
class StoredRegion:
    """A region as it stands in the database; ``successor`` is a key or ""."""

    key: str
    level: str
    name: str
    label: str
    valid_until: date | None = None
    successor: str = ""


@dataclass(frozen=True)
class Changes:
    """What has to be written; empty when everything is as it should be.

    ``changed`` are pairs of before and after; ``retired`` stand as they will be.
    """

    added: tuple[RegionRow, ...] = ()
    changed: tuple[tuple[StoredRegion, StoredRegion], ...] = ()
    retired: tuple[StoredRegion, ...] = ()
    areas_added: tuple[AreaRow, ...] = ()
    areas_deleted: tuple[AreaRow, ...] = ()

    def __bool__(self) -> bool:
        return self != Changes()


def changes(
    *,
    stored: Iterable[StoredRegion],
    areas: Iterable[AreaRow],
    wanted: RegionSet,
    succession: Succession,
    today: date,
    elsewhere: Iterable[str] = (),
) -> Changes:
    """Compare; ``stored`` and ``areas`` are those of the wanted states.

    ``elsewhere`` are keys that live in other states, to which a region may have moved.

    A region that is no longer wanted is retired on the day of its succession, or
    today; one that was retired before learns its successor. What is wanted again
    lives again.
    """
    before = {region.key: region for region in stored}
    rows = {row.key: row for row in wanted.regions}
    living = rows.keys() | set(elsewhere)
    after = {
        key: _living(region, rows[key])
        if key in rows
        else _retired(region, living, succession, today)
        for key, region in before.items()
    }
    differ = [key for key in before if before[key] != after[key]]
    retires = [key for key in differ if key not in rows and not before[key].valid_until]
    old, new = set(areas), set(wanted.areas)
    return Changes(
        tuple(row for row in wanted.regions if row.key not in before),
        tuple((before[key], after[key]) for key in differ if key not in retires),
        tuple(after[key] for key in retires),
        tuple(sorted(new - old, key=_order)),
        tuple(sorted(old - new, key=_order)),
    )


def check_losses(
    found: Changes, stored: Iterable[StoredRegion], areas: Iterable[AreaRow]
) -> None:
    """Raise ``SuspiciousRegister`` if much is lost and nothing says where it went.

    More than ten and more than a tenth of a state's municipalities without a
    successor, or of its postcodes, is what a file does that was cut off.
    """
    lost = Counter(region.key[:2] for region in found.retired if not region.successor)
    living = Counter(region.key[:2] for region in stored if not region.valid_until)
    _refuse_many(lost, living, "regions would be retired without a successor")
    old = set(areas)
    new = old.difference(found.areas_deleted).union(found.areas_added)
    known, left = _postcodes(old), _postcodes(new)
    _refuse_many(
        Counter(state for state, _ in known - left),
        Counter(state for state, _ in known),
        "postcodes would be deleted",
    )


def _postcodes(areas: Iterable[AreaRow]) -> set[tuple[str, str]]:
    return {(area.region[:2], area.postcode) for area in areas}


def _refuse_many(lost: Counter[str], all_of: Counter[str], what: str) -> None:
    for state, count in sorted(lost.items()):
        if count > _MANY and count > _SHARE * all_of[state]:
            raise SuspiciousRegister(
                f"In state {state}, {count} of {all_of[state]} {what}. "
                "Was a file cut off?"
            )


def _living(region: StoredRegion, row: RegionRow) -> StoredRegion:
    return replace(
        region, name=row.name, label=row.label, valid_until=None, successor=""
    )


def _retired(
    region: StoredRegion,
    living: Container[str],
    succession: Succession,
    today: date,
) -> StoredRegion:
    fact = succession.facts.get(region.key)
    successor = succession.living(region.key, living) or region.successor
    since = (fact.since if fact else None) or region.valid_until or today
    return replace(region, valid_until=since, successor=successor)


def _order(area: AreaRow) -> tuple[str, str]:
    return area.postcode, area.region
