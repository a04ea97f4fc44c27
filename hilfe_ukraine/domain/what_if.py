"""What a change of rules would do: where both decide differently, and how often."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from .facts import Facts, Questions
from .regions import Place
from .rules import Rules, Verdict, consider
from .tree import Tree, chain_of, grow_all, leaves


#: How many kinds of moves are told one by one, and with how many examples each.
GROUPS, EXAMPLES = 12, 5


@dataclass(frozen=True)
class Move:
    """From where to where: every verdict that some answer leads to, on each side.

    More than one verdict: it depends on what is asked. Both sides can name the same
    ones, when only the way to them differs.
    """

    before: tuple[Verdict, ...]
    after: tuple[Verdict, ...]


@dataclass(frozen=True)
class Group:
    """Equal moves: how many, and the first few of them."""

    move: Move
    count: int
    examples: tuple[Any, ...]


@dataclass(frozen=True)
class Tally:
    """How many of ``total`` would move; ``groups`` are the most frequent moves."""

    total: int
    moved: int
    groups: tuple[Group, ...]

    @property
    def others(self) -> int:
        """How many moves stand in none of the groups."""
        return self.moved - sum(group.count for group in self.groups)


def move_between(
    before: Rules,
    after: Rules,
    *,
    place: Place,
    category: str,
    facts: Facts,
    questions: Questions,
    today: date,
) -> Move | None:
    """Return how a decision would change, or ``None`` where both decide alike.

    Alike means: for every place the postcode may mean, and for every answer to what is
    not known yet. ``today`` is the day as of which both are looked at.
    """
    sides = [
        [chain_of(consider(key, category, rules, today)) for key in place.candidates]
        for rules in (before, after)
    ]
    if sides[0] == sides[1]:
        return None
    trees = grow_all([*sides[0], *sides[1]], facts, questions)
    half = len(place.candidates)
    old, new = trees[:half], trees[half:]
    return None if old == new else Move(_verdicts(old), _verdicts(new))


def _verdicts(trees: Iterable[Tree]) -> tuple[Verdict, ...]:
    return tuple(dict.fromkeys(leaf for tree in trees for leaf in leaves(tree)))


def tally(found: Iterable[tuple[Any, Move | None]]) -> Tally:
    """Count what was looked at: an example of it, and its move if it has one."""
    examples: dict[Move, list[Any]] = defaultdict(list)
    total = 0
    for example, move in found:
        total += 1
        if move is not None:
            examples[move].append(example)
    moves = sorted(examples.items(), key=lambda item: -len(item[1]))
    return Tally(
        total,
        sum(len(rows) for _, rows in moves),
        tuple(
            Group(move, len(rows), tuple(rows[:EXAMPLES]))
            for move, rows in islice(moves, GROUPS)
        ),
    )
