"""A table file: checked before anything is written, then published as one set."""

import hashlib

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hilfe_ukraine.actions.routing.hindrances import CHANGED_SINCE
from hilfe_ukraine.actions.routing.publish_set import (
    SetRefused,
    lock_routings,
    publish_into,
    start_set,
)
from hilfe_ukraine.actions.routing_changed import as_one_change
from hilfe_ukraine.domain.table.checks import check_table as check_rows
from hilfe_ukraine.domain.table.compare import Plan, RegionChange, make_plan
from hilfe_ukraine.domain.table.known import Known, Rights
from hilfe_ukraine.domain.table.problems import Code, Problem, Problems
from hilfe_ukraine.domain.table.raw import RawSheet, Record, records_of
from hilfe_ukraine.domain.table.rows import read_table
from hilfe_ukraine.models import RegionRouting, RoutingSet

from .bodies import save_table_bodies
from .csv_files import read_csv
from .limits import LARGEST_FILE, TableRefused
from .rules import Rows, rules_to_publish
from .state import read_known
from .xlsx import is_xlsx, read_xlsx


class PlanChanged(SetRefused):
    """What is stored has changed since the file was checked: nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__({"": CHANGED_SINCE})
        self.plan = plan


def check_table(*, content: bytes, name: str, rights: Rights, user: Any) -> Plan:
    """Return what the file would change, or every problem that is in it.

    Args:
        content: the file: a workbook, or a zip file with three CSV files.
        name: what the file is called, for messages.
        rights: what the user may change.
        user: who would publish; ``None`` for a command.

    Writes nothing. Whatever is wrong with the file is a problem in the plan.
    """
    return _plan(_read(content, name), rights, read_known(user=user))


def fingerprint(plan: Plan) -> str:
    """Return what tells this plan from every other one."""
    text = repr((plan.problems, plan.bodies, plan.regions))
    return hashlib.sha256(text.encode()).hexdigest()


def apply_table(
    *,
    content: bytes,
    name: str,
    rights: Rights,
    user: Any,
    now: datetime,
    expected: str | None = None,
) -> RoutingSet:
    """Publish what the file says as one set, and return that.

    ``expected`` is the :func:`fingerprint` of the plan that somebody has seen.

    One transaction: bodies are saved, each region of the file that changes is
    published with its rules, the routing version is raised once. Raises
    :class:`PlanChanged` if the file no longer does what was expected, does nothing, or
    has problems, and :class:`SetRefused` if somebody changes one of the regions or
    bodies at this moment.
    """
    try:
        return _apply(_read(content, name), rights, user, now, expected)
    except IntegrityError as error:
        # Somebody added the same body, or the first routing of a region, just now.
        raise SetRefused({"": CHANGED_SINCE}) from error


@dataclass(frozen=True)
class _File:
    """What a file says; ``records`` are empty if it is no table at all."""

    name: str
    records: Mapping[str, Sequence[Record]]
    problems: tuple[Problem, ...]


def _apply(
    file: _File,
    rights: Rights,
    user: Any,
    now: datetime,
    expected: str | None,
) -> RoutingSet:
    with transaction.atomic(), as_one_change():
        # What the plan is made of must stay until it is written. All routings, not only
        # those of the file: a region without rules has no row that could be locked, and
        # bodies are checked against all others (desks, circles of deputies). So a body
        # is not retired while a table names it, and two tables take turns. The file was
        # read before, since that takes most of the time.
        lock_routings()
        plan = _plan(file, rights, read_known(user=user))
        if plan.problems or not plan or expected not in (None, fingerprint(plan)):
            raise PlanChanged(plan)
        routing_set = start_set(
            source=RoutingSet.Sources.TABLE,
            user=user,
            now=now,
            name=file.name,
            counts=plan.counts,
        )
        save_table_bodies(routing_set, plan.bodies, user=user)
        publish_into(routing_set, _routings(plan.regions), user=user)
    return routing_set


def _read(content: bytes, name: str) -> _File:
    """Read the file, without a look at the database."""
    problems = Problems()
    records: Mapping[str, Sequence[Record]] = {}
    try:
        records = records_of(_read_file(content), name, problems)
    except TableRefused as error:
        found = error.problem
        problems.add(found.where or name, found.code, **dict(found.values))
    return _File(name, records, problems.found)


def _plan(file: _File, rights: Rights, known: Known) -> Plan:
    if not file.records:
        return Plan(file.problems)
    problems = Problems(file.problems)
    table = read_table(file.records, known.languages, problems)
    check_rows(table, known, problems)
    return make_plan(table, known, rights, problems)


def _read_file(content: bytes) -> list[RawSheet]:
    if len(content) > LARGEST_FILE:
        raise TableRefused(Code.TOO_BIG, most=str(LARGEST_FILE // 1024**2))
    if is_xlsx(content):
        return read_xlsx(content)
    if content.startswith(b"PK"):
        return read_csv(content)
    raise TableRefused(Code.NOT_A_TABLE)


def _routings(changes: tuple[RegionChange, ...]) -> list[RegionRouting]:
    """Rows with their rules as they shall be, changed in memory only."""
    rows = Rows.load(changes)
    stored: Mapping[str, RegionRouting] = rows.routings
    found = []
    for change in changes:
        routing = stored.get(change.region)
        if routing is None:
            routing = RegionRouting(region=rows.regions[change.region])
        routing.rules = rules_to_publish(change, rows)
        found.append(routing)
    return found
