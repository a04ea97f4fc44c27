"""What an import did, printed for people."""

from collections.abc import Iterable, Sequence

from django.core.management.base import OutputWrapper

from hilfe_ukraine.domain.registers.changes import Changes, StoredRegion
from hilfe_ukraine.domain.registers.merge import Merged


# A first import adds thousands; nobody reads all their names.
_NAMED = 20
_ALL = 2


class ImportReport:
    """Prints counts, and the names of the first few; of all with ``verbosity`` 2."""

    def __init__(self, stdout: OutputWrapper, verbosity: int) -> None:
        self._stdout, self._verbosity = stdout, verbosity

    def print_changes(self, found: Changes, *, dry_run: bool) -> None:
        """Print what was added, changed and retired."""
        if not found:
            self._stdout.write("Nothing to do: the register is up to date.")
            return
        if dry_run:
            self._stdout.write("Dry run: nothing was written. It would be:")
        added = [f"{row.key} {row.label}" for row in found.added]
        self._list("Regions added", added)
        self._list("Regions changed", list(map(_difference, found.changed)))
        self._list("Regions retired", list(map(_end, found.retired)))
        for word, areas in (
            ("added", found.areas_added),
            ("deleted", found.areas_deleted),
        ):
            names = [f"{area.postcode} in {area.region}" for area in areas]
            # Pairs say little; only who wants to see all of it gets them.
            self._list(f"Postcode areas {word}", names, named=0)

    def print_open(self, merged: Merged, still_used: Sequence[str]) -> None:
        """Print what the files left open, where somebody may have to look."""
        for state in merged.only_seats:
            self._stdout.write(
                f"State {state}: no file lists all postcodes. Known ones stay; new "
                "municipalities are found by the postcode of their seat only."
            )
        if merged.left_out:
            self._stdout.write(
                "Postcodes left out, since their state is not in the register: "
                f"{merged.left_out}"
            )
        if merged.unplaced:
            names = [
                f"{record.where}: {record.postcode} {record.place} "
                f"({record.key or 'no district given'})"
                for record in merged.unplaced
            ]
            self._list("Places of which only the district is known", names)
        if still_used:
            self._list("Retired without a successor, but still used", still_used)

    def _list(self, title: str, names: Sequence[str], named: int = _NAMED) -> None:
        self._stdout.write(f"{title}: {len(names)}")
        shown = names if self._verbosity >= _ALL else names[:named]
        self._lines(shown)
        if named and len(shown) < len(names):
            rest = len(names) - len(shown)
            self._lines([f"... and {rest} more; --verbosity 2 names all"])

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._stdout.write(f"  {line}")


def _difference(pair: tuple[StoredRegion, StoredRegion]) -> str:
    before, after = pair
    words = []
    if before.name != after.name:
        words.append(f"name {before.name!r} is now {after.name!r}")
    if before.label != after.label:
        words.append(f"label {before.label!r} is now {after.label!r}")
    if before.valid_until != after.valid_until:
        words.append(f"valid until {after.valid_until or 'further notice'}")
    if before.successor != after.successor:
        words.append(f"successor {after.successor or 'none'}")
    return f"{after.key} {after.label}: {', '.join(words)}"


def _end(region: StoredRegion) -> str:
    became = f"now {region.successor}" if region.successor else "no successor known"
    return f"{region.key} {region.label}, until {region.valid_until}: {became}"
