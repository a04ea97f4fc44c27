"""How well somebody speaks a language: four levels, in keys that stay."""

from collections.abc import Mapping
from enum import StrEnum


class Level(StrEnum):
    """From best to least, as the form offers them."""

    NATIVE = "native"
    FLUENT = "fluent"
    GOOD = "good"
    BASIC = "basic"


#: What somebody speaks: code of a language (ISO 639, ``uk``), and how well.
Spoken = Mapping[str, Level]
