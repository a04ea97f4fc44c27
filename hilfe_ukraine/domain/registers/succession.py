"""What became of abolished regions: a table of facts, each with day and source."""

from collections.abc import Container, Iterable, Iterator
from datetime import date

from hilfe_ukraine.domain.regions import level_of

from .records import Record, SuccessionRecord
from .table import rows
from .text import RegisterText


COLUMNS = ("key", "name", "successor", "date", "source")


def looks_like_it(head: str) -> bool:
    """Whether the first line of a file is one of this format."""
    return all(name in head for name in COLUMNS)


def read(text: RegisterText) -> Iterator[Record]:
    """Yield the facts; the day may be empty where it is not known.

    Raises ``RegisterError`` for damaged facts and those without a source.
    """
    for line, (key, name, successor, day, source) in rows(text, COLUMNS):
        try:
            level_of(key)
            level_of(successor)
            since = date.fromisoformat(day) if day else None
        except ValueError as error:
            raise text.error(line, str(error)) from error
        if key == successor:
            raise text.error(line, f"{key} cannot be its own successor")
        if not source.strip():
            raise text.error(line, f"the source for {key} is missing")
        yield SuccessionRecord(key, name, successor, since, text.where(line))


class Succession:
    """Facts by the key of the abolished region; a later day beats an earlier one."""

    def __init__(self, facts: Iterable[SuccessionRecord] = ()) -> None:
        ordered = sorted(
            facts, key=lambda fact: (str(fact.since or ""), fact.successor)
        )
        self.facts = {fact.key: fact for fact in ordered}

    @property
    def successors(self) -> set[str]:
        """Keys of everything that something else became."""
        return {fact.successor for fact in self.facts.values()}

    def living(self, key: str, living: Container[str]) -> str:
        """Return the first successor, over several mergers, that lives; else ""."""
        seen = set()
        while key in self.facts and key not in seen:
            seen.add(key)
            key = self.facts[key].successor
            if key in living:
                return key
        return ""
