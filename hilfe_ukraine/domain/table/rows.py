"""Bodies and rules as rows of the table: values that can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hilfe_ukraine.domain.facts import Condition

from .columns import BODIES, KINDS, OUTCOMES, RULES, TEXTS, Column
from .conditions import read_conditions
from .problems import Code, Problems
from .raw import Record
from .values import Reader


LONGEST_REACTION = 365
#: (language, words) for each language, in order.
Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BodyRow:
    """One responsible body, by its columns; keys stand for what it names."""

    key: str
    name: str
    kind: str
    desk_of: str = ""
    region: str = ""
    email: str = ""
    phone: str = ""
    deputy: str = ""
    reaction_days: int = 3
    note: str = ""


@dataclass(frozen=True)
class RuleRow:
    """One rule, by its columns. ``id`` is empty for a rule that was never exported."""

    region: str
    outcome: str
    title: str = ""
    categories: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    bodies: tuple[str, ...] = ()
    texts: Texts = ()
    valid_from: date | None = None
    valid_until: date | None = None
    decided_by: str = ""
    decided_on: date | None = None
    letter: str = ""
    note: str = ""
    id: str = ""


@dataclass(frozen=True)
class Table:
    """Everything a file says, each row with the record it was read from."""

    bodies: tuple[tuple[BodyRow, Record], ...]
    rules: tuple[tuple[RuleRow, Record], ...]


def read_table(
    records: Mapping[str, Sequence[Record]],
    languages: Sequence[str],
    problems: Problems,
) -> Table:
    """Read all rows; what cannot be read is a problem and empty in its row.

    A text that no rule names does not count: its rule was deleted.
    """
    texts = _read_texts(records[TEXTS.name], languages, problems)
    bodies = [
        (_read_body(Reader(record, problems)), record)
        for record in records[BODIES.name]
    ]
    rules = []
    for record in records[RULES.name]:
        reader = Reader(record, problems)
        rules.append((_read_rule(reader, _text_of(reader, texts)), record))
    return Table(tuple(bodies), tuple(rules))


def _limit(columns: Sequence[Column], name: str) -> int:
    return next(column.limit for column in columns if column.name == name)


def _read_texts(
    records: Sequence[Record], languages: Sequence[str], problems: Problems
) -> dict[str, dict[str, str]]:
    """Texts by key and language."""
    found: dict[str, dict[str, str]] = {}
    for record in records:
        reader = Reader(record, problems)
        key = reader.text("key", _limit(TEXTS.columns, "key"), is_needed=True)
        words = reader.text("words", _limit(TEXTS.columns, "words"), is_needed=True)
        language = reader.text("language", is_needed=True)
        if language and language not in languages:
            known = ", ".join(languages)
            reader.problem("language", Code.NO_LANGUAGE, text=language, known=known)
        elif language in found.get(key, {}):
            reader.problem("key", Code.TWICE, text=f"{key} ({language})")
        elif key:
            found.setdefault(key, {})[language] = words
    return found


def _text_of(reader: Reader, texts: Mapping[str, Mapping[str, str]]) -> Texts:
    key = reader.text("text")
    if key and key not in texts:
        reader.problem("text", Code.NO_TEXT, text=key)
    return tuple(sorted(texts.get(key, {}).items())) if key else ()


def _read_body(reader: Reader) -> BodyRow:
    def text(name: str, *, is_needed: bool = False) -> str:
        return reader.text(name, _limit(BODIES.columns, name), is_needed=is_needed)

    return BodyRow(
        key=reader.key("key", _limit(BODIES.columns, "key")),
        name=text("name", is_needed=True),
        kind=reader.choice("kind", KINDS),
        desk_of=reader.text("desk_of"),
        region=reader.region("region", is_needed=False),
        email=text("email", is_needed=True),
        phone=reader.phone("phone", _limit(BODIES.columns, "phone")),
        deputy=reader.text("deputy"),
        reaction_days=reader.whole("reaction_days", LONGEST_REACTION)
        or BodyRow.reaction_days,
        note=text("note"),
    )


def _read_rule(reader: Reader, texts: Texts) -> RuleRow:
    def text(name: str) -> str:
        return reader.text(name, _limit(RULES.columns, name))

    return RuleRow(
        region=reader.region("region"),
        outcome=reader.choice("outcome", OUTCOMES),
        title=text("title"),
        categories=reader.keys("categories"),
        conditions=read_conditions(reader),
        bodies=reader.keys("bodies"),
        texts=texts,
        valid_from=reader.day("valid_from"),
        valid_until=reader.day("valid_until"),
        decided_by=text("decided_by"),
        decided_on=reader.day("decided_on"),
        letter=text("letter"),
        note=text("note"),
        id=reader.id("id"),
    )
