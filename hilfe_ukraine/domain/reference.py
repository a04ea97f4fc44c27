"""The reference a citizen gets: short, readable aloud, with a check character.

Eight characters of Crockford's Base32 alphabet, which leaves out I, L, O and U; the
last one is the sum of the others, weighted by place, so that one wrong character or
two swapped neighbours are noticed. Random, and never a credential.
"""

from collections.abc import Callable


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
# Odd weights keep every single wrong character visible modulo 32; the differences
# between neighbours are 2, so that a swap shows unless the two differ by 16.
_WEIGHTS = (1, 3, 5, 7, 9, 11, 13)


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
    total = sum(
        weight * ALPHABET.index(char)
        for weight, char in zip(_WEIGHTS, body, strict=True)
    )
    return ALPHABET[total % len(ALPHABET)]
