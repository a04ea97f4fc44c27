"""What a table would change: added, changed and retired, each region as a whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from .known import Known, Rights
from .problems import Code, Problem, Problems
from .rows import BodyRow, RuleRow, Table
from .values import Reader


class ChangeKind(StrEnum):
    """What happens to a row."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"


@dataclass(frozen=True)
class Change:
    """A body or rule; ``before`` is ``None`` for a new one, ``after`` for a retired."""

    kind: ChangeKind
    before: BodyRow | RuleRow | None
    after: BodyRow | RuleRow | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that differ; none for what is added or retired."""
        if self.before is None or self.after is None:
            return ()
        return tuple(
            item.name
            for item in fields(self.after)
            if item.name != "id"
            and getattr(self.before, item.name) != getattr(self.after, item.name)
        )


@dataclass(frozen=True)
class RegionChange:
    """What happens in one region; ``rules`` are its rules afterwards, from the top.

    ``is_reordered``: rules that stay change their order among themselves.
    """

    region: str
    is_new: bool
    rules: tuple[RuleRow, ...]
    changes: tuple[Change, ...]
    is_reordered: bool = False


@dataclass(frozen=True)
class Plan:
    """Everything a file would do, or every problem that keeps it from being done."""

    problems: tuple[Problem, ...] = ()
    bodies: tuple[Change, ...] = ()
    regions: tuple[RegionChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.bodies or self.regions)

    @property
    def counts(self) -> dict[str, int]:
        """How many bodies and rules are added, changed and retired, and the regions."""
        rules = [change for region in self.regions for change in region.changes]
        counted = {
            f"{name}_{kind.value}": sum(change.kind is kind for change in changes)
            for name, changes in (("bodies", self.bodies), ("rules", rules))
            for kind in ChangeKind
        }
        return {**counted, "regions": len(self.regions)}


def make_plan(table: Table, known: Known, rights: Rights, problems: Problems) -> Plan:
    """Compare a table with what is stored, and check what the user may change.

    A body that the file leaves out stays as it is. A region of which the file has a
    rule is replaced as a whole: rules left out there are retired. Other regions stay.
    """
    bodies = tuple(_body_changes(table, known, rights, problems))
    regions = tuple(_region_changes(table, known, rights, problems))
    if problems.found:
        return Plan(problems.found)
    return Plan((), bodies, regions)


def _body_changes(
    table: Table, known: Known, rights: Rights, problems: Problems
) -> Iterator[Change]:
    for body, record in table.bodies:
        before = known.bodies.get(body.key)
        if before == body:
            continue
        may = rights.may_change_bodies if before else rights.may_add_bodies
        if not may:
            Reader(record, problems).problem("key", Code.FOREIGN_BODY, text=body.key)
        yield Change(ChangeKind.CHANGED if before else ChangeKind.ADDED, before, body)


def _region_changes(
    table: Table, known: Known, rights: Rights, problems: Problems
) -> Iterator[RegionChange]:
    by_region: dict[str, list[RuleRow]] = {}
    readers: dict[str, Reader] = {}
    for rule, record in table.rules:
        by_region.setdefault(rule.region, []).append(rule)
        readers.setdefault(rule.region, Reader(record, problems))
    for region, rules in by_region.items():
        change = compare_region(region, rules, known.routings.get(region))
        if change is None or region not in known.regions:
            continue
        label = known.regions[region].label
        if not rights.may_route(region, region in known.routings):
            readers[region].problem("region", Code.FOREIGN_REGION, text=label)
        elif region in known.busy:
            why = known.busy[region]
            readers[region].problem("region", Code.BUSY, text=label, why=why)
        yield change


def compare_region(
    region: str, wanted: Sequence[RuleRow], stored: Sequence[RuleRow] | None
) -> RegionChange | None:
    """Return what would change in a region, or ``None`` if nothing would."""
    left = list(stored or ())
    paired = _pair(wanted, left)
    changes = []
    after: list[RuleRow] = []
    for row, before in zip(wanted, paired, strict=True):
        rule = replace(row, id=before.id if before else _new_id(row, paired, after))
        after.append(rule)
        if before is None:
            changes.append(Change(ChangeKind.ADDED, None, rule))
        elif before != rule:
            changes.append(Change(ChangeKind.CHANGED, before, rule))
    kept = [row.id for row in paired if row]
    retired = [row for row in left if row.id not in kept]
    changes += [Change(ChangeKind.RETIRED, row, None) for row in retired]
    is_reordered = kept != [row.id for row in left if row.id in kept]
    if not changes and not is_reordered:
        return None
    return RegionChange(
        region, stored is None, tuple(after), tuple(changes), is_reordered
    )


def _new_id(
    rule: RuleRow, paired: Iterable[RuleRow | None], after: Iterable[RuleRow]
) -> str:
    """The id a new rule brings along, unless another rule of the region has it."""
    taken = {row.id for row in paired if row} | {row.id for row in after}
    return "" if rule.id in taken else rule.id


def _pair(wanted: Sequence[RuleRow], stored: Sequence[RuleRow]) -> list[RuleRow | None]:
    """Find for each row the stored rule it means: by id, else by content, else title.

    A row that was copied with its id means a new rule: an id counts once, and only in
    its own region.
    """
    paired: list[RuleRow | None] = [None] * len(wanted)
    left = list(stored)
    for means_same in (_same_id, _same_content, _same_title):
        for place, rule in enumerate(wanted):
            if paired[place] is None:
                found = next((row for row in left if means_same(rule, row)), None)
                if found:
                    paired[place] = found
                    left.remove(found)
    return paired


def _same_id(rule: RuleRow, stored: RuleRow) -> bool:
    return rule.id == stored.id


def _same_content(rule: RuleRow, stored: RuleRow) -> bool:
    return replace(rule, id="") == replace(stored, id="")


def _same_title(rule: RuleRow, stored: RuleRow) -> bool:
    return bool(rule.title) and rule.title == stored.title
