"""Every text is translated into every language, with the placeholders it has."""

import re
import shutil
import subprocess
import sys

from pathlib import Path

import pytest


SCRIPTS = Path(__file__).parents[1] / "scripts"
#: Days are written out under these names; Ukrainian and Russian ones end in a stop.
A_DAY_AT_THE_END = re.compile(r"%\((date|day|when)\)s\.")


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="no GNU gettext here")
def test_no_text_is_left_out_and_no_placeholder_differs():
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "check_translations.py")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "For %(name)s"
msgstr "{said}"
"""


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="no GNU gettext here")
@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("Für %(name)s", ""),
        ("Für %(nome)s", "other placeholders"),
        ("", "not translated"),
    ],
)
def test_a_wrong_placeholder_is_found(tmp_path, monkeypatch, said, problem):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from check_translations import _compare

    mine, current = tmp_path / "mine.po", tmp_path / "current.po"
    mine.write_text(CATALOGUE.replace("{said}", said))
    current.write_text(CATALOGUE.replace("{said}", ""))
    compiled = ["msgfmt", "-o", str(mine.with_suffix(".mo")), str(mine)]
    subprocess.run(compiled, check=True)

    found = list(_compare(mine, current))

    assert (problem in " ".join(found)) if problem else not found


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="no GNU gettext here")
@pytest.mark.parametrize("language", ["uk", "ru"])
def test_no_sentence_ends_with_a_day_that_brings_its_own_full_stop(
    monkeypatch, language
):
    """Else people read "27 листопада 2026 р.."."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from catalogues import FOLDERS, catalogue, translated

    said = [
        text
        for folder in FOLDERS
        for text in translated(catalogue(folder, language)).values()
    ]

    assert [text for text in said if A_DAY_AT_THE_END.search(text)] == []
