"""What is known of an offer before routing: typed facts, and tests on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


Value = int | str
Facts = Mapping[str, Value]

#: Facts every category may ask for; a category's own questions come on top.
STAY_DAYS = "stay_days"
QUANTITY = "quantity"
HELPER = "helper"

HELPER_CHOICES = ("person", "organisation")

#: What a number may be.
SMALLEST, LARGEST = 1, 999_999
_DIGITS = len(str(LARGEST))


@dataclass(frozen=True)
class Question:
    """What may be asked for one category: a choice, or a positive whole number.

    ``choices`` holds stable keys; it is empty for a number.
    """

    name: str
    choices: tuple[str, ...] = ()

    def parse(self, text: str) -> Value:
        """Return the value that ``text`` stands for; ``ValueError`` if none."""
        if self.choices:
            if text not in self.choices:
                raise ValueError(text)
            return text
        # The length first: int() takes its time with a text of any length.
        if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS:
            raise ValueError(text)
        number = int(text)
        if number < SMALLEST:
            raise ValueError(text)
        return number


Questions = Mapping[str, Question]


class Operator(StrEnum):
    """How a condition compares."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class Condition:
    """A test on one fact: ``dwelling is house, flat`` or ``stay_days at_most 30``.

    ``values`` are choice keys for IS and IS_NOT, one whole number for the others.
    """

    fact: str
    operator: Operator
    values: tuple[Value, ...]

    def holds(self, facts: Facts, questions: Questions) -> bool | None:
        """Return whether the condition is true, or ``None`` if not known yet.

        A fact that this category never asks for makes the condition false, so that
        a rule for another category can neither match nor ask by mistake.
        """
        if self.fact not in questions:
            return False
        if self.fact not in facts:
            return None
        return self._compare(facts[self.fact])

    def _compare(self, value: Value) -> bool:
        match self.operator:
            case Operator.IS:
                return value in self.values
            case Operator.IS_NOT:
                return value not in self.values
        # Numbers only: a choice is never more or less than another.
        limit = self.values[0] if self.values else None
        if not isinstance(value, int) or not isinstance(limit, int):
            return False
        if self.operator is Operator.AT_LEAST:
            return value >= limit
        return value <= limit

    def borders(self) -> tuple[int, ...]:
        """Return the numbers next to which the answer of this condition changes."""
        numbers = [value for value in self.values if isinstance(value, int)]
        return tuple(n for value in numbers for n in (value - 1, value, value + 1))


def representatives(
    question: Question, conditions: tuple[Condition, ...]
) -> tuple[Value, ...]:
    """Return values of ``question`` that stand for all values it can take.

    Every choice, or for a number one value on each side of every border that the
    conditions draw; two values between the same borders are never told apart.
    """
    if question.choices:
        return question.choices
    borders = {SMALLEST}
    for condition in conditions:
        if condition.fact == question.name:
            borders.update(condition.borders())
    return tuple(sorted(n for n in borders if SMALLEST <= n <= LARGEST))
