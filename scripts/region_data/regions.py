"""State, districts and municipalities of today, with names and labels."""

from collections.abc import Iterable
from dataclasses import dataclass

from .corrections import Corrections
from .sources import KeyRow


STATE_KEY = "14"
_STATE_LABEL = "Freistaat Sachsen"


@dataclass(frozen=True, order=True)
class RegionRow:
    """One line of ``regions.csv``."""

    key: str
    level: str
    name: str
    label: str
    parent: str


def build_regions(keys: Iterable[KeyRow], facts: Corrections) -> list[RegionRow]:
    """Return the regions that exist today, sorted by key."""
    keys = list(keys)
    districts = _districts(keys)
    labels = {district.key: district.label for district in districts}
    municipalities = [
        RegionRow(key, "municipality", name, _label(name, labels[key[:5]]), key[:5])
        for key, name in _municipality_names(keys, set(labels), facts).items()
    ]
    state_name = next(row.name for row in keys if row.key == STATE_KEY)
    state = RegionRow(STATE_KEY, "state", state_name, _STATE_LABEL, "")
    return sorted([state, *districts, *municipalities])


def plain_name(name: str) -> str:
    """Return the name without its title: ``Görlitz, Stadt`` becomes ``Görlitz``."""
    return name.partition(", ")[0]


def _districts(keys: list[KeyRow]) -> list[RegionRow]:
    # The list also holds the districts of before 2008. Those of today are the ones
    # below a statistical region; the old ones belong to a Regierungsbezirk.
    today = {row.key for row in keys if row.name.endswith("Stat. Region")}
    return [
        RegionRow(
            row.key,
            "district",
            plain_name(row.name),
            _district_label(row.name),
            STATE_KEY,
        )
        for row in keys
        if row.level == "nuts3" and row.parent in today
    ]


def _district_label(name: str) -> str:
    """Put the title in front, since two districts are called Leipzig."""
    plain, _, title = name.partition(", ")
    return f"{title} {plain}" if title else plain


def _municipality_names(
    keys: list[KeyRow], districts: set[str], facts: Corrections
) -> dict[str, str]:
    names = {
        row.key: plain_name(row.name)
        for row in keys
        if row.level == "lau" and row.parent in districts
    }
    unknown = facts.abolished.keys() - names.keys()
    if unknown:
        raise ValueError(f"abolished.csv: not in the key list: {sorted(unknown)}")
    living = {key: names[key] for key in names.keys() - facts.abolished.keys()}
    return living | facts.founded


def _label(name: str, district_label: str) -> str:
    # A city that is its own district is one place and needs only one label.
    if district_label == f"Stadt {name}":
        return district_label
    return f"{name} ({district_label})"
