"""From the records of several files to the postcodes of each region."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.region_set import AreaRow, RegionRow
from hilfe_ukraine.domain.regions import Level

from .names import PlaceNames
from .records import PostcodeRecord, SeatRecord
from .region_rows import single
from .succession import Succession


_DISTRICT, _MUNICIPALITY = 5, 8


@dataclass
class Areas:
    """Collects the pairs of postcode and region for a set of regions.

    ``unplaced`` are the records that only their district is known of, ``left_out``
    counts those of states that are not in the register.
    """

    rows: dict[str, RegionRow]
    succession: Succession
    pairs: set[AreaRow] = field(default_factory=set)
    unplaced: list[PostcodeRecord] = field(default_factory=list)
    left_out: int = 0

    def __post_init__(self) -> None:
        self._single = single(self.rows)
        self._states = {key[:2] for key in self.rows}
        self._names = self._place_names()

    def add(self, records: Iterable[PostcodeRecord]) -> None:
        """Add the records of all files together; their order does not matter.

        Records with the key of a municipality are exact: a place that only its
        district is known of adds nothing to a postcode that they have there. Raises
        ``RegisterError`` for a district that the register does not know.
        """
        vague = []
        for record in records:
            if not record.key:
                self.unplaced.append(record)
            elif record.key[:2] not in self._states:
                self.left_out += 1
            elif len(record.key) == _MUNICIPALITY:
                self.pairs.add(AreaRow(record.postcode, self._exact(record)))
            else:
                vague.append(record)
        exact = {(pair.postcode, pair.region[:_DISTRICT]) for pair in self.pairs}
        for record in vague:
            self._add_vague(record, exact)

    def keep(self, stored: Iterable[AreaRow]) -> None:
        """Keep stored pairs; those of abolished regions go to what they became."""
        for area in stored:
            key = self._today(area.region)
            if key:
                self.pairs.add(AreaRow(area.postcode, key))

    def add_seats(self, seats: Iterable[SeatRecord]) -> None:
        """Let every municipality be found that no other record speaks of."""
        found = {pair.region for pair in self.pairs}
        for seat in seats:
            key = self.as_place(seat.key)
            if key in self.rows and key not in found:
                self.pairs.add(AreaRow(seat.postcode, key))

    def as_place(self, key: str) -> str:
        """Return the district for a municipality that is one place with it."""
        return key[:_DISTRICT] if key[:_DISTRICT] in self._single else key

    def _exact(self, record: PostcodeRecord) -> str:
        key = self._today(record.key)
        if not key:
            raise _unknown(record)
        if len(key) < len(record.key) and key not in self._single:
            self.unplaced.append(record)
        return key

    def _today(self, key: str) -> str:
        """Return the place of a key: itself, its successor, or its district."""
        if key in self.rows:
            return self.as_place(key)
        living = self.succession.living(key, self.rows)
        if living:
            return self.as_place(living)
        return key[:_DISTRICT] if key[:_DISTRICT] in self.rows else ""

    def _add_vague(self, record: PostcodeRecord, exact: set[tuple[str, str]]) -> None:
        district = self._today(record.key)
        if not district:
            raise _unknown(record)
        key = district
        if len(district) == _DISTRICT and district not in self._single:
            key = self._names[district].find(record.place) or district
            if key == district:
                if (record.postcode, district) in exact:
                    return
                self.unplaced.append(record)
        self.pairs.add(AreaRow(record.postcode, key))

    def _place_names(self) -> dict[str, PlaceNames]:
        """Names of today and, where they lead to one of today, of former times."""
        names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self.rows.values():
            if row.level is Level.MUNICIPALITY:
                names[row.parent].append((row.key, row.name))
        for key, fact in self.succession.facts.items():
            living = self.succession.living(key, self.rows)
            if living and len(key) == _MUNICIPALITY and key not in self.rows:
                for district in {key[:_DISTRICT], living[:_DISTRICT]}:
                    names[district].append((living, fact.name))
        return defaultdict(
            lambda: PlaceNames(()),
            {district: PlaceNames(pairs) for district, pairs in names.items()},
        )


def _unknown(record: PostcodeRecord) -> RegisterError:
    return RegisterError(
        f"{record.where}: region {record.key} is not in the register; "
        "is the register of regions (GV100AD) older than this file?"
    )
