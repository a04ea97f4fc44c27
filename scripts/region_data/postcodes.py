"""Which municipalities of today a postcode touches."""

from collections.abc import Iterable

from .corrections import Corrections
from .regions import RegionRow, plain_name
from .sources import KeyRow, PlaceRow


# The districts as GeoNames spells them.
_DISTRICTS = {
    "Chemnitz, Stadt": "14511",
    "Erzgebirgskreis": "14521",
    "Landkreis Mittelsachsen": "14522",
    "Vogtlandkreis": "14523",
    "Zwickau": "14524",
    "Kreisfreie Stadt Dresden": "14612",
    "Landkreis Bautzen": "14625",
    "Landkreis Görlitz": "14626",
    "Landkreis Meißen": "14627",
    "Landkreis Sächsische Schweiz": "14628",
    "Kreisfreie Stadt Leipzig": "14713",
    "Landkreis Leipzig": "14729",
    "Landkreis Nordsachsen": "14730",
}

# What GeoNames spells out and the register abbreviates, in this order.
_ABBREVIATIONS = (
    ("Erzgebirge", "Erzgeb."),
    ("Vogtland", "Vogtl."),
    ("Sachsen", "Sa."),
    ("Oberlausitz", "O.L."),
    ("Sankt ", "St. "),
    (" auf dem ", " a. d. "),
    (" an der ", " a. d. "),
    (" am ", " a. "),
    (" / ", "/"),
)


class UnresolvedPlaces(Exception):
    """Places of the source for which no municipality of today is known."""


class PlaceResolver:
    """Finds the municipality of today for the place names of GeoNames."""

    def __init__(
        self, regions: Iterable[RegionRow], keys: Iterable[KeyRow], facts: Corrections
    ) -> None:
        municipalities = [row for row in regions if row.level == "municipality"]
        former = [row for row in keys if row.key in facts.abolished]
        self._facts = facts
        self._by_name = {
            (row.key[:5], _comparable(plain_name(row.name))): facts.abolished[row.key]
            for row in former
        } | {(row.parent, _comparable(row.name)): row.key for row in municipalities}
        self.used: set[tuple[str, str]] = set()

    def resolve(self, row: PlaceRow) -> str | None:
        """Return a key of 8 digits, "" for a place outside Saxony, None if unknown."""
        fact = (row.postcode, row.place)
        if fact in self._facts.places:
            self.used.add(fact)
            return self._facts.places[fact]
        district = _DISTRICTS[row.district]
        whole = self._by_name.get((district, _comparable(row.place)))
        # "Mülsen Thurm" and "Hartenstein Zschocken" are parts of a municipality.
        return whole or self._by_name.get((district, row.place.partition(" ")[0]))


def build_postcodes(
    places: Iterable[PlaceRow], resolver: PlaceResolver, facts: Corrections
) -> list[tuple[str, str]]:
    """Return sorted pairs (postcode, region key).

    The region is the municipality, or the district where that is a single city.
    Raises :class:`UnresolvedPlaces`, also for facts that nothing needs any more.
    """
    pairs, unknown = set(facts.postcodes), []
    for row in places:
        key = _city(row) or resolver.resolve(row)
        if key:
            pairs.add((row.postcode, key))
        elif key is None:
            unknown.append(f"{row.postcode} {row.place} ({row.district})")
    unused = [" ".join(fact) for fact in facts.places.keys() - resolver.used]
    if unknown or unused:
        raise UnresolvedPlaces(f"unknown: {unknown}; unused facts: {unused}")
    return sorted(pairs)


def _city(row: PlaceRow) -> str | None:
    """Return the key of the district if it is a single city."""
    name = row.district
    is_city = name.startswith("Kreisfreie Stadt ") or name.endswith(", Stadt")
    return _DISTRICTS[name] if is_city else None


def _comparable(name: str) -> str:
    for long, short in _ABBREVIATIONS:
        name = name.replace(long, short)
    return name
