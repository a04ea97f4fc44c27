"""What the readers find in a file: plain facts, each with the line it stands on."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class RegionRecord:
    """A region that exists. ``name`` is plain; ``title`` stands before or after it.

    Only an ``official`` record says that regions without one no longer exist.
    """

    key: str
    name: str
    title: str = ""
    official: bool = True
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class PostcodeRecord:
    """A postcode that is used in a region.

    ``key`` is a municipality, or a district in which ``place`` is looked up by its
    name; empty if the file does not say where the place is.
    """

    postcode: str
    key: str
    place: str = ""
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class SeatRecord:
    """The one postcode that a register of regions knows of a municipality."""

    postcode: str
    key: str


@dataclass(frozen=True)
class SuccessionRecord:
    """A region that was abolished on ``since``, and the one it belongs to now.

    ``since`` is ``None`` where the day is not known.
    """

    key: str
    name: str
    successor: str
    since: date | None
    where: str = field(default="", compare=False)


Record = RegionRecord | PostcodeRecord | SeatRecord | SuccessionRecord
