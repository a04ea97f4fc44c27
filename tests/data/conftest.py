"""The shipped region data, and the official registers where they are at hand."""

import csv
import os

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "hilfe_ukraine" / "data" / "saxony"
CORRECTIONS = ROOT / "scripts" / "region_data" / "corrections"


@dataclass(frozen=True)
class RegisteredMunicipality:
    name: str
    postcode: str


@pytest.fixture(scope="session")
def regions() -> dict[str, dict[str, str]]:
    """Shipped regions by key."""
    return {row["key"]: row for row in _read_csv(SHIPPED / "regions.csv")}


@pytest.fixture(scope="session")
def pairs() -> list[tuple[str, str]]:
    """Shipped pairs (postcode, region key)."""
    return [
        (row["postcode"], row["region"]) for row in _read_csv(SHIPPED / "postcodes.csv")
    ]


@pytest.fixture(scope="session")
def shipped() -> Path:
    """Folder of the shipped files."""
    return SHIPPED


@pytest.fixture(scope="session")
def corrections() -> list[dict[str, str]]:
    """Every fact by which the shipped files differ from their sources."""
    return [fact for file in CORRECTIONS.glob("*.csv") for fact in _read_csv(file)]


@pytest.fixture(scope="session")
def abolished() -> list[dict[str, str]]:
    """Saxon municipalities that were merged away since the new keys of 2008."""
    return _read_csv(CORRECTIONS / "abolished.csv")


@pytest.fixture(scope="session")
def regions_of(pairs) -> dict[str, set[str]]:
    """Region keys by postcode."""
    result = defaultdict(set)
    for postcode, region in pairs:
        result[postcode].add(region)
    return dict(result)


@pytest.fixture(scope="session")
def registers() -> Path:
    """Folder of the official registers; they are never part of the repository."""
    named = os.environ.get("HILFE_UKRAINE_REGISTERS")
    folder = Path(named) if named else ROOT.parent / "shared" / "regions"
    if not folder.is_dir():
        pytest.skip(
            f"official registers are not at hand ({folder} is missing; "
            "name their folder in HILFE_UKRAINE_REGISTERS)"
        )
    return folder


@pytest.fixture(scope="session")
def registered(registers) -> dict[str, RegisteredMunicipality]:
    """Municipalities of GV100AD by key; the columns are those of its description."""
    text = (registers / "GV100AD_30112025_sachsen.txt").read_text(encoding="utf-8")
    return {
        line[10:18]: RegisteredMunicipality(line[22:72].strip(), line[165:170])
        for line in text.splitlines()
        if line.startswith("60")
    }


@pytest.fixture(scope="session")
def geonames_districts(registers) -> dict[str, set[str]]:
    """District keys by postcode in GeoNames, without large recipients."""
    text = (registers / "geonames_DE_sachsen.txt").read_text(encoding="utf-8")
    result = defaultdict(set)
    for line in text.splitlines():
        columns = line.split("\t")
        if not columns[4].isdigit():
            result[columns[1]].add(columns[8])
    return dict(result)


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
