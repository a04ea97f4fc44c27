"""From the records of several files to the regions there are."""

from collections import defaultdict
from collections.abc import Iterable

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.region_set import RegionRow
from hilfe_ukraine.domain.regions import Level, level_of, lineage

from .names import district_label, same_name, state_label
from .records import RegionRecord


_ONLY = "000"


def region_rows(
    records: Iterable[RegionRecord], stored: Iterable[RegionRow]
) -> dict[str, RegionRow]:
    """Return all regions by key, parents before children.

    An official register says everything about its states. In other states what is
    stored stays as it is; records that are not official only count where nothing is
    stored, since they may be old. Raises
    ``RegisterError`` with the line for a region whose parent is missing, one that is
    called by two names, and for a district without a municipality (a file cut off).
    """
    records = list(records)
    chosen = _by_key(record for record in records if record.official)
    official = {key[:2] for key in chosen}
    _check_complete(chosen, official)
    kept = {row.key: row for row in stored if row.key[:2] not in official}
    settled = official | {key[:2] for key in kept}
    others = (record for record in records if record.key[:2] not in settled)
    for record in sorted(others, key=lambda record: (record.key, record.name)):
        chosen.setdefault(record.key, record)
    _check_parents(chosen, kept)
    built = _build(chosen, kept)
    order = sorted(kept | built, key=lambda key: (len(key), key))
    return {key: built.get(key) or kept[key] for key in order}


def single(rows: Iterable[str]) -> set[str]:
    """Return the districts that are one place with their only municipality."""
    return {key[:5] for key in rows if key[5:] == _ONLY}


def _by_key(records: Iterable[RegionRecord]) -> dict[str, RegionRecord]:
    found: dict[str, RegionRecord] = {}
    for record in records:
        known = found.setdefault(record.key, record)
        if known != record:
            raise RegisterError(
                f"{record.where}: {record.key} is called {record.name}, "
                f"but {known.name} in {known.where}"
            )
    return found


def _check_complete(chosen: dict[str, RegionRecord], states: set[str]) -> None:
    parents = {key[:5] for key in chosen if len(key) > len("14626")}
    for key, record in chosen.items():
        if level_of(key) is Level.DISTRICT and key not in parents:
            raise RegisterError(
                f"{record.where}: {key} {record.name} has no municipality "
                "(was the file cut off?)"
            )
    for state in sorted(states):
        if not any(parent.startswith(state) for parent in parents):
            where = chosen[state].where if state in chosen else f"state {state}"
            raise RegisterError(f"{where}: the state has no municipality")


def _check_parents(chosen: dict[str, RegionRecord], kept: dict[str, RegionRow]) -> None:
    for key, record in chosen.items():
        for parent in lineage(key)[1:2]:
            if parent not in chosen and parent not in kept:
                raise RegisterError(
                    f"{record.where}: {key} {record.name} belongs to {parent}, "
                    "which is not in the register"
                )


def _build(
    chosen: dict[str, RegionRecord], kept: dict[str, RegionRow]
) -> dict[str, RegionRow]:
    labels = {key: row.label for key, row in kept.items()}
    built: dict[str, RegionRow] = {}
    for record in sorted(chosen.values(), key=lambda record: len(record.key)):
        key, level = record.key, level_of(record.key)
        parent = "".join(lineage(key)[1:2])
        label = _label(record, level, labels.get(parent, ""))
        labels[key] = label
        built[key] = RegionRow(key, level, record.name, label, parent)
    return built | _told_apart(built, chosen)


def _label(record: RegionRecord, level: Level, parent: str) -> str:
    if level is Level.STATE:
        return state_label(record.key, record.name)
    if level is Level.DISTRICT:
        return district_label(record.name, record.title)
    # A city that is its own district is one place and needs only one label.
    return parent if record.key[5:] == _ONLY else f"{record.name} ({parent})"


def _told_apart(
    built: dict[str, RegionRow], chosen: dict[str, RegionRecord]
) -> dict[str, RegionRow]:
    """Return the rows that need more than their name: two in one district."""
    alike: dict[tuple[str, tuple[str, ...]], list[RegionRow]] = defaultdict(list)
    for row in built.values():
        if row.level is Level.MUNICIPALITY and row.key[5:] != _ONLY:
            alike[row.parent, same_name(row.name)].append(row)
    apart = {}
    for rows in alike.values():
        for row in rows if len(rows) > 1 else ():
            title = chosen[row.key].title or row.key
            label = row.label.replace(row.name, f"{row.name}, {title}", 1)
            apart[row.key] = RegionRow(row.key, row.level, row.name, label, row.parent)
    return apart
