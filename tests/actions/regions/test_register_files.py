"""Files are read as they were published: plain, packed, cut off, or no files at all."""

import gzip
import zipfile

import pytest

from hilfe_ukraine.actions.regions.register_files import read_files, shipped_succession
from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.registers.records import PostcodeRecord
from tests.domain.registers.writers import geonames_line


PLACES = "\n".join(
    [geonames_line("02763", "Zittau"), geonames_line("02826", "Görlitz")]
)
FOUND = [
    PostcodeRecord("02763", "14626", "Zittau"),
    PostcodeRecord("02826", "14626", "Görlitz"),
]


def packed(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.txt", content)
    return path


def test_plain_files_gzip_and_zip_say_the_same(tmp_path):
    plain = tmp_path / "DE.txt"
    plain.write_text(PLACES, encoding="utf-8")
    zipped = packed(tmp_path / "DE.zip", readme="Readme\n", DE=PLACES)
    with gzip.open(tmp_path / "DE.txt.gz", "wt", encoding="utf-8") as file:
        file.write(PLACES)

    for path in (plain, tmp_path / "DE.txt.gz", zipped):
        assert list(read_files([path])) == FOUND
    assert list(read_files([plain, zipped])) == FOUND * 2


def test_a_line_in_an_archive_has_the_name_of_both(tmp_path):
    path = packed(tmp_path / "DE.zip", DE=PLACES + "\nDE\t1")

    with pytest.raises(RegisterError, match=r"^DE.zip: DE.txt, line 3: 12 values"):
        list(read_files([path]))


def test_an_archive_without_a_register_is_refused(tmp_path):
    path = packed(tmp_path / "DE.zip", readme="Readme\n")

    with pytest.raises(RegisterError, match=r"DE.zip contains no register"):
        list(read_files([path]))


@pytest.mark.parametrize("name", ["DE.txt.gz", "DE.zip"])
def test_a_packed_file_that_was_cut_off_is_refused(tmp_path, name):
    path = tmp_path / name
    if name.endswith(".zip"):
        packed(path, DE=PLACES)
    else:
        path.write_bytes(gzip.compress(PLACES.encode()))
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(RegisterError, match=rf"^{name} cannot be read"):
        list(read_files([path]))


def test_a_file_that_is_not_packed_after_all_is_refused(tmp_path):
    path = tmp_path / "DE.zip"
    path.write_text(PLACES, encoding="utf-8")

    with pytest.raises(RegisterError, match=r"^DE.zip cannot be read"):
        list(read_files([path]))


@pytest.mark.parametrize("name", ["DE.txt", "DE.txt.gz", "DE.zip"])
def test_progress_adds_up_to_the_size_of_the_file(tmp_path, name):
    path = tmp_path / name
    content = "\n".join([PLACES] * 9000)
    if name.endswith(".zip"):
        packed(path, DE=content)
    else:
        raw = content.encode()
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    told = []
    list(read_files([path], progress=told.append))

    assert len(told) > (0 if name.endswith(".zip") else 2)
    assert 0.5 * path.stat().st_size < sum(told) <= path.stat().st_size


def test_the_successions_that_ship_are_facts_with_a_living_end():
    facts = shipped_succession()
    keys = {fact.key for fact in facts}

    assert len(keys) == len(facts) > 90
    assert keys.isdisjoint(fact.successor for fact in facts)
