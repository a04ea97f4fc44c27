"""Rows as cells: what :mod:`rows` reads, written."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .columns import BODIES, KINDS, OUTCOMES, RULES, TEXTS, word_for
from .conditions import write_conditions
from .rows import BodyRow, RuleRow, Texts


Value = str | int | date | None
SheetLine = list[Value]


def body_lines(bodies: Iterable[BodyRow], language: str) -> Iterator[SheetLine]:
    """Yield one line for each body, in the order of the columns."""
    for body in bodies:
        cells: dict[str, Value] = {
            column.name: getattr(body, column.name) for column in BODIES.columns
        }
        cells["kind"] = word_for(body.kind, KINDS, language)
        yield list(cells.values())


class TextKeys:
    """Gives every text of the file one key; rules with the same text share it."""

    def __init__(self) -> None:
        self._keys: dict[Texts, str] = {}

    def key_for(self, texts: Texts) -> str:
        """Return the key of a text, a new one for a new text; nothing for none."""
        if not texts:
            return ""
        return self._keys.setdefault(texts, f"text_{len(self._keys) + 1}")

    def lines(self) -> Iterator[SheetLine]:
        """Yield one line for each text and language."""
        for texts, key in self._keys.items():
            for language, words in texts:
                yield [key, language, words]


def rule_lines(
    rules: Iterable[RuleRow],
    labels: Mapping[str, str],
    texts: TextKeys,
    language: str,
) -> Iterator[SheetLine]:
    """Yield one line for each rule; ``labels`` names regions for people."""
    for rule in rules:
        cells: dict[str, Value] = {
            column.name: getattr(rule, column.name, "") for column in RULES.columns
        }
        cells |= {
            "region_name": labels.get(rule.region, ""),
            "categories": ", ".join(rule.categories),
            **write_conditions(rule.conditions, language),
            "outcome": word_for(rule.outcome, OUTCOMES, language),
            "bodies": ", ".join(rule.bodies),
            "text": texts.key_for(rule.texts),
        }
        yield list(cells.values())


def headings(language: str) -> dict[str, SheetLine]:
    """Return the headings of each sheet."""
    return {
        sheet.name: [column.heading(language) for column in sheet.columns]
        for sheet in (BODIES, RULES, TEXTS)
    }
