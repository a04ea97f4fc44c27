"""A country of Germany's size, made up: its register, its rules, its categories.

16 states, 400 districts, 10,753 municipalities, 8,300 postcodes of which every third
lies in two municipalities; 12 categories; ten rules in every district.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hilfe_ukraine.domain.bodies import Body
from hilfe_ukraine.domain.facts import (
    HELPER,
    HELPER_CHOICES,
    STAY_DAYS,
    Condition,
    Operator,
    Question,
    Questions,
)
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Outcome, Rule, Rules


STATES, DISTRICTS, MUNICIPALITIES, POSTCODES = 16, 400, 10_753, 8_300
CATEGORIES = tuple(f"category_{number}" for number in range(12))
RULES_EACH = 10

_DWELLING = ("house", "flat", "room", "bed")


@dataclass(frozen=True)
class Country:
    """``postcodes`` leads to the municipalities each may mean."""

    districts: tuple[str, ...]
    postcodes: dict[str, Place]
    rules: Rules


def questions_of(category: str) -> Questions:
    """What may be asked; half of the categories ask for more than who offers."""
    helper = {HELPER: Question(HELPER, HELPER_CHOICES)}
    if int(category.rpartition("_")[2]) % 2:
        return helper
    return {
        **helper,
        STAY_DAYS: Question(STAY_DAYS),
        "dwelling": Question("dwelling", _DWELLING),
    }


def country() -> Country:
    """Make it; the same one each time."""
    districts = tuple(
        f"{number % STATES + 1:02}{number // STATES + 1:03}"
        for number in range(DISTRICTS)
    )
    towns = [
        f"{districts[number % DISTRICTS]}{number // DISTRICTS + 1:03}"
        for number in range(MUNICIPALITIES)
    ]
    bodies = {key: Body(key) for key in _body_keys(districts)}
    return Country(
        districts,
        dict(_postcodes(towns)),
        Rules(
            {district: tuple(rules_in(district)) for district in districts},
            bodies,
            Rule("", "", Outcome.FORWARD, bodies=("fallback",)),
        ),
    )


def _body_keys(districts: tuple[str, ...]) -> Iterator[str]:
    yield "fallback"
    for district in districts:
        yield from (f"office_{district}", f"aid_{district}")


def _postcodes(towns: list[str]) -> Iterator[tuple[str, Place]]:
    for number in range(POSTCODES):
        town = towns[number]
        # The next town of the same district, as postcodes mostly do.
        beside = towns[(number + DISTRICTS) % MUNICIPALITIES]
        shared = number % 3 == 0
        yield f"{number + 10_000}", Place((town, beside) if shared else (town,))


def rules_in(district: str) -> Iterator[Rule]:
    """Ten rules: special cases above, what is for everything at the end."""
    for number in range(RULES_EACH - 1):
        yield Rule(
            f"{district}-{number}",
            district,
            Outcome.FORWARD,
            categories=frozenset({CATEGORIES[number], CATEGORIES[(number + 3) % 12]}),
            conditions=_conditions(number),
            bodies=(f"aid_{district}",),
        )
    yield Rule(
        f"{district}-last", district, Outcome.FORWARD, bodies=(f"office_{district}",)
    )


def _conditions(number: int) -> tuple[Condition, ...]:
    if number % 2:
        return ()
    return (
        Condition(STAY_DAYS, Operator.AT_LEAST, (30 * (number + 1),)),
        Condition("dwelling", Operator.IS, _DWELLING[:2]),
    )
