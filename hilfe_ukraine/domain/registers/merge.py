"""The records of several files made into one set of regions and postcodes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.region_set import AreaRow, RegionRow, RegionSet
from hilfe_ukraine.domain.regions import Level

from .areas import Areas
from .records import (
    PostcodeRecord,
    Record,
    RegionRecord,
    SeatRecord,
    SuccessionRecord,
)
from .region_rows import region_rows
from .succession import Succession


@dataclass(frozen=True)
class Merged:
    """What the files say together, and what they leave open.

    ``unplaced`` are places that only their district is known of, ``left_out`` counts
    postcodes in states that are not in the register. ``only_seats`` are states for
    which no file lists all postcodes.
    """

    region_set: RegionSet
    succession: Succession
    unplaced: tuple[PostcodeRecord, ...] = ()
    left_out: int = 0
    only_seats: tuple[str, ...] = ()


def merge(
    records: Iterable[Record],
    *,
    stored: RegionSet,
    facts: Iterable[SuccessionRecord] = (),
    states: Collection[str] = (),
) -> Merged:
    """Merge the records of all files; their order does not matter.

    Args:
        records: of all files together.
        stored: current regions and postcodes of the database; its states are in the
            result only where a record speaks of them.
        facts: of successions known before, besides those among the records.
        states: keys of the only states to look at; empty for all.

    Raises ``RegisterError`` for records that contradict each other or the register.
    """
    sorted_out = _Sorted(records, states)
    succession = Succession([*facts, *sorted_out.facts])
    spoken_of = sorted_out.states()
    rows = region_rows(sorted_out.regions, _rows_in(stored.regions, spoken_of))
    if not rows:
        raise RegisterError(_no_register(sorted_out))
    areas = Areas(rows, succession)
    areas.add(sorted_out.postcodes)
    listed = {area.region[:2] for area in areas.pairs}
    _check_districts(areas, listed)
    areas.keep(area for area in stored.areas if _keeps(area, rows, listed))
    areas.add_seats(sorted_out.seats)
    pairs = sorted(areas.pairs, key=lambda area: (area.postcode, area.region))
    return Merged(
        RegionSet(tuple(rows.values()), tuple(pairs)),
        succession,
        tuple(sorted(areas.unplaced, key=lambda r: (r.postcode, r.key, r.place))),
        areas.left_out,
        tuple(key for key in rows if len(key) == len("14") and key not in listed),
    )


class _Sorted:
    """Records by their kind, of the wanted states only."""

    def __init__(self, records: Iterable[Record], states: Collection[str]) -> None:
        self.regions: list[RegionRecord] = []
        self.postcodes: list[PostcodeRecord] = []
        self.seats: list[SeatRecord] = []
        self.facts: list[SuccessionRecord] = []
        self._wanted = states
        for record in records:
            if isinstance(record, SuccessionRecord):
                self.facts.append(record)
            elif states and record.key[:2] not in states:
                continue
            elif isinstance(record, RegionRecord):
                self.regions.append(record)
            elif isinstance(record, PostcodeRecord):
                self.postcodes.append(record)
            else:
                self.seats.append(record)

    def states(self) -> set[str]:
        """Return the states that any record speaks of."""
        keys = {record.key[:2] for record in self.regions}
        keys |= {record.key[:2] for record in self.postcodes}
        keys |= {fact.key[:2] for fact in self.facts}
        return keys.intersection(self._wanted or keys)


def _rows_in(rows: Iterable[RegionRow], states: set[str]) -> list[RegionRow]:
    return [row for row in rows if row.key[:2] in states]


def _keeps(area: AreaRow, rows: dict[str, RegionRow], listed: set[str]) -> bool:
    """Whether a stored pair stays: no file lists the postcodes of its state."""
    state = area.region[:2]
    return state in rows and state not in listed


def _check_districts(areas: Areas, listed: set[str]) -> None:
    """Refuse a file that was cut off: it would take the postcodes of the rest away."""
    found = {area.region[:5] for area in areas.pairs}
    for row in areas.rows.values():
        in_question = row.level is Level.DISTRICT and row.key[:2] in listed
        if in_question and row.key not in found:
            raise RegisterError(
                f"The files end without a single postcode of {row.key} {row.label}. "
                "Was one of them cut off? If they are of other states, name those."
            )


def _no_register(sorted_out: _Sorted) -> str:
    if sorted_out.postcodes:
        first = sorted_out.postcodes[0].where
        return (
            f"{first}: the regions of this state are not known yet. Give the register "
            "of regions (GV100AD) as well."
        )
    return "The files say nothing about regions of the states that are wanted."
