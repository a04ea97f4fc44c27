"""Text of a register, line by line, in whichever encoding it was saved."""

import re

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from hilfe_ukraine.domain.errors import RegisterError


_WINDOWS = "cp1252"
_BOM = b"\xef\xbb\xbf"
# What two bytes of UTF-8 look like to a program that took them for Latin-1 (Ã¶, Ã„).
_GARBLED = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u2122]")


@dataclass(frozen=True)
class RegisterText:
    """A file as lines of bytes, to be read once; ``name`` stands in error messages.

    ``head`` is the first line, by which formats recognise their files.
    """

    name: str
    content: Iterable[bytes]
    head: str = ""

    @classmethod
    def opened(cls, name: str, content: Iterable[bytes]) -> "RegisterText":
        """Return the text with its first line read ahead."""
        lines = iter(content)
        first = next(lines, b"")
        head = first.removeprefix(_BOM).decode("utf-8", "replace").rstrip("\r\n")
        return cls(name, chain([first], lines), head)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield number and text of each line, without its end.

        UTF-8, with or without a byte order mark, or Windows-1252 and with it Latin-1:
        the first line with letters beyond ASCII tells which. Raises
        :class:`RegisterError` for anything else, and for text that was garbled before.
        """
        encoding = ""
        for number, line in enumerate(self.content, start=1):
            raw = line.removeprefix(_BOM) if number == 1 else line
            first = not encoding and not raw.isascii()
            if first:
                encoding = _encoding_of(raw)
            text = self._decode(number, raw, encoding or "ascii")
            # Single garbled names do stand in registers; a whole file begins with one.
            if (first or encoding == _WINDOWS) and _GARBLED.search(text):
                raise self.error(number, "umlauts are garbled: wrong or mixed encoding")
            yield number, text

    def _decode(self, number: int, raw: bytes, encoding: str) -> str:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            message = "the text is neither UTF-8 nor Windows-1252 throughout"
            raise self.error(number, message) from error
        if "\0" in text:
            raise self.error(number, "this is not a text in UTF-8 (zero bytes)")
        return text.rstrip("\r\n")

    def where(self, line: int) -> str:
        """Return file and line in words."""
        return f"{self.name}, line {line}"

    def error(self, line: int, message: str) -> RegisterError:
        """Return the error to raise about a line."""
        return RegisterError(f"{self.where(line)}: {message}")


def _encoding_of(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return _WINDOWS
    return "utf-8"
