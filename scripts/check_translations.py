"""Every text is translated into every language, and the catalogues are up to date."""

import re
import shutil
import sys
import tempfile

from collections.abc import Iterator
from pathlib import Path

from catalogues import (
    FOLDERS,
    LANGUAGES,
    catalogue,
    collect,
    compiled,
    require_gettext,
    texts,
    translated,
)


PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{\w*\}")


def main() -> int:
    require_gettext()
    problems = [
        f"{folder.name} {language}: {problem}"
        for folder in FOLDERS
        for language, problem in _problems(folder)
    ]
    print("\n".join(problems) or "All texts are translated.")
    if problems:
        print("`make messages` collects and compiles; translating is up to you.")
    return int(bool(problems))


def _problems(folder: Path) -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary) / folder.name
        shutil.copytree(folder, fresh, ignore=shutil.ignore_patterns("__pycache__"))
        collect(fresh)
        for language in LANGUAGES:
            mine, current = (catalogue(place, language) for place in (folder, fresh))
            if not mine.exists():
                yield language, "there is no catalogue"
                continue
            for problem in _compare(mine, current):
                yield language, problem


def _compare(mine: Path, current: Path) -> Iterator[str]:
    found, wanted, done = texts(mine), texts(current), translated(mine)
    for text in sorted(wanted - found, key=str):
        yield f"not in the catalogue: {text!r}"
    for text in sorted(found - wanted, key=str):
        yield f"no longer used: {text!r}"
    for text in sorted(found - set(done), key=str):
        if not isinstance(text, tuple):
            yield f"not translated: {text!r}"
    for text, translation in done.items():
        # Plural forms may leave a number out; msgfmt checks those.
        if isinstance(text, str) and _placeholders(text) != _placeholders(translation):
            yield f"other placeholders than in the text: {text!r}"
    if compiled(mine.with_suffix(".mo")) != done:
        yield "django.mo is not the compiled django.po"


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    sys.exit(main())
