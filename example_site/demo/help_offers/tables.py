"""Reading the tables in ``data/``, and texts in all languages of the demo."""

import csv
import tomllib

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wagtail.models import Locale


DATA = Path(__file__).parent / "data"
LANGUAGES = ("de", "en", "uk", "ru")


def read_toml(name: str) -> dict[str, Any]:
    """Return the table file ``data/<name>.toml``."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of ``data/<name>.csv`` by column."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_each_language(words: Mapping[str, Any]) -> Iterator[tuple[Locale, Any]]:
    """Return what ``words`` hold in each language, which must be there."""
    for code in LANGUAGES:
        # Not get_for_language: it would also take a language that is near enough.
        yield Locale.objects.get_or_create(language_code=code)[0], words[code]
