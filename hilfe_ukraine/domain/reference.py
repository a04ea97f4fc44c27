"""The reference a citizen gets: short, readable aloud, with a check character.

Eight characters of Crockford's Base32 alphabet, which leaves out I, L, O and U; the
last one checks the others, so that every single wrong character and every swap of two
neighbours is noticed. Random, and never a credential.
"""

from collections.abc import Callable


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
# x^5 + x^2 + 1, by which the 32 characters form a field with 2 as a generator. Sums
# modulo 32 would not do: no weights show both every error and every swap.
_POLYNOMIAL = 0b100101


def make_reference(random_below: Callable[[int], int]) -> str:
    """Return a new reference; ``random_below(n)`` gives a number from 0 to n-1."""
    body = "".join(ALPHABET[random_below(len(ALPHABET))] for _ in range(LENGTH - 1))
    return body + _check_character(body)


def parse_reference(text: str) -> str | None:
    """Return the reference that was meant, or ``None`` if it cannot be one.

    Case, blanks, hyphens and the look-alikes O, I and L are forgiven.
    """
    plain = text.upper().translate(_LOOKALIKES)
    if len(plain) != LENGTH or any(char not in ALPHABET for char in plain):
        return None
    return plain if plain[-1] == _check_character(plain[:-1]) else None


def _check_character(body: str) -> str:
    """Each character counts twice what the next one does, doubled in the field."""
    total = 0
    for char in body:
        total = _double(total ^ ALPHABET.index(char))
    return ALPHABET[total]


def _double(number: int) -> int:
    doubled = number << 1
    return doubled ^ _POLYNOMIAL if doubled >= len(ALPHABET) else doubled
