"""What is stored, and what the user may change: all that a table is checked against."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hilfe_ukraine.domain.facts import Question, Questions
from hilfe_ukraine.domain.keys import meant_keys

from .rows import BodyRow, RuleRow


@dataclass(frozen=True)
class KnownRegion:
    """A region of the register; ``successor`` is set for an abolished one.

    ``stands_for`` is the district whose only municipality this is.
    """

    key: str
    label: str
    is_current: bool = True
    successor: str = ""
    stands_for: str = ""


@dataclass(frozen=True)
class Known:
    """The state of the installation as values.

    ``routings`` holds the published rules by region, from the top; a region without a
    routing is missing. ``titles`` are pairs of a category's key and its title, in any
    number of languages. ``busy`` says in words why a region must not be published now.
    """

    regions: Mapping[str, KnownRegion]
    categories: Mapping[str, Questions]
    bodies: Mapping[str, BodyRow]
    routings: Mapping[str, tuple[RuleRow, ...]]
    languages: tuple[str, ...]
    retired: frozenset[str] = frozenset()
    busy: Mapping[str, str] = field(default_factory=dict)
    is_email: Callable[[str], bool] = bool
    titles: Iterable[tuple[str, str]] = ()

    @cached_property
    def meant_regions(self) -> dict[str, str]:
        """Regions that can be configured, by what people write instead of the key."""
        return meant_keys(
            (region.key, region.label)
            for region in self.regions.values()
            if region.is_current and not region.stands_for
        )

    @cached_property
    def meant_categories(self) -> dict[str, str]:
        """Categories by what people write instead of the key."""
        return meant_keys([*((key, "") for key in self.categories), *self.titles])

    def questions_for(self, categories: Iterable[str]) -> dict[str, Question]:
        """Return what is asked for any of ``categories``, for all if none is named.

        Where two categories ask under the same key, the choices of both are allowed.
        """
        found: dict[str, Question] = {}
        for key in tuple(categories) or self.categories:
            for name, question in self.categories.get(key, {}).items():
                earlier = found.get(name, question)
                choices = dict.fromkeys([*earlier.choices, *question.choices])
                found[name] = Question(name, tuple(choices))
        return found


@dataclass(frozen=True)
class Rights:
    """What the user may do; everything, unless something is said.

    ``may_route(region, exists)`` tells whether he may publish there, for a region with
    a routing and for one without.
    """

    may_route: Callable[[str, bool], bool] = lambda region, exists: True
    may_add_bodies: bool = True
    may_change_bodies: bool = True


EVERYTHING = Rights()
