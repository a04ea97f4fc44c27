"""Where a stored offer is, by the register of today."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import UnknownRegion
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.models import HelpOffer, PostcodeArea, Region

from .places import find_postcode, find_region


_DISTRICT_LENGTH = 5


class Register(Protocol):
    """What is asked of the register; both raise ``UnknownRegion``."""

    def postcode(self, postcode: str) -> Place:
        """Return the place of a postcode as it is stored."""

    def region(self, key: str) -> Place:
        """Return the place of a region that lives."""


class StoredRegister:
    """The register itself; one statement each time."""

    def postcode(self, postcode: str) -> Place:
        return find_postcode(postcode).place

    def region(self, key: str) -> Place:
        return find_region(key).place


@dataclass(frozen=True)
class LoadedRegister:
    """A part of the register in memory, to ask it many times."""

    places: Mapping[str, Place]
    keys: Collection[str]

    def postcode(self, postcode: str) -> Place:
        if postcode not in self.places:
            raise UnknownRegion(postcode)
        return self.places[postcode]

    def region(self, key: str) -> Place:
        if key not in self.keys:
            raise UnknownRegion(key)
        return Place((key,))


def stored_place(
    offer: HelpOffer,
    today_keys: Mapping[str, str],
    register: Register | None = None,
) -> Place:
    """Return where the offer is; mergers are followed.

    Raises ``HilfeUkraineError`` for a place that is no longer in the register.
    """
    register = register or StoredRegister()
    if offer.statewide:
        return register.region(conf.state_key)
    key = today_keys.get(offer.region_key, offer.region_key)
    if not offer.postcode:
        return register.region(key)
    try:
        found = register.postcode(offer.postcode)
    except UnknownRegion:
        # The postcode was given up; a municipality told then is as good as it was.
        if len(key) <= _DISTRICT_LENGTH:
            raise
        return register.region(key)
    return found.narrowed_to(key) if key in found.candidates else found


def postcodes_in(keys: Iterable[str]) -> QuerySet[PostcodeArea, Any]:
    """Return the postcodes, to filter by, that touch these regions or those below."""
    regions = Region.objects.current().within(keys)
    return _areas().filter(region__in=regions).values("postcode")


def load_register(
    keys: Collection[str], *, offers: QuerySet[HelpOffer]
) -> LoadedRegister:
    """Load these regions with what lies below, and the postcodes of ``offers``.

    Two statements. A postcode comes with all its places, those elsewhere included.
    """
    wanted = Q(postcode__in=postcodes_in(keys)) | Q(
        postcode__in=offers.order_by().values("postcode")
    )
    rows = _areas().filter(wanted).order_by("region__name", "region__key")
    candidates: dict[str, list[str]] = {}
    for postcode, key in rows.values_list("postcode", "region__key"):
        candidates.setdefault(postcode, []).append(key)
    regions = Region.objects.current().within(keys)
    return LoadedRegister(
        {code: Place(tuple(found)) for code, found in sorted(candidates.items())},
        frozenset(regions.values_list("key", flat=True)),
    )


def _areas() -> QuerySet[PostcodeArea]:
    """Large recipients are no places."""
    return PostcodeArea.objects.filter(
        kind=PostcodeArea.Kinds.AREA, region__valid_until=None
    )
