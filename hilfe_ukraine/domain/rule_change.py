"""How the rules of one region change when a body gets a category.

Pure: from the rules as they stand to the rules as they would be, and why. What is
written into the tables, and said on the screen, follows from :class:`RuleChange`.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .rules import Outcome, Rule


@dataclass(frozen=True)
class NewRule:
    """A rule to be added: these categories, without conditions, to the body.

    ``before`` is the uuid of the rule it stands in front of, "" for the end.
    """

    categories: frozenset[str]
    before: str


@dataclass(frozen=True)
class Narrowed:
    """A rule out of which categories are taken; with none left it is removed."""

    uuid: str
    taken: frozenset[str]
    left: frozenset[str]


@dataclass(frozen=True)
class RuleChange:
    """What happens to the rules of one region; other rules stay as they are.

    ``already`` are the wished categories that the body has already. Uuids name rules:
    ``above`` those that may still decide before a new one (conditions, or validity
    that is still to begin), ``behind`` those that a new one is put in front of
    although they go on for other categories, ``never`` those nobody reaches any more.
    """

    added: tuple[NewRule, ...] = ()
    narrowed: tuple[Narrowed, ...] = ()
    above: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    already: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added)


def give(
    rules: Sequence[Rule], categories: Iterable[str], body: str, today: date
) -> RuleChange:
    """Return what must change so that ``body`` gets ``categories`` from today on.

    ``rules`` are those of one region from the top. For each category:

    - rules without conditions that are in force and name it lose it; one that named
      nothing else goes;
    - the new rule stands where the first of those stood that would have decided for
      good, or in front of one for all categories, else at the end;
    - rules with conditions, and rules whose validity is still to begin, stay where
      they are, so that those above go first.
    """
    wished = frozenset(categories)
    already = frozenset(c for c in wished if _has(rules, c, body, today))
    missing = wished - already
    narrowed = tuple(_narrowed(rules, missing, today))
    gone = {change.uuid for change in narrowed if not change.left}
    named: dict[str, set[str]] = {}
    around: dict[str, _Around] = {}
    for category in sorted(missing):
        around[category] = _around(rules, category, today)
        front = _next_left(rules[around[category].place :], gone)
        named.setdefault(front, set()).add(category)
    return RuleChange(
        added=tuple(NewRule(frozenset(named[front]), front) for front in named),
        narrowed=narrowed,
        above=_uuids(rules, [entry.above for entry in around.values()]),
        behind=_uuids(rules, [entry.behind for entry in around.values()]),
        never=_uuids(rules, [entry.never for entry in around.values()]),
        already=already,
    )


def order_after(uuids: Iterable[str], change: RuleChange) -> Iterator[NewRule | str]:
    """Yield from the top what stands there then: new rules, and uuids of those kept.

    ``uuids`` are the rules of the region as they stand now, from the top.
    """
    gone = {narrow.uuid for narrow in change.narrowed if not narrow.left}
    new = {rule.before: rule for rule in change.added}
    for uuid in uuids:
        if uuid in new:
            yield new[uuid]
        if uuid not in gone:
            yield uuid
    if "" in new:
        yield new[""]


def _covers(rule: Rule, category: str) -> bool:
    return not rule.categories or category in rule.categories


def _is_over(rule: Rule, today: date) -> bool:
    return rule.valid_until is not None and rule.valid_until < today


def _decides(rule: Rule, category: str, today: date) -> bool:
    """Whether the rule takes every offer of the category today that gets to it."""
    begun = rule.valid_from is None or rule.valid_from <= today
    in_force = begun and not _is_over(rule, today)
    return in_force and not rule.conditions and _covers(rule, category)


def _has(rules: Sequence[Rule], category: str, body: str, today: date) -> bool:
    """Whether what decides today without conditions is the body, and for good."""
    deciding = (rule for rule in rules if _decides(rule, category, today))
    first = next(deciding, None)
    return (
        first is not None
        and first.outcome is Outcome.FORWARD
        and first.bodies == (body,)
        and first.valid_until is None
    )


def _narrowed(
    rules: Sequence[Rule], categories: frozenset[str], today: date
) -> Iterator[Narrowed]:
    for rule in rules:
        taken = frozenset(
            category
            for category in categories & rule.categories
            if _decides(rule, category, today)
        )
        if taken:
            yield Narrowed(rule.uuid, taken, rule.categories - taken)


@dataclass(frozen=True)
class _Around:
    """Where the new rule of one category goes, and the rules that feel it."""

    place: int
    above: frozenset[str]
    behind: frozenset[str]
    never: frozenset[str]


def _around(rules: Sequence[Rule], category: str, today: date) -> _Around:
    decides = [_decides(rule, category, today) for rule in rules]
    stops = [
        index
        for index, rule in enumerate(rules)
        if decides[index] and (rule.valid_until is None or not rule.categories)
    ]
    lasting = [index for index in stops if rules[index].valid_until is None]
    place, end = ((found or [len(rules)])[0] for found in (stops, lasting))
    waiting = [
        (index, rule.uuid)
        for index, rule in enumerate(rules)
        if _covers(rule, category) and not decides[index] and not _is_over(rule, today)
    ]
    return _Around(
        place,
        above=frozenset(uuid for index, uuid in waiting if index < place),
        behind=frozenset(
            rule.uuid for rule in rules[place : place + 1] if not rule.categories
        ),
        never=frozenset(uuid for index, uuid in waiting if place < index < end),
    )


def _next_left(rules: Iterable[Rule], gone: Container[str]) -> str:
    """Return the first rule that will still be there, or "" for the end."""
    return next((rule.uuid for rule in rules if rule.uuid not in gone), "")


def _uuids(rules: Sequence[Rule], found: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """Return what was found for any category, in the order of the rules."""
    every = frozenset().union(*found)
    return tuple(rule.uuid for rule in rules if rule.uuid in every)
