"""Which desk of which body is really addressed: desks, deputies, pauses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ContactState(StrEnum):
    """What is known of a body's address."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    SUSPECT = "suspect"
    RETIRED = "retired"


class BodyKind(StrEnum):
    """What a body is."""

    STATE = "state"
    DISTRICT = "district"
    MUNICIPALITY = "municipality"
    ORGANISATION = "organisation"


#: All that are bound by public law; an aid organisation is private.
PUBLIC_BODIES = frozenset({BodyKind.STATE, BodyKind.DISTRICT, BodyKind.MUNICIPALITY})


def state_after_change(
    state: ContactState, *, address_changed: bool, confirmed_anew: bool
) -> ContactState:
    """Return the state a changed body really has.

    A confirmation is about one address and one way of sending. With another one it
    ends, unless whoever changed it said anew how it was confirmed.
    """
    is_over = state is ContactState.CONFIRMED and address_changed
    return ContactState.UNCONFIRMED if is_over and not confirmed_anew else state


def circle_of_deputies(start: str, deputies: Mapping[str, str]) -> tuple[str, ...]:
    """Return the way from ``start`` from deputy to deputy back to it, or nothing.

    ``deputies`` maps a body to its deputy; for example ``("a", "b", "a")``. A circle
    that does not contain ``start`` is somebody else's.
    """
    way = [start]
    while (following := deputies.get(way[-1], "")) and following not in way:
        way.append(following)
    return (*way, start) if following == start else ()


@dataclass(frozen=True)
class Body:
    """A responsible body as routing sees it. ``desks`` maps region key to body key."""

    key: str
    state: ContactState = ContactState.CONFIRMED
    paused_until: date | None = None
    deputy: str = ""
    desks: tuple[tuple[str, str], ...] = ()

    def is_available(self, today: date) -> bool:
        """Unconfirmed bodies are used (and shown amber); a pause ends on its day."""
        if self.state in (ContactState.SUSPECT, ContactState.RETIRED):
            return False
        return self.paused_until is None or self.paused_until <= today


Bodies = Mapping[str, Body]


def addressed_body(
    key: str, *, places: tuple[str, ...], bodies: Bodies, today: date
) -> str | None:
    """Return the key of the body that takes what is meant for ``key``, or ``None``.

    ``places`` is the lineage of the place, most specific first. The desk of the most
    specific region comes first, then wider desks, then the body itself; each is
    replaced by its deputies when it cannot be used. Deputies may form a circle: each
    body is tried once.
    """
    for candidate in _in_order(key, places=places, bodies=bodies):
        if bodies[candidate].is_available(today):
            return candidate
    return None


def _in_order(key: str, *, places: tuple[str, ...], bodies: Bodies) -> Iterator[str]:
    tried: set[str] = set()
    body = bodies.get(key)
    desks = dict(body.desks) if body else {}
    starts = [desks[place] for place in places if place in desks] + [key]
    for start in starts:
        current = start
        while current in bodies and current not in tried:
            tried.add(current)
            yield current
            current = bodies[current].deputy
