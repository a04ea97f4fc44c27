"""German postcodes as people type and paste them."""

import re
import unicodedata

from .errors import InvalidPostcode


_LENGTH = 5


def parse_postcode(text: str) -> str:
    """Return the five ASCII digits that were meant.

    Full-width digits, blanks of any kind and the country prefix "D-" or "DE-" are
    forgiven, since people paste addresses. Anything else raises
    :class:`InvalidPostcode`; nothing is ever guessed or padded.

    >>> parse_postcode(" D-02826 ")
    '02826'
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(char for char in plain if not _is_filler(char))
    plain = re.sub(r"\ADE?-?", "", plain.upper())
    if len(plain) != _LENGTH or not (plain.isascii() and plain.isdigit()):
        raise InvalidPostcode(text)
    return plain


def _is_filler(char: str) -> bool:
    # Cf: zero-width characters and direction marks that travel with pasted text.
    return char.isspace() or unicodedata.category(char) == "Cf"
