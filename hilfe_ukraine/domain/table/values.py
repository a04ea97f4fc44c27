"""Reading one cell: what it holds, or a problem with the cell named."""

import re

from datetime import date
from uuid import UUID

from hilfe_ukraine.domain.keys import hint

from .columns import Words, value_of, word_for
from .problems import Code, Problems
from .raw import CellKind, Record


_KEY = re.compile(r"[a-z][a-z0-9_]*")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_MOST_HINTS = 500
_BETWEEN = re.compile(r"[,;\n]")
# What neither a form nor a spreadsheet keeps.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def plain(text: str) -> str:
    """Return the text as it survives a spreadsheet, for writing and for comparing."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Reader:
    """Reads the cells of one row; problems go where all problems are collected."""

    def __init__(self, record: Record, problems: Problems) -> None:
        self.record, self._problems = record, problems

    def problem(self, name: str, code: Code, **values: str) -> None:
        """Note a problem with the cell of column ``name``."""
        self._problems.add(self.record.where(name), code, **values)

    def unknown(self, name: str, code: Code, text: str, known: dict[str, str]) -> None:
        """Note that nothing has the key ``text``, and which one may be meant.

        Not where a whole file is wrong: to look for all of it would take minutes.
        """
        few = len(self._problems) < _MOST_HINTS
        self.problem(name, code, text=text, **(hint(text, known) if few else {}))

    def is_refused(self, name: str) -> bool:
        """Whether the cell of column ``name`` has a problem already."""
        return self._problems.has(self.record.where(name))

    def text(self, name: str, limit: int = 0, *, is_needed: bool = False) -> str:
        """Return the text of the cell, at most ``limit`` characters if that is set."""
        text = plain(self.record.cell(name).text)
        if is_needed and not text:
            self.problem(name, Code.EMPTY)
        if limit and len(text) > limit:
            self.problem(name, Code.TOO_LONG, most=str(limit), length=str(len(text)))
            return ""
        return text

    def phone(self, name: str, limit: int) -> str:
        """Return a telephone number; a spreadsheet's number has lost its first zero."""
        if self.record.cell(name).kind is CellKind.NUMBER:
            self.problem(name, Code.LOST_ZERO, text=self.record.cell(name).text)
            return ""
        return self.text(name, limit)

    def key(self, name: str, limit: int = 0, *, is_needed: bool = True) -> str:
        """Return a key of small letters, digits and underscores."""
        text = self.text(name, limit, is_needed=is_needed)
        if text and not _KEY.fullmatch(text):
            self.problem(name, Code.NOT_A_KEY, text=text)
            return ""
        return text

    def keys(self, name: str) -> tuple[str, ...]:
        """Return several keys, sorted, each once; commas or lines between them."""
        parts = _BETWEEN.split(self.text(name))
        return tuple(sorted({part.strip() for part in parts if part.strip()}))

    def region(self, name: str, *, is_needed: bool = True) -> str:
        """Return an official key, with the zero that spreadsheets take away."""
        text = self.text(name, is_needed=is_needed)
        lost = text.isascii() and text.isdigit() and len(text) in (1, 4, 7)
        return f"0{text}" if lost else text

    def whole(self, name: str, largest: int) -> int | None:
        """Return a whole number from 1 to ``largest``; ``None`` for an empty cell."""
        text = self.text(name)
        if not text:
            return None
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(largest))
        if not is_number or not 1 <= int(text) <= largest:
            self.problem(name, Code.NOT_A_NUMBER, text=text, most=str(largest))
            return None
        return int(text)

    def day(self, name: str) -> date | None:
        """Return a day: a date of the spreadsheet, 2022-03-04 or 4.3.2022."""
        cell = self.record.cell(name)
        text = self.text(name)
        if cell.day or not text:
            return cell.day
        german = _GERMAN_DAY.fullmatch(text)
        try:
            if german and cell.kind is CellKind.TEXT:
                day, month, year = map(int, german.groups())
                return date(year, month, day)
            if cell.kind is CellKind.TEXT and len(text) == len("2022-03-04"):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.problem(name, Code.NOT_A_DATE, text=text)
        return None

    def choice(self, name: str, words: Words, *, is_needed: bool = True) -> str:
        """Return the value that a word of either language stands for."""
        text = self.text(name, is_needed=is_needed)
        value = value_of(text, words) if text else ""
        if value is None:
            self.problem(name, Code.NOT_A_CHOICE, text=text, **_possible(words))
            return ""
        return value

    def id(self, name: str) -> str:
        """Return the id of a rule that was exported, or nothing for a new one."""
        text = self.text(name)
        try:
            return str(UUID(text)) if text else ""
        except ValueError:
            self.problem(name, Code.NOT_AN_ID, text=text)
            return ""


def _possible(words: Words) -> dict[str, str]:
    return {
        language: ", ".join(word_for(value, words, language) for value in words)
        for language in ("de", "en")
    }
