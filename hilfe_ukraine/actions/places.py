"""From what people enter to the regions it may mean."""

from dataclasses import dataclass

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import ForeignMunicipality, UnknownRegion
from hilfe_ukraine.domain.postcodes import parse_postcode
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.models import PostcodeArea, Region


@dataclass(frozen=True)
class FoundPlace:
    """A place with the rows of its regions, those above loaded beside them.

    ``postcode`` is empty for help anywhere in the state.
    """

    place: Place
    regions: dict[str, Region]
    postcode: str = ""
    statewide: bool = False

    @property
    def region(self) -> Region | None:
        """The most specific region that certainly contains the place."""
        row: Region | None = self.regions[self.place.candidates[0]]
        while row and row.key != self.place.region:
            row = row.parent
        return row

    def narrowed_to(self, key: str) -> "FoundPlace":
        """Keep one municipality; raises :class:`ForeignMunicipality` for another."""
        try:
            place = self.place.narrowed_to(key)
        except ValueError as error:
            raise ForeignMunicipality(key) from error
        return FoundPlace(place, self.regions, self.postcode, self.statewide)


def find_postcode(text: str) -> FoundPlace:
    """Return the place of a postcode as typed; one statement.

    Raises ``InvalidPostcode`` for what is none, ``UnknownRegion`` for one that is not
    in the register. Large recipients are no places.
    """
    postcode = parse_postcode(text)
    areas = PostcodeArea.objects.filter(
        postcode=postcode, kind=PostcodeArea.Kinds.AREA, region__valid_until=None
    )
    rows = [area.region for area in areas.select_related("region__parent__parent")]
    if not rows:
        raise UnknownRegion(postcode)
    rows.sort(key=lambda region: (region.name, region.key))
    return FoundPlace(
        Place(tuple(region.key for region in rows)),
        {region.key: region for region in rows},
        postcode,
    )


def find_district(key: str) -> FoundPlace:
    """Return the place of a district chosen by hand; raises ``UnknownRegion``."""
    return _single(key, Region.Levels.DISTRICT)


def find_region(key: str) -> FoundPlace:
    """Return the place of any region that lives; raises ``UnknownRegion``."""
    return _single(key)


def find_state() -> FoundPlace:
    """Return the whole state, for help that is not bound to a place."""
    found = _single(conf.state_key, Region.Levels.STATE)
    return FoundPlace(found.place, found.regions, statewide=True)


def districts() -> list[Region]:
    """Return the districts of the state, by name, for a choice by hand."""
    rows = Region.objects.current().filter(
        level=Region.Levels.DISTRICT, key__startswith=conf.state_key
    )
    return list(rows.order_by("label"))


def _single(key: str, *levels: Region.Levels) -> FoundPlace:
    rows = Region.objects.current().filter(level__in=levels or Region.Levels.values)
    region = rows.select_related("parent__parent").filter(key=key).first()
    if region is None:
        raise UnknownRegion(key)
    return FoundPlace(Place((key,)), {key: region})
