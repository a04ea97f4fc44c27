"""Moves in words: who gets it now, who would then, and examples to look up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hilfe_ukraine.actions.routing.what_if import Cell, OfferExample
from hilfe_ukraine.actions.routing_table import RoutingTable
from hilfe_ukraine.domain.routing import Outcome, Verdict
from hilfe_ukraine.domain.what_if import Move, Tally
from hilfe_ukraine.wagtail_admin.offer_urls import offer_url


@dataclass(frozen=True)
class Row:
    """One kind of move; ``examples`` are texts with the address of each, or none."""

    before: str
    after: str
    count: int
    examples: list[tuple[str, str]]


def offer_rows(
    tally: Tally, table: RoutingTable, *, with_references: bool
) -> list[Row]:
    """Return the moves of offers; references only for those who may see offers."""
    nobody = _("nobody")
    return [
        Row(
            *_sides(group.move, table, nobody),
            group.count,
            [_offer(example) for example in group.examples if with_references],
        )
        for group in tally.groups
    ]


def cell_rows(tally: Tally, table: RoutingTable) -> list[Row]:
    """Return the moves of postcodes and categories."""
    nobody = _("no rule: the page’s fallback body, or nobody")
    return [
        Row(
            *_sides(group.move, table, nobody),
            group.count,
            [(_cell(cell, table), "") for cell in group.examples],
        )
        for group in tally.groups
    ]


def _offer(example: OfferExample) -> tuple[str, str]:
    return example.reference, offer_url(example.uuid)


def _cell(cell: Cell, table: RoutingTable) -> str:
    place = cell.postcode or _("anywhere in the state")
    return f"{place} {table.categories[cell.category]}"


def _sides(move: Move, table: RoutingTable, nobody: str) -> tuple[str, str]:
    before, after = (_side(side, table, nobody) for side in (move.before, move.after))
    if before != after:
        return before, after
    if len(move.before) == 1:
        return before, _("the same, with another text for the citizen")
    return before, _("the same, under other conditions")


def _side(verdicts: Iterable[Verdict], table: RoutingTable, nobody: str) -> str:
    words = dict.fromkeys(_verdict(verdict, table, nobody) for verdict in verdicts)
    if len(words) == 1:
        return next(iter(words))
    return _("depends on the answers: %(outcomes)s") % {"outcomes": "; ".join(words)}


def _verdict(verdict: Verdict, table: RoutingTable, nobody: str) -> str:
    words: dict[Outcome, Any] = {
        Outcome.REDIRECT: _("redirected, nothing is stored"),
        Outcome.KEEP: _("kept until needed"),
        Outcome.UNROUTED: nobody,
    }
    names = ", ".join(table.body_rows[key].name for key in verdict.bodies)
    return words.get(verdict.outcome) or names
