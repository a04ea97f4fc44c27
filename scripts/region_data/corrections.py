"""What changed since the packages were made, fact by fact.

The facts stand in ``corrections/*.csv``, one per line, each with its source:

``abolished.csv``
    Municipalities of the key list that no longer exist, and where they are today.
``founded.csv``
    Municipalities that are younger than the key list.
``places.csv``
    Place names that are no municipality: former ones, spellings, places elsewhere
    (empty key of today).
``postcodes.csv``
    Postcodes of a municipality that the packages do not know.

Dates are ISO days or years, or the bound that follows from the new keys of
2008-08-01 where the day was not looked up.
"""

import csv

from dataclasses import dataclass
from pathlib import Path


_FOLDER = Path(__file__).parent / "corrections"


@dataclass(frozen=True)
class Corrections:
    """All facts; keys are official keys of 8 digits."""

    #: key of an abolished municipality -> key of today
    abolished: dict[str, str]
    #: key of a new municipality -> its name
    founded: dict[str, str]
    #: (postcode, place as in the source) -> key of today, "" for outside Saxony
    places: dict[tuple[str, str], str]
    #: (postcode, key of today)
    postcodes: set[tuple[str, str]]
    #: key of today -> name of today, wherever a fact names both
    names: dict[str, str]


def load_corrections(folder: Path = _FOLDER) -> Corrections:
    """Read the facts; raises ``KeyError`` if a column is missing."""
    abolished, founded = _rows(folder, "abolished"), _rows(folder, "founded")
    places, postcodes = _rows(folder, "places"), _rows(folder, "postcodes")
    return Corrections(
        abolished={row["key"]: row["today_key"] for row in abolished},
        founded={row["key"]: row["name"] for row in founded},
        places={(row["postcode"], row["place"]): row["today_key"] for row in places},
        postcodes={(row["postcode"], row["today_key"]) for row in postcodes},
        names={
            row["today_key"]: row["today_name"]
            for row in [*abolished, *places, *postcodes]
            if row["today_key"]
        },
    )


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
