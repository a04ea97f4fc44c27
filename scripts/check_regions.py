"""Compare what the importers make of official files with what is known of Germany.

Usage, from the root of the repository, with the folder of the files::

    python scripts/check_regions.py FOLDER

The files are those named below; they are never part of the repository. Nothing is
stored and no database is needed. Not a part of ``make test``: prints what it found,
exit code 1 if a number differs.
"""

import sys
import time

from collections import Counter
from pathlib import Path


sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hilfe_ukraine.actions.regions.register_files import (
    read_files,
    read_shipped,
    shipped_succession,
)
from hilfe_ukraine.domain.region_set import RegionSet
from hilfe_ukraine.domain.registers.merge import Merged, merge
from hilfe_ukraine.domain.registers.succession import Succession


GERMANY = ("GV100AD_30112025.txt.gz", "geonames_DE_2026-03-30.csv.gz")
SAXONY = ("GV100AD_30112025_sachsen.txt", "geonames_DE_sachsen.txt")
SAXON_CITIES = {"14511", "14612", "14713"}


def main(arguments: list[str]) -> int:
    """Compare and print; returns the exit code."""
    folder = Path(arguments[0]) if arguments else Path()
    missing = [name for name in (*GERMANY, *SAXONY) if not (folder / name).is_file()]
    if missing:
        print(f"Not compared: {missing[0]} is not in {folder.resolve()}")
        return 1
    started = time.perf_counter()
    germany = _merged(folder, GERMANY)
    print(f"Germany was read and merged in {time.perf_counter() - started:.1f} s")
    saxony = _merged(folder, SAXONY)
    results = [
        *_numbers(germany, saxony),
        *_shipped_names(saxony),
        *_shipped_districts(saxony),
        ("former keys that still live", 0, _former_that_live(germany)),
        ("labels that two places share", 0, _shared_labels(germany)),
    ]
    for what, expected, found in results:
        mark = "as expected" if expected == found else f"EXPECTED {expected}"
        print(f"{what}: {found} ({mark})")
    print(f"places of which only the district is known: {len(germany.unplaced)}")
    return int(any(expected != found for _, expected, found in results))


def _merged(folder: Path, names: tuple[str, ...]) -> Merged:
    records = read_files([folder / name for name in names])
    return merge(records, stored=RegionSet((), ()), facts=shipped_succession())


def _numbers(germany: Merged, saxony: Merged) -> list[tuple[str, int, int]]:
    levels = Counter(str(row.level) for row in germany.region_set.regions)
    saxon = Counter(str(row.level) for row in saxony.region_set.regions)
    postcodes = {area.postcode for area in germany.region_set.areas}
    two_states = Counter(
        postcode
        for postcode, _ in {
            (area.postcode, area.region[:2]) for area in germany.region_set.areas
        }
    )
    return [
        ("states", 16, levels["state"]),
        ("districts", 400, levels["district"]),
        ("municipalities", 10753, levels["municipality"]),
        # 8310 of GeoNames, and the only one of Oberzent (64760), which it lacks.
        ("postcodes", 8311, len(postcodes)),
        ("districts of Saxony", 13, saxon["district"]),
        ("municipalities of Saxony", 418, saxon["municipality"]),
        ("states of 07919", 2, two_states["07919"]),
    ]


def _shipped_names(saxony: Merged) -> list[tuple[str, int, int]]:
    shipped = {row.key: row for row in read_shipped("saxony").regions}
    found = {row.key: row for row in saxony.region_set.regions}
    different = [
        key
        for key in shipped.keys() | found.keys()
        if shipped.get(key) != found.get(key)
    ]
    for key in different:
        print(f"  {key}: ships as {shipped.get(key)}, read as {found.get(key)}")
    return [("regions of Saxony that differ from what ships", 0, len(different))]


def _shipped_districts(saxony: Merged) -> list[tuple[str, int, int]]:
    """Postcodes by municipality are corrected in what ships; districts must agree."""
    shipped, found = (
        {(area.postcode, area.region[:5]) for area in areas}
        for areas in (read_shipped("saxony").areas, saxony.region_set.areas)
    )
    wrong = [
        area
        for area in saxony.region_set.areas
        if len(area.region) > len("14626")
        and area not in set(read_shipped("saxony").areas)
    ]
    return [
        ("postcodes of Saxony in another district than ships", 0, len(shipped ^ found)),
        ("municipalities of Saxony matched otherwise than ships", 0, len(wrong)),
    ]


def _former_that_live(germany: Merged) -> int:
    living = {row.key for row in germany.region_set.regions}
    succession = Succession(shipped_succession())
    lost = [key for key in succession.facts if not succession.living(key, living)]
    return len(living & succession.facts.keys()) + len(lost)


def _shared_labels(germany: Merged) -> int:
    labels = Counter(
        row.label for row in germany.region_set.regions if row.key[5:] != "000"
    )
    return sum(count - 1 for count in labels.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
